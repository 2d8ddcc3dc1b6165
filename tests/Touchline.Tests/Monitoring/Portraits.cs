using Touchline.Control;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Tests.Monitoring;

/// <summary>Sessions as they may stand, with something of everything.</summary>
internal static class Portraits
{
    public static SessionPortrait Usual { get; } = new()
    {
        AtNs = 1_795_341_600_000_000_000,
        Session = "7k2p-1",
        Kind = "paper",
        Pace = "x1",
        Seconds = 61.4,
        IsStopped = false,
        Inputs = 5_000,
        Rows = 4_000,
        EventsPerSecond = 120.5,
        LiveOrders = 4,
        Fills = 7,
        Equity = 12.5m,
        Realised = 10,
        Unrealised = 4,
        Fees = 2,
        Funding = 0.5m,
        Turnover = 9_000,
        MaxDrawdown = 3,
        FillRatio = 0.25,
        Orders = new OrderCounts(40, 38, 20, 1, 2, 6, 3) { Amended = 5 },
        Kill = new KillStatus(KillState.Armed, false, 4, 0, 0, null),
        Limits = new RiskLimits { MaxDailyLoss = 100 },
        Marks = new EquityMarks(20_779, 0, 15),
        Strategies = [Strategy("quoter")],
        Instruments = [Instrument("BTCUSDT")],
        Budgets = [new BudgetStatus("binance-usdm", 10_000_000_000, 300, 20, 280, 0)],
        Breakers = [new BreakerStatus("binance-usdm", BreakerState.Closed, 0, 0)],
        Anomalies = new ReportAnomalies(1, 2, 3, 4, 5) { Unresolved = 6 },
        DroppedSignals = 0,
        Latencies = [Latency("engine", 800, 1_500, 40_000)],
        Connections = [new ConnectionPortrait("market", true, null), new ConnectionPortrait("orders", true, null)],
        Differences = [],
        Storage = (0, 12),
    };

    public static InstrumentPortrait Instrument(string symbol, decimal position = 0.5m, decimal net = 12.5m) => new()
    {
        Instrument = Core.Instrument.Linear("binance-usdm", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot")),
        Bids = [],
        Asks = [],
        IsStale = false,
        Mid = 50_000.05m,
        LastEventNs = 1_795_341_599_750_000_000,
        Status = InstrumentStatus.Trading,
        Frozen = FreezeReason.None,
        Account = Ledger(LedgerSnapshot.Account, position, net),
        Unassigned = Ledger(LedgerSnapshot.Nobody, 0, 0),
        WorstLong = 0.9m,
        WorstShort = -0.1m,
        Ratios = [new RatioStatus("UFR", 40, 0.4, 0.99, 0.995)],
    };

    public static StrategyPortrait Strategy(string name) => new()
    {
        Index = 0,
        Name = name,
        State = "running",
        Failure = null,
        LiveOrders = 4,
        Parameters = [],
        Metrics = new Dictionary<string, double>(),
        Limits = new RiskLimits(),
        Ledgers = [Ledger(0, 0.5m, 12.5m)],
    };

    public static StageLatency Latency(string stage, params long[] ns)
    {
        var histogram = new LatencyHistogram();
        foreach (long one in ns)
            histogram.Record(one);
        return StageLatency.Of(stage, histogram);
    }

    public static SessionPortrait With(this SessionPortrait portrait, ConnectionPortrait connection) =>
        portrait with { Connections = [.. portrait.Connections.Where(c => c.Name != connection.Name), connection] };

    public static SessionPortrait Down(this SessionPortrait portrait, string connection) => portrait.With(new ConnectionPortrait(connection, false, "reset by peer"));

    private static LedgerSnapshot Ledger(int strategy, decimal position, decimal net) => new(strategy, 0)
    {
        Position = position,
        AveragePrice = 49_990,
        Mid = 50_000.05m,
        Realised = net,
        Unrealised = 0,
        RealisedFifo = net,
        UnrealisedFifo = 0,
        Fees = 0,
        FeesByAsset = [],
        UnpricedFees = 0,
        Funding = 0,
        Turnover = 9_000,
        Fills = 7,
    };
}
