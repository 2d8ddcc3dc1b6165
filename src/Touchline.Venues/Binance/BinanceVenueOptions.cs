namespace Touchline.Venues.Binance;

/// <summary>Where a Binance session connects to, and as whom.</summary>
public sealed record BinanceVenueOptions
{
    /// <summary>REST, scheme and host, without a slash at the end.</summary>
    public string RestUrl { get; init; } = "https://fapi.binance.com";

    /// <summary>Market and private streams: scheme and host; /public, /market and /private are put behind it.</summary>
    public string StreamUrl { get; init; } = "wss://fstream.binance.com";

    /// <summary>Order entry by WebSocket, whole.</summary>
    public string WebSocketApiUrl { get; init; } = "wss://ws-fapi.binance.com/ws-fapi/v1";

    /// <summary>Null: market data alone.</summary>
    public BinanceCredentials? Credentials { get; init; }

    /// <summary>
    /// Begins every client order id of the session, and of no other session on any machine: 1 to 16 of <c>A-Z a-z 0-9 _ -</c>.
    /// </summary>
    public string SessionPrefix { get; init; } = "tl";

    /// <summary>How long a signed request is good for at the venue, in milliseconds; 1 to 60,000.</summary>
    public int ReceiveWindowMs { get; init; } = 2000;

    /// <summary>How long an answer to an order request is waited for before its outcome is unknown.</summary>
    public int RequestTimeoutMs { get; init; } = 3000;

    /// <summary>Every order of an instrument is cancelled by the venue unless it hears from us for so long; 0: never.</summary>
    public int CountdownMs { get; init; } = 60_000;

    /// <summary>Seeds the jitter of reconnects.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The hosts for trying things with pretended money.</summary>
    public static BinanceVenueOptions Testnet { get; } = new()
    {
        RestUrl = "https://demo-fapi.binance.com",
        StreamUrl = "wss://demo-fstream.binance.com",
        WebSocketApiUrl = "wss://testnet.binancefuture.com/ws-fapi/v1",
    };
}

/// <summary>An API key and how its requests are signed.</summary>
/// <param name="Key">The API key as sent; not secret, but nobody's business.</param>
/// <param name="Kind">hmac, ed25519 or rsa.</param>
/// <param name="Secret">HMAC: the secret. Ed25519 and RSA: the private key, PKCS#8 PEM. Never printed.</param>
public sealed record BinanceCredentials(string Key, string Kind, string Secret)
{
    public override string ToString() => $"a {Kind} key";
}
