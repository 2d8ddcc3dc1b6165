using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>A report that didn't fit, and what the engine counted before and after it.</summary>
internal sealed record Misfit(OrderReport Report, ReportAnomalies Before, ReportAnomalies After)
{
    /// <summary>
    /// Where the exchange's messages overtook each other, or a fill was found by asking, it may be told after its order's end, or before the amend that made room for it; money and
    /// orders agree all the same.
    /// </summary>
    public bool IsExplainedBy(IEnumerable<OrderReport> reports)
    {
        if (After with { LateFills = Before.LateFills } == Before)
            return true;
        OrderReport[] told = [.. reports.Where(r => r.Id == Report.Id)];
        OrderReport[] amends = [.. told.Where(r => r.Kind == ReportKind.Amended)];
        long filled = told.Where(r => r.Kind == ReportKind.Fill).Sum(r => r.Quantity.Units);
        return Report.Kind switch
        {
            ReportKind.Fill => After with { Overfills = Before.Overfills, LateFills = Before.LateFills } == Before
                && amends.Any(a => a.Quantity.Units >= filled && a.LocalNs >= Report.LocalNs),
            ReportKind.Amended => amends.Count(a => a.ExchangeNs == Report.ExchangeNs && a.Price == Report.Price && a.Quantity == Report.Quantity) == 1
                && told.Any(r => r.Kind == ReportKind.Fill && r.ExchangeNs >= Report.ExchangeNs && r.LocalNs <= Report.LocalNs),
            _ => false,
        };
    }
}

/// <summary>
/// A session on the virtual clock: an adapter, the engine behind it and one strategy. What the engine wants is sent at once, from inside the adapter's own call, or when that
/// call is over, as the session is told: both are allowed.
/// </summary>
internal sealed class VirtualSession(IMachine wire, IReadOnlyList<string> symbols, Strategy strategy, RiskLimits limits, bool sendsAtOnce, ulong seed)
    : IWireListener, IVenueListener, IVirtualParty
{
    private readonly Instrument?[] _instruments = new Instrument?[symbols.Count];
    private readonly List<MarketEvent[]> _early = [];
    private IVenue? _venue;
    private bool _isStarted;
    private int? _sendsLeft;

    public IVenue Venue => _venue!;

    /// <summary>Of a session on the virtual network.</summary>
    public VirtualWire Wire => (VirtualWire)wire;

    public IReadOnlyList<string> Symbols => symbols;

    /// <summary>Made when all instruments are known.</summary>
    public Engine? Engine { get; private set; }

    /// <summary>Its process was killed.</summary>
    public bool IsDead { get; private set; }

    public SessionBook[] Books { get; } = [.. symbols.Select(_ => new SessionBook())];

    public List<OrderReport> Reports { get; private init; } = [];

    /// <summary>Reports that didn't fit what the engine knew.</summary>
    public List<Misfit> Misfits { get; private init; } = [];

    public List<Intent> Intents { get; private init; } = [];

    public List<VenueState> States { get; private init; } = [];

    public List<(long LocalNs, string Text)> Notes { get; private init; } = [];

    public List<AccountSnapshot> Accounts { get; private init; } = [];

    /// <summary>What its successors' journal has lost.</summary>
    public Func<AdoptedOrder, bool> Forgets { get; set; } = _ => false;

    /// <summary>Client ids of orders that the adapter told as lost.</summary>
    public List<string> Lost { get; private init; } = [];

    /// <summary>Called after every batch of market events.</summary>
    public Action<int>? AfterBatch { get; set; }

    /// <summary>Called for every report before the engine takes it.</summary>
    public Action<OrderReport>? BeforeReport { get; set; }

    /// <summary>Kept until something happens to the session: the clock asks far more often.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    public void Use(IVenue venue) => _venue = venue;

    public void Start(FeedStreams streams)
    {
        wire.Listen(this);
        foreach (string symbol in symbols)
            Venue.Subscribe(symbol, streams, wire.NowNs);
        Venue.Start(wire.NowNs);
        Settle();
    }

    /// <summary>The process is killed: nobody calls the adapter any more, and what it still does nobody hears of.</summary>
    public void Kill()
    {
        IsDead = true;
        Wire.Die();
        Settle();
    }

    /// <summary>It is killed as soon as it has sent so many more intents: of those that it decided together the others are written down and never leave.</summary>
    public void KillAfter(int intents) => _sendsLeft = intents;

    /// <summary>
    /// A process that goes on from what the killed one had written down: what the engine decided and what it was told. Its adapter is a new one, which knows nothing else.
    /// </summary>
    public VirtualSession Successor(IMachine onWire) => new(onWire, symbols, strategy, limits, sendsAtOnce, seed)
    {
        Engine = Engine,
        _isStarted = _isStarted,
        Reports = Reports,
        Misfits = Misfits,
        Intents = Intents,
        States = States,
        Notes = Notes,
        Accounts = Accounts,
        Forgets = Forgets,
        Lost = Lost,
        AfterBatch = AfterBatch,
        BeforeReport = BeforeReport,
    };

    /// <summary>Hands the adapter what the earlier session left; whatever had no answer is unknown from now on.</summary>
    public void Adopt()
    {
        Venue.Adopt(
            [.. Engine!.OrdersToAdopt().Where(o => !Forgets(o))], Engine.InstrumentsToAdopt(), Accounts.FindLast(a => a.IsWhole)?.ToldUntilNs ?? 0, Accounts.Find(a => a.IsWhole)?.ToldUntilNs ?? 0);
        Engine.ClearIntents();
        foreach (OrderUpdate order in Engine.SnapshotOrders().Where(o => o.InFlight != OrderInFlight.None))
            Engine.OnReport(new OrderReport { Kind = ReportKind.Unknown, Id = order.Id, Instrument = order.Instrument, LocalNs = wire.NowNs });
        // What the strategy makes of that isn't sent before the adapter runs.
    }

    public void OnTime(long nowNs)
    {
        long localNs = wire.NowNs;
        if (Venue.DeadlineNs <= localNs)
            Venue.OnDeadline(localNs);
        Flush();
        if (Engine is not null && Engine.NextTimerNs <= localNs)
            Engine.OnClock(localNs);
        Flush();
    }

    /// <summary>What was asked of the strategy's context or the adapter outside of a callback leaves now.</summary>
    public void Flush()
    {
        Send();
        Settle();
    }

    private void Settle() => NextNs = IsDead ? long.MaxValue : wire.WorldNs(Math.Min(Venue.DeadlineNs, Engine?.NextTimerNs ?? long.MaxValue));

    private void Send()
    {
        if (Engine is null || IsDead)
            return;
        // What is sent may be answered inside the call; what follows from that is sent too.
        while (Engine.Intents.Length > 0)
        {
            Intent[] intents = Engine.Intents.ToArray();
            Engine.ClearIntents();
            Intents.AddRange(intents);
            foreach (ref readonly Intent intent in intents.AsSpan())
            {
                if (_sendsLeft is 0)
                    Kill();
                if (IsDead)
                    return;
                Venue.Send(intent, wire.NowNs);
                _sendsLeft--;
            }
        }
    }

    public void OnOpened(int connection, long nowNs)
    {
        Venue.OnOpened(connection, nowNs);
        Flush();
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        Venue.OnMessage(connection, message, receivedNs);
        Flush();
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
        Venue.OnClosed(connection, reason, nowNs);
        Flush();
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
        Venue.OnReply(reply, nowNs);
        Flush();
    }

    public void OnInstrument(int index, Instrument instrument)
    {
        if (IsDead)
            return;
        _instruments[index] = instrument;
        if (Engine is not null || _instruments.Contains(null))
            return;
        Engine = new Engine([.. _instruments.OfType<Instrument>()], [new StrategySetup("strategy", strategy)], limits, seed);
        foreach (MarketEvent[] batch in _early)
            Feed(batch);
        _early.Clear();
    }

    public void OnMarket(ReadOnlySpan<MarketEvent> batch)
    {
        if (IsDead)
            return;
        int instrument = batch[0].Instrument;
        Books[instrument].Take(batch);
        if (Engine is null)
            _early.Add(batch.ToArray());
        else
            Feed(batch);
        AfterBatch?.Invoke(instrument);
        if (sendsAtOnce)
            Send();
    }

    public void OnStatus(int index, InstrumentStatus status)
    {
    }

    public void OnOrderCount(long windowNs, int used)
    {
    }

    public void OnReport(in OrderReport report)
    {
        if (IsDead)
            return;
        Reports.Add(report);
        BeforeReport?.Invoke(report);
        ReportAnomalies before = Engine!.Anomalies;
        OrderId id = report.Id;
        Engine.OnReport(report);
        if (Engine.Anomalies != before)
            Misfits.Add(new Misfit(report, before, Engine.Anomalies));
        if (sendsAtOnce)
            Send();
    }

    public void OnAccount(AccountSnapshot account)
    {
        if (!IsDead)
            Accounts.Add(account);
    }

    public void OnState(VenueState state)
    {
        if (IsDead)
            return;
        States.Add(state);
        if (_isStarted || Engine is null || !state.IsTradingReady || !state.IsFeedUp)
            return;
        _isStarted = true;
        Engine.Start(wire.NowNs);
    }

    public void OnLostOrder(int index, OrderId id, string clientId) => Lost.Add(clientId);

    public void OnNote(string text) => Notes.Add((wire.NowNs, text));

    private void Feed(ReadOnlySpan<MarketEvent> batch)
    {
        foreach (ref readonly MarketEvent e in batch)
            Engine!.OnMarket(e, e.LocalNs);
    }
}
