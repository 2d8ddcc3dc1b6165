using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>An engine with several strategies and instruments of tick 1 and lot 1, driven by hand, that keeps what it sent and was told.</summary>
internal sealed class RiskFloor
{
    private long _trades;

    /// <param name="meets">Own orders may meet.</param>
    /// <param name="hasOperator">People have a seat behind the strategies.</param>
    public RiskFloor(RiskLimits? account = null, int instruments = 1, RiskLimits[]? strategies = null, VenueRules? rules = null, Func<Instrument, Instrument>? facts = null, bool meets = false, bool hasOperator = false)
    {
        strategies ??= [RiskLimits.None];
        Strategies = [.. strategies.Select(_ => new TestStrategy())];
        Instrument[] traded = [.. Enumerable.Range(0, instruments).Select(i => (facts ?? (x => x))(Desk.Plain with { Symbol = $"X{i}" }))];
        Engine = new Engine(
            traded, [.. strategies.Select((l, i) => new StrategySetup($"s{i}", Strategies[i]) { Limits = l }), .. hasOperator ? [Operator.Setup()] : Array.Empty<StrategySetup>()], (account ?? new RiskLimits().ForVenue()) with { RefusesSelfTrade = !meets },
            venues: rules is null ? null : [rules], note: Notes.Add);
        Engine.Start(0);
    }

    public Engine Engine { get; }

    public TestStrategy[] Strategies { get; }

    public List<string> Notes { get; } = [];

    public List<Intent> Sent { get; } = [];

    public long Now { get; private set; } = 1;

    public void Wait(long ns) => Engine.OnClock(Now += ns);

    public void Book(int instrument, long bid, long ask)
    {
        Level(instrument, EventKind.Clear, Side.None, 0, 0, endsBatch: false);
        Level(instrument, EventKind.Depth, Side.Buy, bid, 5, endsBatch: false);
        Level(instrument, EventKind.Depth, Side.Sell, ask, 5, endsBatch: true);
    }

    public void Mark(int instrument, decimal price) => Level(instrument, EventKind.MarkPrice, Side.None, (long)(price * 100_000_000), 0, endsBatch: true);

    public void Gap(int instrument) => Level(instrument, EventKind.Gap, Side.None, 0, 0, endsBatch: true);

    public Placement Place(NewOrder order, int strategy = 0)
    {
        Placement placed = Strategies[strategy].Context.Place(order);
        Take();
        return placed;
    }

    public Placement Limit(Side side, long price, long quantity, int instrument = 0, int strategy = 0, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Place(NewOrder.Limit(instrument, side, new Price(price), new Quantity(quantity), timeInForce), strategy);

    public Placement Amend(OrderId id, long price, long quantity, int strategy = 0)
    {
        Placement amended = Strategies[strategy].Context.Amend(id, new Price(price), new Quantity(quantity));
        Take();
        return amended;
    }

    public void Cancel(OrderId id, int strategy = 0)
    {
        Strategies[strategy].Context.Cancel(id);
        Take();
    }

    /// <summary>A position, bought or sold at a price by a market order.</summary>
    public void Hold(Side side, long quantity, long price, int instrument = 0, int strategy = 0) =>
        Report(ReportKind.Fill, Place(NewOrder.Market(instrument, side, new Quantity(quantity)), strategy).Id, quantity, price, instrument);

    public void Report(ReportKind kind, OrderId id, long quantity = 0, long price = 0, int instrument = 0, bool isVenueFault = false, decimal fee = 0, Side side = Side.None, bool neverLeft = false)
    {
        Engine.OnReport(new OrderReport
        {
            Kind = kind,
            Id = id,
            Instrument = instrument,
            LocalNs = ++Now,
            ExchangeNs = Now,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            TradeId = kind is ReportKind.Fill or ReportKind.Liquidation ? ++_trades : 0,
            IsVenueFault = isVenueFault,
            NeverLeft = neverLeft,
            Fee = fee,
            Side = side,
        });
        Take();
    }

    /// <summary>Null when it was done.</summary>
    public string? Tell(string command)
    {
        string? refusal = Engine.OnCommand(EngineCommand.Parse(command)!, ++Now);
        Take();
        return refusal;
    }

    public long Position(int instrument = 0) => Engine.Ledger(instrument).Position.Units;

    public void Take()
    {
        foreach (Intent intent in Engine.Intents)
            Sent.Add(intent);
        Engine.ClearIntents();
    }

    private void Level(int instrument, EventKind kind, Side side, long price, long quantity, bool endsBatch)
    {
        Now++;
        Engine.OnMarket(
            new MarketEvent
            {
                Kind = kind,
                Side = side,
                Price = new Price(price),
                Quantity = new Quantity(quantity),
                Instrument = (ushort)instrument,
                ExchangeNs = Now,
                LocalNs = Now,
                Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
            },
            Now);
        Take();
    }
}
