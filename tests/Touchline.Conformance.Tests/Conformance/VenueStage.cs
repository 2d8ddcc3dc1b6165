using Touchline.Core;
using Touchline.Exchanges;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>
/// A session with its adapter on one side, the venue's simulated exchange on the other, and the virtual network between them. A venue's own stage says how the two are made, how
/// the exchange is looked into and how its faults are set off.
/// </summary>
internal abstract class VenueStage : IVenueSight, IDisposable
{
    public const long Ms = 1_000_000;
    public const long Second = 1_000_000_000;

    // Somewhere on a Tuesday morning, an hour before the next funding.
    private const long BeginNs = 1_773_125_000_000_000_000;

    private const long MarketOpensNs = 10 * Second;

    private const string SessionAddress = "10.1.1.1";

    protected VenueStage(StageTerms terms, params string[] hosts)
    {
        Terms = terms;
        Clock = new VirtualClock(BeginNs);
        Network = new VirtualNetwork(Clock, terms.Seed, hosts);
        Hand = new HandStrategy();
    }

    public StageTerms Terms { get; }

    public decimal Money => Terms.Money;

    public VirtualClock Clock { get; }

    public VirtualNetwork Network { get; }

    /// <summary>The session's strategy, where the terms give none.</summary>
    public HandStrategy Hand { get; }

    public VirtualSession Session { get; private set; } = null!;

    public Engine Engine => Session.Engine!;

    public abstract IReadOnlyList<string> Symbols { get; }

    /// <summary>So long an order whose acceptance nobody knows may stay so, all in all.</summary>
    public virtual long LongestDoubtNs => 30 * Second;

    /// <summary>The exchange's book, in the instrument's units.</summary>
    public abstract OrderBook MarketBook(string symbol);

    public abstract long UpdateId(string symbol);

    /// <summary>All orders of the session's account that the exchange remembers.</summary>
    public abstract IReadOnlyList<StageOrder> Orders();

    public abstract IReadOnlyList<StageFill> Fills();

    public abstract decimal Position(string symbol);

    /// <summary>What the open position cost, signed like it: its size times its mean price.</summary>
    public abstract decimal PositionCost(string symbol);

    public abstract decimal Wallet { get; }

    /// <summary>Another account trades at once up to a price.</summary>
    public abstract void TradeByAnother(string symbol, Side side, decimal price, decimal quantity);

    /// <summary>Somebody trades at the market in the session's own account, with a client id that isn't the session's.</summary>
    public abstract void TradeByHand(string symbol, Side side, decimal quantity);

    public abstract VenueLine LineOf(VirtualConnection connection);

    /// <summary>The symbol and the update id of a message that changes a book; null: it is none.</summary>
    public abstract (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message);

    /// <summary>Something goes wrong at the exchange from now on.</summary>
    /// <param name="count">How often it strikes; 0: until <see cref="EndFaults"/>.</param>
    public abstract void Fault(VenueFault fault, int count = 1, long ms = 0);

    public abstract void EndFaults();

    /// <summary>Troubles of the exchange for a storm: each sets itself off when asked.</summary>
    public abstract IEnumerable<VenueTrouble> Troubles(SeededRandom random);

    /// <summary>A request of the session that asks for the exchange's time.</summary>
    public abstract bool IsTimeRequest(HttpCall call);

    /// <summary>A request of the session that cancels an order.</summary>
    public abstract bool IsCancel(HttpCall call);

    /// <summary>Somebody else at the same address uses up what may be asked in a minute, all but so much.</summary>
    public abstract void UseUpRequests(int allBut);

    public abstract void Dispose();

    protected abstract IVenue MakeVenue(IWire wire, IVenueListener listener);

    /// <summary>Called by a venue's stage once its exchange is there.</summary>
    protected void Put(ISimulatedExchange exchange)
    {
        Network.Attach(exchange);
        // A market takes a while to fill its book.
        Clock.Run((long)(MarketOpensNs / Terms.Pace));
        VirtualWire wire = Network.Machine(SessionAddress, Terms.ClockAheadNs);
        Session = new VirtualSession(wire, Symbols, Terms.Strategy ?? Hand, Terms.Limits, Terms.SendsAtOnce, Terms.Seed);
        Session.Use(MakeVenue(wire, Session));
        Clock.Add(Session);
    }

    public void Start() => Session.Start(Terms.Streams);

    /// <summary>A process that goes on where the killed one was.</summary>
    public void Succeed()
    {
        Clock.Remove(Session);
        VirtualWire wire = Network.Machine(SessionAddress, Terms.ClockAheadNs);
        Session = Session.Successor(wire);
        Session.Use(MakeVenue(wire, Session));
        Clock.Add(Session);
        Session.Adopt();
        Session.Start(Terms.Streams);
    }

    public void SucceedAndWait(long mostNs = 30 * Second)
    {
        Succeed();
        Await(() => IsReady, mostNs, "the successor to be ready");
    }

    /// <summary>Starts and waits until the session may trade and has its books.</summary>
    public void StartAndWait()
    {
        Start();
        Await(() => IsReady, 20 * Second, "the session to be ready");
    }

    public bool IsReady => !Session.IsDead && Session.Engine is not null && Session.Venue.State is { IsFeedUp: true, IsTradingReady: true } && Session.Books.All(b => b.IsInStep);

    /// <summary>Goes on until something is so.</summary>
    public void Await(Func<bool> condition, long mostNs, string what) => Assert.True(Clock.RunUntil(condition, mostNs), $"waited in vain for {what}\n{Story()}");

    public IEnumerable<VirtualConnection> Lines(VenueLine line) => Session.Wire.Connections.Where(c => LineOf(c) == line);

    public OrderId Place(Side side, decimal price, decimal quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel, int instrument = 0)
    {
        Placement placement = Hand.Context.Place(NewOrder.Limit(instrument, side, PriceOf(price, instrument), QuantityOf(quantity, instrument), timeInForce));
        Assert.True(placement.IsPlaced, $"the risk gate refused: {placement.Refusal}");
        Session.Flush();
        return placement.Id;
    }

    public void Cancel(OrderId id)
    {
        Hand.Context.Cancel(id);
        Session.Flush();
    }

    public void Amend(OrderId id, decimal price, decimal quantity)
    {
        Placement placement = Hand.Context.Amend(id, PriceOf(price), QuantityOf(quantity));
        Assert.True(placement.IsPlaced, $"the risk gate refused: {placement.Refusal}");
        Session.Flush();
    }

    public Price PriceOf(decimal price, int instrument = 0)
    {
        Instrument traded = Engine.Instruments[instrument];
        return new Price((long)Math.Round(price / traded.Tick) * traded.TickUnits);
    }

    public Quantity QuantityOf(decimal quantity, int instrument = 0) => Engine.Instruments[instrument].WholeLots(quantity);

    public decimal Best(Side side, int instrument = 0)
    {
        SessionBook book = Session.Books[instrument];
        return Engine.Instruments[instrument].PriceUnit.ToDecimal(side == Side.Buy ? book.Book.BestBid : book.Book.BestAsk);
    }

    /// <summary>A price on a side that nobody trades at soon.</summary>
    public decimal Far(Side side, int instrument = 0)
    {
        Instrument traded = Engine.Instruments[instrument];
        decimal price = Best(side, instrument) * (side == Side.Buy ? 0.98m : 1.02m);
        return Math.Round(price / traded.Tick) * traded.Tick;
    }

    public IEnumerable<OrderReport> ReportsOf(OrderId id) => Session.Reports.Where(r => r.Id == id);

    public IEnumerable<ReportKind> KindsOf(OrderId id) => ReportsOf(id).Select(r => r.Kind);

    /// <summary>No request of ours is open and nothing about our orders is under way: what was told may need a question yet whose it is.</summary>
    public bool IsQuiet => Session.Wire.OpenRequests == 0
        && Engine.SnapshotOrders().All(o => o is { InFlight: OrderInFlight.None, IsUnknown: false })
        && Lines(VenueLine.Private).Concat(Lines(VenueLine.Orders)).All(c => c.InFlight == 0);

    public void AwaitQuiet() => Await(() => IsQuiet, LongestDoubtNs, "every order's fate to be known");

    /// <summary>What happened so far, for whoever has to find out why.</summary>
    public string Story()
    {
        VenueState state = Session.Venue.State;
        return $"""
            at {(Clock.NowNs - Clock.StartNs) / 1e9:0.000} s: feed up {state.IsFeedUp}, trading ready {state.IsTradingReady}, hopeless {state.IsHopeless}, trouble: {state.Trouble}
            connections: {string.Join(", ", Session.Wire.Connections.Select(c => $"{c.Number} {c.Url.PathAndQuery}{(c.IsOpen ? "" : " (not open)")}{(c.IsCut ? " (cut)" : "")}"))}
            notes:
                {string.Join("\n    ", Session.Notes.TakeLast(25).Select(n => $"{Seconds(n.LocalNs - Terms.ClockAheadNs)} {n.Text}"))}
            open orders: {string.Join(", ", Session.Engine?.SnapshotOrders().Select(o => $"{o.Id.Number} {o.State} {o.InFlight}{(o.IsUnknown ? " unknown" : "")}") ?? [])}
            reports: {string.Join(", ", Session.Reports.TakeLast(25).Select(r => $"{Seconds(r.LocalNs - Terms.ClockAheadNs)} {r.Id.Number} {r.Kind}"))}
            misfits:
                {string.Join("\n    ", Session.Misfits.TakeLast(5).Select(Describe))}
            replies:
                {string.Join("\n    ", Session.Wire.Replies.TakeLast(12).Select(Describe))}
            """;
    }

    private string Seconds(long worldNs) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(worldNs - Clock.StartNs) / 1e9:0.000}");

    private string Describe(Misfit misfit) =>
        $"{Describe(misfit.Report)} of order {misfit.Report.Id.Number}, told last: {string.Join(", ", ReportsOf(misfit.Report.Id).TakeLast(12).Select(Describe))}";

    private string Describe(OrderReport report) => $"{Seconds(report.LocalNs - Terms.ClockAheadNs)} {report.Kind} {report.Price} × {report.Quantity} of {Seconds(report.ExchangeNs)}";

    private string Describe((long AtNs, HttpReply Reply) told)
    {
        HttpCall call = Session.Wire.Requests.Last(r => r.Call.Number == told.Reply.Number).Call;
        string answer = told.Reply.Failure ?? System.Text.Encoding.UTF8.GetString(told.Reply.Body.Span);
        return $"{Seconds(told.AtNs)} {call.Method} {new Uri(call.Url).PathAndQuery} → {told.Reply.Status} {answer[..Math.Min(answer.Length, 200)]}";
    }
}
