using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>An engine whose first strategy is in an outpost, on a thread of its own, and whose second one the test drives.</summary>
internal sealed class OutpostDesk : IDisposable
{
    private readonly Thread _thread;
    private long _now = 1;

    public OutpostDesk(Strategy strategy, RiskLimits? limits = null, bool isFar = false)
    {
        Engine = new Engine([Desk.Plain, Desk.Plain with { Symbol = "Y" }], [new StrategySetup("far", Proxy), new StrategySetup("near", Near)], limits ?? new RiskLimits());
        Engine.Start(_now);
        Depth(0, Side.Buy, 100, 5);
        Depth(0, Side.Sell, 102, 5);
        // From here on an order's number differs from the one that it has in the outpost.
        Near.Context.Place(NewOrder.Limit(1, Side.Buy, new Price(1), new Quantity(1)));
        Engine.ClearIntents();
        Feed = Proxy.Feed = new OutpostFeed(Engine, Engine.Strategies[0], looksOn: false);
        Outpost = isFar ? new OutpostRelay(Feed, new OutpostCode("far", default, default, []), () => new OutpostPipes(strategy)) : new Outpost(Feed, () => strategy);
        _thread = new Thread(Outpost.Run) { IsBackground = true };
    }

    public Engine Engine { get; }

    public TestStrategy Near { get; } = new();

    public OutpostFeed Feed { get; }

    public IOutpost Outpost { get; }

    /// <summary>What went out to the venue.</summary>
    public List<Intent> Sent { get; } = [];

    /// <summary>What its strategy named.</summary>
    public List<string> Named { get; } = [];

    /// <summary>Lets its strategy return from where it is, so that a test that fails ends too.</summary>
    public Action? Release { get; init; }

    private Stand Proxy { get; } = new();

    public long Next() => ++_now;

    public void Depth(int instrument, Side side, long price, long quantity, bool endsBatch = true) => Engine.OnMarket(
        new MarketEvent
        {
            Kind = EventKind.Depth,
            Instrument = (ushort)instrument,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            LocalNs = Next(),
            Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
        },
        _now);

    public void Report(ReportKind kind, OrderId id, long quantity = 0, long tradeId = 0, int request = 0, long price = 100)
    {
        Engine.OnReport(new OrderReport { Kind = kind, Id = id, LocalNs = Next(), ExchangeNs = _now, Price = new Price(price), Quantity = new Quantity(quantity), TradeId = tradeId, Request = request });
        TakeSent();
    }

    public void Command(EngineCommand command)
    {
        Assert.Null(Engine.OnCommand(command, Next()));
        TakeSent();
    }

    /// <summary>Until the outpost has done with all that it was told, and all that it asks for is carried out.</summary>
    public void Settle()
    {
        // Not before the test has said what its strategy does.
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            _thread.Start();
        bool isIdle;
        do
        {
            Thread.Yield();
            Flush();
            isIdle = !Outpost.IsStarting && !Outpost.IsBusy && !Feed.IsStale;
        }
        while (Carry() > 0 || !isIdle);
    }

    public void Dispose()
    {
        Release?.Invoke();
        Outpost.End();
        _thread.Join();
        Outpost.Dispose();
    }

    /// <summary>As a session does between two steps.</summary>
    /// <returns>How far behind the outpost is.</returns>
    public long Flush()
    {
        Feed.Flush(_now, Outpost.Progress, Outpost.TimerNs);
        return Outpost.LagNs;
    }

    public void Skip(long ns) => _now += ns;

    public int Carry() => Feed.Carry(true, (in OrderRequest request) =>
    {
        Placement answer = Engine.OnRequest(request, Next());
        TakeSent();
        return answer;
    }, name =>
    {
        Named.Add(name);
        return Engine.Strategies[0].ReasonElsewhere(name);
    });

    private void TakeSent()
    {
        Sent.AddRange(Engine.Intents);
        Engine.ClearIntents();
    }

    private sealed class Stand : Strategy
    {
        public OutpostFeed? Feed { get; set; }

        public override void OnFill(in Fill fill) => Feed!.TellFill(fill);

        public override void OnFundingPayment(in FundingPayment payment) => Feed!.TellFunding(payment);
    }
}
