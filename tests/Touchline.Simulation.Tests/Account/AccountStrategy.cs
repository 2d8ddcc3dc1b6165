using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Simulation.Tests;

/// <summary>Answers what it is told by chance with orders of every type and with every term, amends and cancels.</summary>
internal sealed class AccountStrategy(int actions) : Strategy
{
    private readonly List<OrderId> _placed = [];
    private int _left = actions;

    /// <summary>What it was told of its position, beside the context's.</summary>
    public Quantity Told { get; private set; }

    public decimal Funding { get; private set; }

    public int Liquidations { get; private set; }

    public override void OnStart() => Context.SetTimer(1, Context.NowNs + 100_000_000);

    public override void OnTrade(int instrument, in MarketEvent trade) => Act();

    public override void OnMark(int instrument, in Mark mark) => Act();

    public override void OnTimer(int id)
    {
        Act();
        Context.SetTimer(1, Context.NowNs + 70_000_000);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        if (Next(3) == 0)
            Act();
    }

    public override void OnFill(in Fill fill)
    {
        Told += fill.Side == Side.Buy ? fill.Quantity : -fill.Quantity;
        Liquidations += fill.IsLiquidation ? 1 : 0;
    }

    public override void OnFundingPayment(in FundingPayment payment)
    {
        Funding += payment.Amount;
        Act();
    }

    private void Act()
    {
        if (_left <= 0)
            return;
        _left--;
        switch (Next(8))
        {
            case 0 when _placed.Count > 0:
                Context.Cancel(_placed[Next(_placed.Count)]);
                break;
            case 1 when _placed.Count > 0:
                if (Context.TryOrder(_placed[Next(_placed.Count)], out OrderUpdate order))
                    Context.Amend(order.Id, new Price(90 + Next(21)), new Quantity(1 + Next(6)));
                break;
            default:
                Placement placed = Context.Place(Order(Next(Context.Instruments.Count)));
                if (placed.IsPlaced)
                    _placed.Add(placed.Id);
                break;
        }
    }

    private NewOrder Order(int instrument)
    {
        Side side = Next(2) == 0 ? Side.Buy : Side.Sell;
        var price = new Price(92 + Next(17));
        var quantity = new Quantity(1 + Next(6));
        TriggerSource by = Next(2) == 0 ? TriggerSource.LastTrade : TriggerSource.MarkPrice;
        NewOrder order = Next(8) switch
        {
            0 or 1 => NewOrder.Market(instrument, side, quantity),
            2 => NewOrder.StopMarket(instrument, side, price, quantity, by),
            3 => NewOrder.TakeProfit(instrument, side, price, quantity, by),
            4 => NewOrder.TrailingStop(instrument, side, 0.01m * (1 + Next(4)), quantity, Next(2) == 0 ? default : price, by),
            5 => NewOrder.LimitUntil(instrument, side, price, quantity, Context.NowNs + Next(600) * 1_000_000L),
            _ => NewOrder.Limit(instrument, side, price, quantity, (TimeInForce)(1 + Next(4))),
        };
        return order with { ReduceOnly = Next(4) == 0 };
    }

    private int Next(int count) => (int)(Context.Random.NextDouble() * count);
}
