using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>The part of the table of settings that is about a real venue.</summary>
internal static class VenueSetting
{
    public const string Section = "venue";
    public const string Binance = "binance";

    private const int MostSymbols = 500;
    private const int MostSymbolLength = 32;

    public static ScalarSetting<string?> Name { get; } = new(
        "venue.name", null, TryReadName, Write, Binance, "the venue whose market it is about")
    { Option = "--venue" };

    public static NamesSetting Symbols { get; } = new(
        "venue.symbols", TryReadSymbols, $"up to {MostSymbols} different symbols of the venue in its spelling (capitals) with commas between, e.g. BTCUSDT,ETHUSDT", "the instruments, by the venue's symbols")
    { Option = "--symbols" };

    public static ScalarSetting<bool> Testnet { get; } = new(
        "venue.testnet", false, SettingText.TryReadSwitch, SettingText.WriteSwitch, "on or off", "the venue's hosts for trying things with pretended money")
    { Option = "--testnet", IsSwitch = true };

    public static ScalarSetting<string?> RestUrl { get; } = Url("rest_url", "--rest-url", ["http", "https"], false, "http://127.0.0.1:9443", "where requests go instead of the venue's own host");

    public static ScalarSetting<string?> StreamUrl { get; } = Url("ws_url", "--ws-url", ["ws", "wss"], false, "ws://127.0.0.1:9443", "where streams come from instead");

    public static ScalarSetting<string?> WebSocketApiUrl { get; } = Url(
        "ws_api_url", "--ws-api-url", ["ws", "wss"], true, "ws://127.0.0.1:9443/ws-fapi/v1", "where orders go by WebSocket instead");

    public static ScalarSetting<string?> Certificate { get; } = File("certificate", "--certificate", "a certificate to trust beside the system's (PEM), such as a self-made one");

    public static ScalarSetting<string?> Key { get; } = new(
        "venue.key", null, TryReadText, Write, "a name of 'touchline keys list', or none", "the API key to act with, by the name it has in the file of keys")
    { Option = "--key" };

    public static ScalarSetting<string?> Keys { get; } = File("keys", "--keys", "the file of keys; without it the usual one");

    public static ScalarSetting<string?> KeyFile { get; } = File("key_file", "--key-file", "what opens the key instead of a pass phrase");

    public static IReadOnlyList<Setting> All { get; } = [Name, Symbols, Testnet, RestUrl, StreamUrl, WebSocketApiUrl, Certificate, Key, Keys, KeyFile];

    private static ScalarSetting<string?> Url(string name, string option, string[] schemes, bool hasPath, string example, string text) => new(
        $"venue.{name}", null, (string given, out string? url) => TryReadUrl(given, schemes, hasPath, out url), Write,
        $"an address of scheme {string.Join(" or ", schemes)}{(hasPath ? "" : " without a path")}, e.g. {example}, or none", text)
    { Option = option };

    private static ScalarSetting<string?> File(string name, string option, string text) =>
        new($"venue.{name}", null, TryReadText, Write, "a file, or none", text) { Option = option };

    private static string Write(string? text) => text ?? SettingText.None;

    private static bool TryReadName(string text, out string? name)
    {
        name = text == SettingText.None ? null : text;
        return text is Binance or SettingText.None;
    }

    private static bool TryReadText(string text, out string? value)
    {
        value = text == SettingText.None ? null : text;
        return text.Length > 0;
    }

    private static bool TryReadUrl(string text, string[] schemes, bool hasPath, out string? url)
    {
        url = null;
        if (text == SettingText.None)
            return true;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || !schemes.Contains(address.Scheme) || address.Host.Length == 0)
            return false;
        url = text.TrimEnd('/');
        return address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0 && (hasPath || address.AbsolutePath == "/");
    }

    private static bool TryReadSymbols(IReadOnlyList<string> names) =>
        names.Count <= MostSymbols && names.Distinct().Count() == names.Count && names.All(IsSymbol);

    // The venue has symbols in other alphabets too; each names files and stands in addresses.
    public static bool IsSymbol(string name) =>
        name.Length is > 0 and <= MostSymbolLength && name.All(c => (char.IsLetterOrDigit(c) && !char.IsLower(c)) || c == '_');
}
