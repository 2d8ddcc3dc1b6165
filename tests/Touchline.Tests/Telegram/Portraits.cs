using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Tests.Live;
using Touchline.Trading;

namespace Touchline.Tests.Telegram;

/// <summary>Sessions as others see them, and one that takes commands.</summary>
internal static class Portraits
{
    public static SessionPortrait New(params StrategyPortrait[] strategies) => new()
    {
        AtNs = 1,
        Session = "tl-1",
        Kind = "testnet",
        Pace = "TESTNET",
        Seconds = 90,
        IsStopped = false,
        Inputs = 1000,
        Rows = 900,
        EventsPerSecond = 1234,
        LiveOrders = 4,
        Fills = 7,
        Equity = 1.25m,
        Realised = 2m,
        Unrealised = -0.5m,
        Fees = 0.25m,
        Funding = 0,
        Turnover = 1000,
        MaxDrawdown = 0.75m,
        FillRatio = 0.5,
        Orders = default,
        Kill = default,
        Limits = new RiskLimits { MaxPosition = 2 },
        Marks = default,
        Strategies = strategies,
        Instruments = [Held("BTCUSDT", 0.25m), Held("ETHUSDT", 0)],
        Budgets = [],
        Breakers = [],
        Anomalies = default,
        DroppedSignals = 0,
        Latencies = [],
        Connections = [],
        Differences = [],
        Storage = null,
    };

    public static StrategyPortrait Strategy(int index, string name, string state) => new()
    {
        Index = index,
        Name = name,
        State = state,
        Failure = null,
        LiveOrders = 2,
        Parameters = [],
        Metrics = new Dictionary<string, double>(),
        Limits = new RiskLimits(),
        Ledgers = [],
    };

    public static InstrumentPortrait Held(string symbol, decimal position) => new()
    {
        Instrument = TradingLine.InstrumentOf(symbol),
        Bids = [],
        Asks = [],
        IsStale = false,
        Mid = 60_010,
        LastEventNs = 1,
        Status = InstrumentStatus.Trading,
        Frozen = FreezeReason.None,
        Account = Ledger(position),
        Unassigned = Ledger(0),
        WorstLong = 1,
        WorstShort = 1,
        Ratios = [],
    };

    private static LedgerSnapshot Ledger(decimal position) => new(LedgerSnapshot.Account, 0)
    {
        Position = position,
        AveragePrice = 60_000,
        Mid = 60_010,
        Realised = 0,
        Unrealised = 2.5m,
        RealisedFifo = 0,
        UnrealisedFifo = 0,
        Fees = 0,
        FeesByAsset = [],
        UnpricedFees = 0,
        Funding = 0,
        Turnover = 0,
        Fills = 0,
    };
}

/// <summary>Notes what it is told.</summary>
internal sealed class ToldSession : ISessionControl
{
    public SessionPortrait? Portrait { get; set; } = Portraits.New(Portraits.Strategy(0, "maker", "running"), Portraits.Strategy(1, "taker", "paused"));

    public List<string> Told { get; } = [];

    /// <summary>Why a command is refused; null: it is carried out.</summary>
    public Func<EngineCommand, string?> Refusal { get; set; } = _ => null;

    public Task<string?> Tell(EngineCommand command, string actor, CancellationToken cancel)
    {
        Told.Add($"{actor} {command}");
        return Task.FromResult(Refusal(command));
    }

    public void Audit(AuditEntry entry) => throw new NotSupportedException("nothing is audited by a chat itself");
}
