using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Simulation.Tests;

/// <summary>
/// Answers whatever it is told, by chance: places, amends and cancels orders in any of its instruments and sets timers, the next
/// nanosecond included. What it does hangs on everything that reached it before, and on the order in which it came.
/// </summary>
internal sealed class ReactiveStrategy(long stepNs, int actions) : Strategy
{
    private readonly List<OrderId> _placed = [];
    private int _left = actions;

    public override void OnStart() => Act();

    public override void OnBook(int instrument) => Act();

    public override void OnTrade(int instrument, in MarketEvent trade) => Act();

    public override void OnTimer(int id) => Act();

    public override void OnOrder(in OrderUpdate order) => Act();

    private void Act()
    {
        if (_left <= 0 || Next(3) == 0)
            return;
        _left--;
        switch (Next(6))
        {
            case 0:
                Context.SetTimer(Next(3), Context.NowNs + stepNs * Next(4));
                break;
            case 1 when _placed.Count > 0:
                Context.Cancel(_placed[Next(_placed.Count)]);
                break;
            case 2 when _placed.Count > 0:
                if (Context.TryOrder(_placed[Next(_placed.Count)], out OrderUpdate order))
                    Context.Amend(order.Id, order.Price + Context.Instruments[order.Instrument].TickUnits * (Next(3) - 1), order.Quantity);
                break;
            default:
                Place(Next(Context.Instruments.Count));
                break;
        }
    }

    private void Place(int traded)
    {
        Instrument instrument = Context.Instruments[traded];
        Side side = Next(2) == 0 ? Side.Buy : Side.Sell;
        Touch touch = Context.Book(traded).Touch;
        Price price = side == Side.Buy ? touch.BidPrice : touch.AskPrice;
        if (!touch.IsTwoSided)
            price = new Price(instrument.TickUnits * 100);
        Placement placed = Context.Place(NewOrder.Limit(
            traded, side, price + instrument.TickUnits * (Next(3) - 1), new Quantity(instrument.LotUnits), (TimeInForce)(1 + Next(4))));
        if (placed.IsPlaced)
            _placed.Add(placed.Id);
    }

    private int Next(int count) => (int)(Context.Random.NextDouble() * count);
}
