using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Quote around the value at a spread of one tick. When it moved they pull what is mispriced and close the spread around it, each within about a
/// millisecond; else they join and leave the queues at the touch, the side that would reduce their inventory more often.
/// </summary>
internal sealed class MarketMakers : IAgents
{
    private const int Count = 12;

    private readonly TradingFloor _floor;
    private readonly SyntheticMarketOptions _options;
    private readonly double[] _inventory = new double[Count + 1];
    private readonly OrderPool _bids;
    private readonly OrderPool _asks;
    private Touch _seen;
    private double _wantedBid;
    private double _wantedAsk;

    public MarketMakers(TradingFloor floor)
    {
        _floor = floor;
        _options = floor.Options;
        _bids = new OrderPool(_options.MostOrders);
        _asks = new OrderPool(_options.MostOrders);
    }

    public double Rate()
    {
        Touch touch = _floor.Touch;
        if (Mispriced(touch) != Side.None || !touch.IsTwoSided)
            return _options.PullsPerSecond;
        if (touch.Spread > 1)
            return _options.NarrowingsPerSecond;
        double pace = _floor.Pace * (1 + _floor.Flurry.Level);
        return _options.QueueMovesPerSecond * pace;
    }

    public void Act()
    {
        Touch touch = _floor.Touch;
        LookAt(touch);
        Side wrong = Mispriced(touch);
        if (wrong != Side.None)
            Pull(wrong);
        else if (!touch.IsTwoSided || touch.Spread > 1)
            Narrow();
        else
            Queue(touch);
    }

    public void OnExecution(in Execution execution)
    {
        double signed = execution.TakerSide.Sign() * execution.Quantity.Units;
        int maker = TradingFloor.MakerOf(execution.Maker);
        if (maker > 0)
            _inventory[maker] -= signed;
    }

    // How much they want to stand where the price is new: sometimes next to nothing.
    private void LookAt(Touch touch)
    {
        if (touch.BidPrice != _seen.BidPrice)
            _wantedBid = _options.QueueLots.Draw(_floor.Random);
        if (touch.AskPrice != _seen.AskPrice)
            _wantedAsk = _options.QueueLots.Draw(_floor.Random);
        _seen = touch;
    }

    // The side whose best price is on the wrong side of the value.
    private Side Mispriced(Touch touch)
    {
        double value = _floor.Value.Ticks;
        if (touch.HasAsk && touch.AskPrice.Units < value - _options.ToleranceTicks)
            return Side.Sell;
        return touch.HasBid && touch.BidPrice.Units > value + _options.ToleranceTicks ? Side.Buy : Side.None;
    }

    private OrderPool Pool(Side side) => side == Side.Buy ? _bids : _asks;

    private void Pull(Side wrong)
    {
        OrderPool pool = Pool(wrong);
        if (!pool.TryPick(_floor.Random, _floor.Engine, out int index, out RestingOrder order))
            return;
        if (wrong.Sign() * (order.Price.Units - _floor.Value.Ticks) > 0)
            Cancel(pool, index, order);
    }

    private void Narrow()
    {
        long bestBid = _floor.Best(Side.Buy), bestAsk = _floor.Best(Side.Sell);
        long bid = Math.Clamp(_floor.Value.Bid, bestBid, Math.Max(bestBid, bestAsk - 1)), ask = bid + 1;
        bool needsBid = bid > bestBid || !_floor.Touch.HasBid, needsAsk = ask < bestAsk || !_floor.Touch.HasAsk;
        Side side = needsBid && needsAsk ? _floor.AnySide() : needsBid ? Side.Buy : Side.Sell;
        Join(side, side == Side.Buy ? bid : ask, AnyMaker());
    }

    private void Queue(Touch touch)
    {
        SeededRandom random = _floor.Random;
        int maker = AnyMaker();
        double lean = Math.Clamp(_inventory[maker] / _options.MakerInventoryLots, -1, 1);
        // Long: rather an ask joins and a bid leaves.
        Side side = random.Chance(0.5 - 0.25 * lean) ? Side.Buy : Side.Sell;
        (double shown, double wanted) = side == Side.Buy ? (touch.BidQuantity.Units, _wantedBid) : (touch.AskQuantity.Units, _wantedAsk);
        if (random.Chance(Math.Clamp(0.5 + 0.5 * (wanted - shown) / (wanted + shown), 0.1, 0.9)))
            Join(side, (side == Side.Buy ? touch.BidPrice : touch.AskPrice).Units, maker);
        else
            Leave(side, touch);
    }

    private void Join(Side side, long price, int maker)
    {
        OrderPool pool = Pool(side);
        if (pool.IsFull)
        {
            Leave(side, _floor.Touch);
            return;
        }

        long id = _floor.Rest(side, price, (long)_options.QuoteLots.Draw(_floor.Random), maker);
        if (id != 0)
            pool.Add(id);
    }

    // Of two orders the one further from the touch: what the price left behind doesn't stay long.
    private void Leave(Side side, Touch touch)
    {
        OrderPool pool = Pool(side);
        if (!pool.TryPick(_floor.Random, _floor.Engine, out int index, out RestingOrder order))
            return;
        bool isAtTouch = order.Price == (side == Side.Buy ? touch.BidPrice : touch.AskPrice);
        if (isAtTouch && pool.TryPick(_floor.Random, _floor.Engine, out int second, out RestingOrder other)
            && side.Sign() * (order.Price.Units - other.Price.Units) > 0)
            (index, order) = (second, other);
        Cancel(pool, index, order);
    }

    private void Cancel(OrderPool pool, int index, in RestingOrder order)
    {
        _floor.Engine.Cancel(order.Id);
        pool.RemoveAt(index);
    }

    private int AnyMaker() => 1 + _floor.Random.Below(Count);
}
