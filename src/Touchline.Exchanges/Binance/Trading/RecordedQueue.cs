using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Clients' orders in the queues of a recorded book. Before an order stands what its level showed when it came; trades at its price take that away, and the level showing less than
/// that takes away the difference: what is cancelled was behind it as long as it can be. Then trades at its price fill it, those who came first before the others; a trade
/// through its price fills the whole of it.
/// </summary>
internal sealed class RecordedQueue
{
    private readonly SortedDictionary<(long Price, long Number), Resting> _bids = [];
    private readonly SortedDictionary<(long Price, long Number), Resting> _asks = [];
    private readonly Dictionary<BinanceOrder, Resting> _byOrder = [];
    private readonly Queue<(Resting Resting, Quantity Reached)> _reached = [];
    private long _numbers;

    public void Add(BinanceOrder order, Price price, Quantity quantity, Quantity shown)
    {
        var resting = new Resting { Order = order, Price = price, Number = ++_numbers, Left = quantity, Ahead = shown };
        _byOrder.Add(order, resting);
        Of(order.Side).Add(KeyOf(resting), resting);
    }

    /// <summary>Less is left of an order; 0: it leaves.</summary>
    public void Reduce(BinanceOrder order, Quantity left)
    {
        if (!_byOrder.TryGetValue(order, out Resting? resting) || left >= resting.Left)
            return;
        resting.Left = left;
        if (!left.IsZero)
            return;
        _byOrder.Remove(order);
        Of(order.Side).Remove(KeyOf(resting));
    }

    /// <summary>The one with the best price, and of those the first.</summary>
    public Resting? Best(Side side)
    {
        foreach (Resting resting in Of(side).Values)
            return resting;
        return null;
    }

    /// <summary>A level shows a quantity now.</summary>
    public void OnLevel(Side side, Price price, Quantity shown)
    {
        foreach (Resting resting in Of(side).Values)
        {
            if (resting.Price == price)
                resting.Ahead = resting.Ahead < shown ? resting.Ahead : shown;
            else if (IsBehind(resting, side, price))
                return;
        }
    }

    /// <summary>The recording traded with a side; whom of ours that reaches is asked next.</summary>
    public void OnTrade(Side side, Price price, Quantity quantity)
    {
        _reached.Clear();
        long filled = 0;
        foreach (Resting resting in Of(side).Values)
        {
            if (IsBehind(resting, side, price))
                return;
            if (resting.Price != price)
            {
                _reached.Enqueue((resting, resting.Left));
                continue;
            }

            long beyond = quantity.Units - resting.Ahead.Units - filled;
            resting.Ahead = new Quantity(Math.Max(0, resting.Ahead.Units - quantity.Units));
            if (beyond <= 0)
                continue;
            var reached = new Quantity(Math.Min(beyond, resting.Left.Units));
            filled += reached.Units;
            _reached.Enqueue((resting, reached));
        }
    }

    public bool TryTakeReached(out Resting resting, out Quantity reached)
    {
        bool found = _reached.TryDequeue(out (Resting Resting, Quantity Reached) next);
        (resting, reached) = next;
        return found;
    }

    private static bool IsBehind(Resting resting, Side side, Price price) => side == Side.Buy ? resting.Price < price : resting.Price > price;

    private SortedDictionary<(long Price, long Number), Resting> Of(Side side) => side == Side.Buy ? _bids : _asks;

    // The best price first.
    private static (long Price, long Number) KeyOf(Resting resting) => (-resting.Order.Side.Sign() * resting.Price.Units, resting.Number);

    public sealed class Resting
    {
        public required BinanceOrder Order { get; init; }
        public required Price Price { get; init; }
        public required long Number { get; init; }
        public required Quantity Left { get; set; }

        /// <summary>What trades before it.</summary>
        public required Quantity Ahead { get; set; }
    }
}
