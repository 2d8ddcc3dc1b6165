using Touchline.Core;
using Touchline.Core.Tests;

namespace Touchline.Matching.Tests;

/// <summary>
/// Made-up markets told order by order: the requests of a <see cref="RandomMarket"/>, and in the place of its levels and trades orders that
/// come, change, go and are executed, mostly the first of a queue, sometimes one further back, sometimes one that isn't there.
/// </summary>
internal sealed class RandomOrderMarket
{
    private const long Middle = 100;
    private const int Ids = 25;

    private readonly Random _random;
    private readonly long _lot;
    private readonly PlainOrderBook _book = new();

    private RandomOrderMarket(Random random, long lot)
    {
        _random = random;
        _lot = lot;
    }

    public static RandomMarket Next(Random random, int steps, string unit = "0.01")
    {
        RandomMarket market = RandomMarket.Next(random, steps, unit: unit);
        var orders = new RandomOrderMarket(random, market.Instrument.LotUnits);
        return market with { Steps = [.. market.Steps.Select(s => s.Kind == StepKind.Row ? s with { Row = orders.Row(s.Row) } : s)] };
    }

    private MarketEvent Row(MarketEvent row)
    {
        if (row.Kind is EventKind.Definition)
            row = row with { Kind = EventKind.Gap }; // the first of two changes nothing, which the list here doesn't know
        if (row.Kind == EventKind.Clear)
            _book.Clear(row.Side);
        // Prints are told too: they must fill nobody.
        if (row.Kind is not (EventKind.Depth or EventKind.Snapshot or EventKind.Trade) || (row.Kind == EventKind.Trade && _random.Next(3) == 0 && _book.Count > 0))
            return row;
        MarketEvent order = row with { Reference = _random.Next(Ids), Price = AnyPrice(row.Side), Quantity = AnyQuantity() };
        PlainOrderBook.PlainOrder? known = _book.Orders.Count == 0 ? null : _book.Orders[_random.Next(_book.Orders.Count)];
        if (known is not null && _random.Next(8) != 0)
            order.Reference = known.Id;
        switch (_random.Next(100))
        {
            case < 45:
                order.Kind = EventKind.OrderAdd;
                order.Reference = _random.Next(Ids);
                break;
            case < 60:
                order.Kind = EventKind.OrderModify;
                if (known is not null && _random.Next(2) == 0)
                    order.Price = new Price(known.Price);
                break;
            case < 70:
                order.Kind = EventKind.OrderCancel;
                break;
            default:
                order.Kind = EventKind.OrderExecute;
                List<PlainOrderBook.PlainOrder> queue = _book.InOrder(row.Side);
                if (queue.Count > 0 && _random.Next(3) != 0)
                    order.Reference = queue[_random.Next(Math.Min(queue.Count, 2))].Id;
                break;
        }

        Apply(order);
        return order;
    }

    private void Apply(in MarketEvent e)
    {
        _ = e.Kind switch
        {
            EventKind.OrderAdd => _book.Add(e.Reference, e.Side, e.Price.Units, e.Quantity.Units, 0),
            EventKind.OrderModify => _book.Modify(e.Reference, e.Price.Units, e.Quantity.Units),
            EventKind.OrderCancel => _book.Cancel(e.Reference),
            _ => _book.Execute(e.Reference, e.Quantity.Units) > 0,
        };
    }

    private Price AnyPrice(Side side) => new(Middle - side.Sign() * (_random.Next(10) == 0 ? -_random.Next(3) : _random.Next(4)));

    private Quantity AnyQuantity() => new(_random.Next(10) == 0 ? _random.Next(-1, 2) : _random.Next(2) == 0 ? _lot * _random.Next(1, 6) : _random.NextInt64(1, 5 * _lot));
}
