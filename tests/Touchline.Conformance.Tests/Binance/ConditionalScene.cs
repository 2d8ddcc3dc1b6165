using Touchline.Core;
using Touchline.Exchanges.Binance;
using Touchline.Sdk;

namespace Touchline.Conformance.Tests;

/// <summary>A session at the simulated Binance that is long and protects that by a conditional order.</summary>
internal sealed class ConditionalScene : IDisposable
{
    public const decimal Size = 0.5m;

    // Deep enough that nobody comes there by chance.
    private const int TriggerLevel = 12;

    public ConditionalScene(bool keepsClientIds, ulong seed = 1, bool sendsAtOnce = false, decimal size = Size)
    {
        Stage = new BinanceStage(new StageTerms { Seed = seed, SendsAtOnce = sendsAtOnce }, keepsClientIds);
        Stage.StartAndWait();
        Stage.Place(Side.Buy, Stage.Far(Side.Sell), size);
        Stage.AwaitQuiet();
    }

    public BinanceStage Stage { get; }

    public string Symbol => Stage.Symbols[0];

    /// <summary>A bid of the market's.</summary>
    public decimal Trigger => Stage.Engine.Instruments[0].PriceUnit.ToDecimal(Stage.MarketBook(Symbol).Snapshot(Side.Buy)[TriggerLevel].Price);

    public BinanceAccount Account => Stage.Trading.FindKey(BinanceStage.Key)!;

    /// <summary>A stop-loss for all of it.</summary>
    public OrderId Protect(decimal trigger, decimal quantity = Size) => Place(NewOrder.StopMarket(0, Side.Sell, Stage.PriceOf(trigger), Stage.QuantityOf(quantity)) with { ReduceOnly = true });

    public OrderId Place(NewOrder order)
    {
        Placement placement = Stage.Hand.Context.Place(order);
        Assert.True(placement.IsPlaced, $"the risk gate refused: {placement.Refusal}");
        Stage.Session.Flush();
        return placement.Id;
    }

    /// <summary>Another sells down to a price, so that a trade is there.</summary>
    public void FallTo(decimal price)
    {
        long limit = Stage.PriceOf(price).Units, units = 0;
        foreach (BookLevel level in Stage.MarketBook(Symbol).Snapshot(Side.Buy))
            units += level.Price.Units >= limit ? level.Quantity.Units : 0;
        Stage.TradeByAnother(Symbol, Side.Sell, price, Stage.Engine.Instruments[0].QuantityUnit.ToDecimal(new Quantity(units)));
    }

    public BinanceAlgoOrder AlgoOf(OrderId id) => Account.Algos.Values.Single(a => a.ClientAlgoId == $"n1-{id.Number}");

    /// <summary>The exchange's fills of an order, whatever its client id there.</summary>
    public int FillsOf(OrderId id) => Stage.Fills().Count(f => f.Number == id.Number);

    /// <summary>Everything is known, and every fill of the order was told with its number and none as anybody else's.</summary>
    public void CheckWhole(OrderId id, OrderState state)
    {
        Stage.Await(() => Stage.IsReady, 60 * VenueStage.Second, "the session to be ready");
        Stage.AwaitQuiet();
        Stage.Clock.Run(2 * VenueStage.Second);
        Agreement.Check(Stage);
        Assert.True(Stage.Hand.Orders[id].State == state, $"{Stage.Hand.Orders[id].State} instead of {state}\n{Stage.Story()}");
        Assert.DoesNotContain(Stage.Session.Reports, r => r.Kind == ReportKind.External);
        Assert.Equal(FillsOf(id), Stage.ReportsOf(id).Count(r => r.Kind == ReportKind.Fill));
        Assert.Equal((0, 0, 0, 0), (Stage.Engine.Anomalies.Illegal, Stage.Engine.Anomalies.Stray, Stage.Engine.Anomalies.DuplicateFills, Stage.Engine.Anomalies.Overfills));
    }

    public void Dispose() => Stage.Dispose();
}
