using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Simulate;

/// <summary>Trades at random: rests near the touch, takes, amends and cancels, keeps some quotes, and never lets its position grow far.</summary>
/// <param name="placesConditionals">Orders that wait for a price too.</param>
/// <param name="placesBrackets">Entries with exits and pairs of legs too.</param>
internal sealed partial class RandomTrader(bool placesConditionals, bool placesBrackets = false) : Strategy
{
    private const long MeanPauseNs = 250_000_000;
    private const int MostOrders = 30;

    // When nothing may be placed it mostly does nothing for a while: what a kill or a pause has to cancel it doesn't cancel itself.
    private const double MeanWaitSeconds = 15, Waits = 0.8;

    // A few times the least that venues take, by price.
    private const decimal LeastValue = 150m;

    private readonly OrderUpdate[] _orders = new OrderUpdate[MostOrders * 2];

    private long _waitsUntilNs;

    /// <summary>It does nothing more; what stands stands.</summary>
    public bool IsResting { get; set; }

    public long Placed { get; private set; }

    /// <summary>Orders that wait for a price, the refused ones too.</summary>
    public long Conditionals { get; private set; }

    public long Amends { get; private set; }

    public long Cancels { get; private set; }

    public long Refused { get; private set; }

    public long Fills { get; private set; }

    public override void OnStart()
    {
        for (int i = 0; i < Context.Instruments.Count; i++)
            Context.SetTimer(i, Context.NowNs + MeanPauseNs);
    }

    public override void OnFill(in Fill fill) => Fills++;

    public override void OnTimer(int id)
    {
        if (IsResting)
            return;
        Context.SetTimer(id, Context.NowNs + 1 + (long)(Context.Random.Exponential() * MeanPauseNs));
        if (!Context.Book(id).IsTwoSided || Context.NowNs < _waitsUntilNs)
            return;
        int act = Context.Random.Below(100);
        if (placesBrackets && Context.Random.Chance(0.6))
            ActConditionally(id, act);
        else if (act < 50)
            PlaceOne(id);
        else if (act < 65)
            Quote(id);
        else
            ChangeOne(cancels: act < 85);
    }

    private void PlaceOne(int instrument)
    {
        if (Context.CopyOrders(_orders) >= MostOrders)
            return;
        Side side = DrawSide(instrument);
        int kind = Context.Random.Below(100);
        NewOrder order = kind switch
        {
            < 45 => NewOrder.Limit(instrument, side, Away(instrument, side, Context.Random.Below(30)), Size(instrument)),
            < 55 => NewOrder.Limit(instrument, side, Away(instrument, side, 500 + Context.Random.Below(1500)), Size(instrument)),
            < 70 => NewOrder.Limit(instrument, side, Away(instrument, side, Context.Random.Below(5)), Size(instrument), TimeInForce.PostOnly),
            < 80 => NewOrder.Limit(instrument, side, Away(instrument, side, -Context.Random.Below(20)), Size(instrument), TimeInForce.ImmediateOrCancel),
            < 85 => NewOrder.Limit(instrument, side, Away(instrument, side, -Context.Random.Below(20)), Size(instrument), TimeInForce.FillOrKill),
            < 89 => NewOrder.Limit(instrument, side, Away(instrument, side, -Context.Random.Below(50)), Size(instrument)),
            _ when !placesConditionals || kind < 93 => NewOrder.Market(instrument, side, Size(instrument)),
            _ => Conditional(instrument, side, 60),
        };
        Count(Context.Place(order with { ReduceOnly = Context.Random.Chance(order.Type.IsConditional() ? 0.6 : 0.05) }));
    }

    // Near enough that many are set off.
    private NewOrder Conditional(int instrument, Side side, int mostTicks)
    {
        Conditionals++;
        int ticks = 3 + Context.Random.Below(mostTicks);
        return Context.Random.Below(5) switch
        {
            < 3 => NewOrder.StopMarket(instrument, side, Away(instrument, side.Opposite(), ticks), Size(instrument), Context.Random.Chance(0.3) ? TriggerSource.MarkPrice : TriggerSource.LastTrade),
            3 => NewOrder.TakeProfit(instrument, side, Away(instrument, side, ticks), Size(instrument)),
            _ => NewOrder.TrailingStop(instrument, side, 0.001m, Size(instrument)),
        };
    }

    private void ChangeOne(bool cancels)
    {
        int count = Context.CopyOrders(_orders);
        if (count == 0)
            return;
        OrderUpdate order = _orders[Context.Random.Below(count)];
        if (cancels)
        {
            Cancels += Context.Cancel(order.Id) ? 1 : 0;
            return;
        }

        // A bracket's orders follow what is open, a hedge what has filled.
        if (placesBrackets && order.Reason != OrderReason.Strategy)
            return;
        Price price = Context.Random.Chance(0.3) ? order.Price : Away(order.Instrument, order.Side, Context.Random.Below(20));
        Placement amend = Context.Amend(order.Id, price, Context.Random.Chance(0.3) ? order.Quantity : Size(order.Instrument));
        if (amend.IsPlaced)
            Amends++;
        else
            Refused++;
    }

    private void Quote(int instrument)
    {
        if (Context.Random.Chance(0.2))
        {
            Context.Quote(instrument, [], []);
            return;
        }

        int away = 1 + Context.Random.Below(15);
        Context.Quote(
            instrument, [new Quote(Away(instrument, Side.Buy, away), Size(instrument))],
            [new Quote(Away(instrument, Side.Sell, away), Size(instrument)), new Quote(Away(instrument, Side.Sell, away + 5), Size(instrument))]);
    }

    // Whoever is long sells more often.
    private Side DrawSide(int instrument)
    {
        double lean = Context.Position(instrument).Units / (double)Units(instrument, 40);
        return Context.Random.Chance(0.5 - Math.Clamp(lean, -0.4, 0.4)) ? Side.Buy : Side.Sell;
    }

    private void Count(Placement placement)
    {
        if (placement.IsPlaced)
            Placed++;
        else
            Refused++;
        if (placement.Refusal == RiskRefusal.NotTrading && Context.Random.Chance(Waits))
            _waitsUntilNs = Context.NowNs + (long)(Context.Random.Exponential() * MeanWaitSeconds * 1e9);
    }

    // So many ticks behind the best price of its own side; below zero: beyond it.
    private Price Away(int instrument, Side side, int ticks)
    {
        BookView book = Context.Book(instrument);
        Price best = side == Side.Buy ? book.BestBid : book.BestAsk;
        return best - side.Sign() * ticks * Context.Instruments[instrument].TickUnits;
    }

    private Quantity Size(int instrument) => new(Units(instrument, 1 + Context.Random.Below(5)));

    // So many times the least value, in whole lots.
    private long Units(int instrument, int times)
    {
        Instrument traded = Context.Instruments[instrument];
        decimal price = traded.PriceUnit.ToDecimal(Context.Book(instrument).BestBid);
        return Math.Max(traded.LotUnits, traded.WholeLots(times * LeastValue / price).Units + traded.LotUnits);
    }
}
