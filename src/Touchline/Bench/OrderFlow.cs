using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Bench;

/// <summary>One order message of a generated flow.</summary>
/// <param name="Kind">For an exchange: an add is a limit order that comes, a cancel one that goes. For a book: as in recordings.</param>
internal readonly record struct OrderMessage(EventKind Kind, long Id, Side Side, long Price, long Quantity);

/// <summary>
/// Orders for benchmarks, the same on every machine: limit orders near a wandering middle, some of them crossing, and cancels. What comes
/// starts with an empty book and ends with one, so that it may come again and again.
/// </summary>
internal sealed class OrderFlow
{
    private const int Orders = 60_000;
    private const int Resting = 2000;
    private const double CrossingShare = 0.12;

    private readonly SeededRandom _random = new(4);
    private readonly MatchingEngine _engine = new(1, 2 * Resting);
    private readonly List<OrderMessage> _toExchange = [];
    private readonly List<OrderMessage> _fromExchange = [];
    private readonly List<long> _live = [];
    private long _middle = BookFlow.Mid;
    private long _lastId;

    public OrderFlow()
    {
        for (int i = 0; i < Orders; i++)
        {
            if (_live.Count > Resting && _random.Chance(0.5))
                Cancel(_random.Below(_live.Count));
            else
                Come();
        }

        while (_live.Count > 0)
            Cancel(_live.Count - 1);
        ToExchange = [.. _toExchange];
        FromExchange = [.. _fromExchange];
    }

    /// <summary>What an exchange gets.</summary>
    public OrderMessage[] ToExchange { get; }

    /// <summary>What its order-by-order feed says about it.</summary>
    public OrderMessage[] FromExchange { get; }

    private void Come()
    {
        if (_random.Chance(0.05))
            _middle += _random.Chance(0.5) ? 1 : -1;
        Side side = _random.Chance(0.5) ? Side.Buy : Side.Sell;
        long away = _random.Chance(CrossingShare) ? -2 : 1 + (long)(_random.Exponential() * 8);
        var order = new OrderMessage(EventKind.OrderAdd, ++_lastId, side, _middle - side.Sign() * away, 1 + _random.Below(100));
        _toExchange.Add(order);
        Submission result = _engine.Submit(
            order.Id, 0, side, new Price(order.Price), new Quantity(order.Quantity), TimeInForce.GoodTillCancel);
        foreach (Execution e in _engine.Executions)
            _fromExchange.Add(new OrderMessage(EventKind.OrderExecute, e.Maker, Side.None, 0, e.Quantity.Units));
        _engine.ClearResults();
        if (result.Outcome != SubmissionOutcome.Rests)
            return;
        _fromExchange.Add(order with { Quantity = result.Left.Units });
        _live.Add(order.Id);
    }

    // Of those that traded meanwhile the exchange is told too: it finds nothing.
    private void Cancel(int index)
    {
        long id = _live[index];
        _live[index] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        _toExchange.Add(new OrderMessage(EventKind.OrderCancel, id, Side.None, 0, 0));
        if (_engine.Cancel(id))
            _fromExchange.Add(_toExchange[^1]);
        _engine.ClearResults();
    }
}
