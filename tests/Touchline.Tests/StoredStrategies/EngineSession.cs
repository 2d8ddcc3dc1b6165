using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Live;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>A session that is an engine alone, as those see it who look after strategies elsewhere; the test is its market and its venue.</summary>
/// <param name="log">Gets what strategies write.</param>
internal sealed class EngineSession(Action<string> log, params StrategySetup[] strategies) : IWatchedSession
{
    private long _nowNs = 1;

    public Engine Engine { get; } = new([Instrument.Linear("test", "BTCUSDT", DecimalUnit.One, DecimalUnit.One)], strategies, new RiskLimits(), log: (_, line) => log(line));

    /// <summary>What went out to the venue.</summary>
    public List<Intent> Sent { get; } = [];

    public long PlayedNs => _nowNs;

    public bool IsHurried { get; set; }

    public TradingSettings Chosen => throw new NotSupportedException();

    public IReadOnlyList<Instrument> Instruments => Engine.Instruments;

    public BacktestFigures Figures => throw new NotSupportedException();

    public long FillsBefore => 0;

    public RecentFills Fills => throw new NotSupportedException();

    public LatencyHistogram Latency => throw new NotSupportedException();

    public TimeSpan Elapsed => throw new NotSupportedException();

    public double EventsPerSecond => 0;

    public long Rows => 0;

    public long Commands => 0;

    public bool IsStopped => false;

    public string Pace => "";

    public SessionStorage? Storage => null;

    public IReadOnlyList<ConnectionPortrait> Connections => [];

    public IReadOnlyList<ToldDifference> LedgerDifferences => [];

    public (IReadOnlyList<WalletPortrait> Wallets, string? Why) Balances => ([], null);

    public LookPortrait? AskedLook => null;

    public RecoveryReport? Recovery => null;

    public (string Folder, int Session)? KeptVersions => null;

    public string? Reconcile() => null;

    public BacktestFigures FiguresOf(int instrument) => throw new NotSupportedException();

    public long? AheadOf(int instrument, OrderId id) => null;

    public void Start() => Engine.Start(++_nowNs);

    public void Depth(Side side, long price, long quantity)
    {
        var level = new MarketEvent { Kind = EventKind.Depth, Side = side, Price = new Price(price), Quantity = new Quantity(quantity), LocalNs = ++_nowNs, ExchangeNs = _nowNs, Flags = EventFlags.EndOfBatch };
        Engine.OnMarket(level, _nowNs);
        TakeSent();
    }

    public void Report(ReportKind kind, OrderId id)
    {
        Engine.OnReport(new OrderReport { Kind = kind, Id = id, LocalNs = ++_nowNs, ExchangeNs = _nowNs });
        TakeSent();
    }

    public Placement Request(in OrderRequest request)
    {
        Placement answer = Engine.OnRequest(request, ++_nowNs);
        TakeSent();
        return answer;
    }

    public string? Command(EngineCommand command)
    {
        string? refusal = Engine.OnCommand(command, ++_nowNs);
        TakeSent();
        return refusal;
    }

    private void TakeSent()
    {
        Sent.AddRange(Engine.Intents);
        Engine.ClearIntents();
    }
}
