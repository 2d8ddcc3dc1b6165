using System.Net;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Configuration;

/// <summary>The part of the table of settings that is about the HTTP API.</summary>
internal static class HttpSetting
{
    public const string Section = "http";

    private const long ShortestTokenNs = 60_000_000_000, LongestTokenNs = 720 * 3_600_000_000_000;

    /// <summary>Where the source of a value would stand that nobody gave: without arguments the program lets in whom it can.</summary>
    public const string UnaskedSource = "touchline without arguments";

    public static ScalarSetting<string?> Listen { get; } = new(
        "http.listen", null, TryReadAddress, t => t ?? SettingText.Off, "an address and a port, e.g. 127.0.0.1:8080 (port 0: any free one), or off", "where the HTTP and WebSocket API listens")
    { Option = "--http" };

    public static NamesSetting Origins { get; } = new(
        "http.origins", names => names.All(IsOrigin), "origins with commas between, e.g. https://desk.example", "origins whose pages may call the API from a browser, besides its own")
    { Option = "--http-origins" };

    public static NamesSetting Hosts { get; } = new(
        "http.hosts", names => names.All(IsHost), "names with commas between, e.g. desk.example", "names under which the API is called, besides its address and localhost")
    { Option = "--http-hosts" };

    public static NamesSetting TrustedProxies { get; } = new(
        "http.trusted_proxies", names => names.All(n => TryReadNetwork(n, out _)), "addresses and networks with commas between, e.g. 127.0.0.1, 10.0.0.0/8",
        "proxies whose X-Forwarded-For says who asks")
    { Option = "--trusted-proxies" };

    public static ScalarSetting<string?> Users { get; } = new(
        "http.users", null, SettingText.TryReadFolder, SettingText.WriteFolder, "a file, or none", "the file of users; without it the usual one")
    { Option = "--users" };

    public static ScalarSetting<long> TokenLife { get; } = new(
        "http.token_life", (long)new UserAccessOptions().TokenLife.TotalNanoseconds, TryReadTokenLife, SettingText.WriteTime, "a time with its unit from 1m to 720h, e.g. 12h", "how long a login holds")
    { Option = "--token-life" };

    public static ScalarSetting<string?> Data { get; } = new(
        "http.data", null, SettingText.TryReadFolder, SettingText.WriteFolder, "a folder, or none", "the folder whose recordings backtests of the API may use; without it the current directory")
    { Option = "--http-data" };

    public static IReadOnlyList<Setting> All { get; } = [Listen, Origins, Hosts, TrustedProxies, Users, TokenLife, Data];

    /// <summary>Of a text that is right.</summary>
    public static IPNetwork Network(string text) => TryReadNetwork(text, out IPNetwork network) ? network : throw new FormatException(text);

    /// <summary>Where the file of users is.</summary>
    public static string UsersPath(EffectiveSettings settings, ConfigurationPlace place) => settings.Value(Users) ?? UserFile.UsualPath(place.Environment);

    /// <summary>What the program is started with when nobody says anything, below all other layers.</summary>
    public static SettingLayer Unasked()
    {
        var layer = new SettingLayer();
        layer.Add(new Assignment(Listen.Path, [Api.ApiOptions.Usual.ToString()], UnaskedSource));
        return layer;
    }

    private static bool TryReadAddress(string text, out string? address)
    {
        address = text == SettingText.Off ? null : text;
        return address is null || (text.Contains(':') && IPEndPoint.TryParse(text, out IPEndPoint? end) && text.EndsWith($":{end.Port}", StringComparison.Ordinal));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text;

    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;

    // An address is a network of one; none may be everybody's.
    private static bool TryReadNetwork(string text, out IPNetwork network)
    {
        if (text.Contains('/'))
            return IPNetwork.TryParse(text, out network) && network.PrefixLength > 0;
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address) && address.ToString() == text;
        network = isAddress ? new IPNetwork(address!, 8 * address!.GetAddressBytes().Length) : default;
        return isAddress;
    }

    private static bool TryReadTokenLife(string text, out long ns) => Duration.TryParse(text, out ns) && ns is >= ShortestTokenNs and <= LongestTokenNs;
}
