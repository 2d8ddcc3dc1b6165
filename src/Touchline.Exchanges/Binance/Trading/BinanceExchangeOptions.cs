using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>What a simulated Binance is opened with.</summary>
public sealed record BinanceExchangeOptions
{
    /// <summary>At least one, each once. Any name that ends in USDT or USDC.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Recordings by symbol; the others trade on a synthetic market.</summary>
    public IReadOnlyDictionary<string, RowSource> Data { get; init; } = new Dictionary<string, RowSource>();

    public IReadOnlyList<BinanceAccountTerms> Accounts { get; init; } = [];

    public ulong Seed { get; init; } = 1;

    /// <summary>The exchange's time at the beginning; recordings are shifted to begin there.</summary>
    public required long StartNs { get; init; }

    /// <summary>WebSocket URLs without a route carry the streams of /public alone.</summary>
    public bool SplitRoutes { get; init; }

    /// <summary>A connection is closed after so long. 24 hours at Binance.</summary>
    public long ConnectionLifeNs { get; init; } = 24L * 3600 * 1_000_000_000;

    /// <summary>The order that a conditional one becomes bears its client id, else one of the exchange's. Binance doesn't say which: clients have to cope with both.</summary>
    public bool KeepsAlgoClientIds { get; init; } = true;

    /// <summary>Synthetic markets act so many times as often as by default.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Faults by the exchange's time: JSON lines, see docs/simulated-exchange.md. Empty: none.</summary>
    public string FaultScript { get; init; } = "";
}
