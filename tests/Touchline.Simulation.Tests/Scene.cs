using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A small market written by hand. A row is seen by both sides at the time given, unless two times are. Prices and quantities are whole
/// numbers with tick and lot 1 unless the scene says otherwise.
/// </summary>
internal sealed class Scene
{
    private readonly List<Row> _rows = [];
    private readonly List<ScriptedAction> _script = [];

    public Instrument Instrument { get; init; } = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);

    public long EntryNs { get; init; }

    public long ResponseNs { get; init; }

    public long ClockOffsetNs { get; init; }

    public FeeRates Fees { get; init; } = new(0, 0);

    public Market Market => new(
        Instrument, [.. _rows], [.. _script], ClockOffsetNs,
        new SimulationOptions { Latency = new ConstantLatency(EntryNs, ResponseNs), Fees = Fees, Exchange = ExchangeModel.NoPartialFill });

    public Scene Bid(long at, decimal price, decimal quantity) => Row(at, at, EventKind.Depth, Side.Buy, price, quantity);

    public Scene Ask(long at, decimal price, decimal quantity) => Row(at, at, EventKind.Depth, Side.Sell, price, quantity);

    /// <summary>A trade whose aggressor bought: it met the asks.</summary>
    public Scene Bought(long at, decimal price, decimal quantity) => Row(at, at, EventKind.Trade, Side.Buy, price, quantity);

    /// <summary>A trade whose aggressor sold: it met the bids.</summary>
    public Scene Sold(long at, decimal price, decimal quantity) => Row(at, at, EventKind.Trade, Side.Sell, price, quantity);

    public Scene Clear(long at, Side side = Side.None) => Row(at, at, EventKind.Clear, side, 0, 0);

    public Scene Row(long local, long exchange, EventKind kind, Side side, decimal price, decimal quantity)
    {
        _rows.Add(new Row(local, exchange, kind, side, price, quantity, EndsBatch: true));
        return this;
    }

    /// <summary>A row that means nothing to anybody, to let the run last until a time.</summary>
    public Scene Until(long at) => Row(at, at, EventKind.BestQuote, Side.Buy, 1, 1);

    public Scene Buy(long at, decimal price, decimal quantity = 1, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Do(ScriptedAction.New(at, Side.Buy, OrderType.Limit, timeInForce, price, quantity));

    public Scene Sell(long at, decimal price, decimal quantity = 1, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Do(ScriptedAction.New(at, Side.Sell, OrderType.Limit, timeInForce, price, quantity));

    public Scene MarketOrder(long at, Side side, decimal quantity = 1) =>
        Do(ScriptedAction.New(at, side, OrderType.Market, TimeInForce.ImmediateOrCancel, 0, quantity));

    /// <param name="at">Local time.</param>
    /// <param name="action">Which action's order, counted from 0 over orders and cancels.</param>
    public Scene Cancel(long at, int action) => Do(ScriptedAction.Cancel(at, action));

    /// <summary>Plays the scene with the product; the naive twin must say the same.</summary>
    public Outcome Play()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("scene.tlr");
        Market.Record(path);
        Outcome outcome = Outcome.OfProduct(path, Market);
        Compare.Same(NaiveSimulation.Play(Market), outcome, "the naive twin disagrees");
        return outcome;
    }

    private Scene Do(ScriptedAction action)
    {
        _script.Add(action);
        return this;
    }
}
