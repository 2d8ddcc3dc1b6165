using System.Net;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Configuration;

/// <summary>The venue that the user chose, its addresses and the key to act with, checked.</summary>
internal sealed record VenueSettings
{
    // Hosts that pretend: what is traded there costs nobody anything.
    private static readonly string[] TestHosts =
        ["demo-fapi.binance.com", "demo-fstream.binance.com", "testnet.binancefuture.com", "fstream.binancefuture.com"];

    /// <summary>As in <see cref="VenueSetting.Name"/>.</summary>
    public required string Name { get; init; }

    public required bool IsTestnet { get; init; }

    /// <summary>The venue's; none where the verb needs none.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Addresses alone; without credentials.</summary>
    public required BinanceVenueOptions Addresses { get; init; }

    /// <summary>PEM; trusted beside the system's.</summary>
    public required string? Certificate { get; init; }

    /// <summary>By its name in the file of keys.</summary>
    public required string? Key { get; init; }

    /// <summary>The file of keys; null: the usual one.</summary>
    public required string? KeyStore { get; init; }

    public required string? KeyFile { get; init; }

    /// <summary>The command that looks at just this venue with just this key, for people: without its addresses it would go to the venue's own host.</summary>
    public string Doctor
    {
        get
        {
            (Setting Option, string? Value)[] options =
            [
                (VenueSetting.Name, Name),
                (VenueSetting.RestUrl, HasOwnAddresses ? Addresses.RestUrl : null),
                (VenueSetting.StreamUrl, HasOwnAddresses ? Addresses.StreamUrl : null),
                (VenueSetting.WebSocketApiUrl, HasOwnAddresses ? Addresses.WebSocketApiUrl : null),
                (VenueSetting.Certificate, Certificate),
                (VenueSetting.Symbols, Symbols.Count > 0 ? string.Join(',', Symbols) : null),
                (VenueSetting.Key, Key),
                (VenueSetting.Keys, KeyStore),
                (VenueSetting.KeyFile, KeyFile),
            ];
            string given = string.Join(' ', options.Where(o => o.Value is not null).Select(o => $"{o.Option.Option} {o.Value}"));
            return $"touchline doctor {given}{(IsTestnet ? $" {VenueSetting.Testnet.Option}" : "")}";
        }
    }

    private bool HasOwnAddresses => !IsTestnet && Addresses.RestUrl != new BinanceVenueOptions().RestUrl;

    /// <summary>Null when no venue is chosen.</summary>
    /// <exception cref="BadInputException">Settings contradict each other.</exception>
    public static VenueSettings? Of(EffectiveSettings settings)
    {
        if (settings.Value(VenueSetting.Name) is not { } name)
        {
            CheckNoneGiven(settings);
            return null;
        }

        return new VenueSettings
        {
            Name = name,
            IsTestnet = settings.Value(VenueSetting.Testnet),
            Symbols = settings.Value(VenueSetting.Symbols),
            Addresses = AddressesOf(settings),
            Certificate = settings.Value(VenueSetting.Certificate),
            Key = settings.Value(VenueSetting.Key),
            KeyStore = settings.Value(VenueSetting.Keys),
            KeyFile = settings.Value(VenueSetting.KeyFile),
        };
    }

    /// <exception cref="BadInputException">No instrument was named.</exception>
    public VenueSettings WithSymbols() => Symbols.Count > 0
        ? this
        : throw new BadInputException($"setting {VenueSetting.Symbols.Path} is missing; right is {VenueSetting.Symbols.Right}");

    /// <summary>Which account orders go to, as journals have it: the venue, its address and the key's name.</summary>
    public string Account => $"{Name} {new Uri(Addresses.RestUrl).Authority} {Key}";

    /// <summary>Where orders go; of several addresses one that costs real money.</summary>
    public string Host => new Uri(AllUrls.FirstOrDefault(u => !IsHarmless(u), Addresses.WebSocketApiUrl)).Authority;

    /// <summary>Requests go to an address that the user named, on this machine: where a simulated exchange may be.</summary>
    public bool IsOwnLoopback => HasOwnAddresses && IsThisMachine(new Uri(Addresses.RestUrl));

    /// <summary>Orders would cost somebody something: an address is neither the testnet's nor this machine's.</summary>
    public bool IsRealMoney => !AllUrls.All(IsHarmless);

    /// <summary>What orders there are, in a word, as sessions and journals call it: live where they cost real money, testnet, or simulated at an exchange on this machine.</summary>
    public string Kind => IsTestnet ? "testnet" : IsRealMoney ? "live" : AllUrls.All(u => IsThisMachine(new Uri(u))) ? "simulated" : "testnet";

    private string[] AllUrls => [Addresses.WebSocketApiUrl, Addresses.RestUrl, Addresses.StreamUrl];

    /// <exception cref="BadInputException">There is no key to send orders with.</exception>
    public void CheckKey()
    {
        if (Key is null)
            throw new BadInputException($"setting run.live is on, but setting {VenueSetting.Key.Path} is missing: orders need a key (--key NAME; 'touchline keys add NAME' adds one)");
    }

    private static bool IsHarmless(string url) => new Uri(url) is var address && (TestHosts.Contains(address.Host) || IsThisMachine(address));

    private static bool IsThisMachine(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static void CheckTls(Setting setting, string url)
    {
        var address = new Uri(url);
        if (address.Scheme is "http" or "ws" && !IsThisMachine(address))
            throw new BadInputException($"setting {setting.Path} is {url}: without TLS everybody on the way could read the key and change prices; right is {address.Scheme}s://{address.Authority}, or an address of this machine");
    }

    private static BinanceVenueOptions AddressesOf(EffectiveSettings settings)
    {
        BinanceVenueOptions known = settings.Value(VenueSetting.Testnet) ? BinanceVenueOptions.Testnet : new BinanceVenueOptions();
        (ScalarSetting<string?> Setting, string? Url)[] given =
            [.. new[] { VenueSetting.RestUrl, VenueSetting.StreamUrl, VenueSetting.WebSocketApiUrl }.Select(s => (s, settings.Value(s)))];
        if (Array.TrueForAll(given, g => g.Url is null))
            return known;
        foreach ((ScalarSetting<string?> setting, string? told) in given)
        {
            if (told is not null)
                CheckTls(setting, told);
        }

        (ScalarSetting<string?> one, string? url) = Array.Find(given, g => g.Url is not null);
        if (settings.Value(VenueSetting.Testnet))
            throw new BadInputException($"setting {one.Path} is {url}, but {VenueSetting.Testnet.Path} is on, which has addresses of its own; leave one of them out");
        // Half of it elsewhere would be prices of one market and orders in another.
        if (Array.Find(given, g => g.Url is null).Setting is { } missing)
            throw new BadInputException($"setting {one.Path} is {url}, but {missing.Path} isn't given and would be the venue's own; give it too ({missing.Option}: {missing.Right})");
        return known with { RestUrl = given[0].Url!, StreamUrl = given[1].Url!, WebSocketApiUrl = given[2].Url! };
    }

    private static void CheckNoneGiven(EffectiveSettings settings)
    {
        foreach (Setting setting in VenueSetting.All)
        {
            if (setting != VenueSetting.Name && settings.SourceOf(setting) is { } source)
                throw new BadInputException($"{source}: setting {setting.Path} has no effect, as {VenueSetting.Name.Path} isn't given; right is --venue {VenueSetting.Binance} with it");
        }
    }
}
