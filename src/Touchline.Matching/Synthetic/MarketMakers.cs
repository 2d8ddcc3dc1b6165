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
        if (_floor.Mispriced() != Side.None || !touch.IsTwoSided)
            return _options.PullsPerSecond;
        if (touch.Spread > 1)
            return _options.NarrowingsPerSecond;
        double pace = 1 + _options.QueuesFollowPace * (_floor.Pace - 1);
        double refills = IsThin(touch) ? _options.RefillsPerSecond : 0;
        return refills + _options.QueueMovesPerSecond * pace * (1 + _options.QueueFlurry * Math.Min(_options.MostQueueFlurry, _floor.Flurry.Level));
    }

    public void Act()
    {
        Touch touch = _floor.Touch;
        LookAt(touch);
        Side wrong = _floor.Mispriced();
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

    private bool IsThin(Touch touch) =>
        touch.BidPrice == _seen.BidPrice && touch.AskPrice == _seen.AskPrice
        && (touch.BidQuantity.Units < _wantedBid / 3 || touch.AskQuantity.Units < _wantedAsk / 3);

    private Side Thinner(Touch touch) => touch.BidQuantity.Units * _wantedAsk < touch.AskQuantity.Units * _wantedBid ? Side.Buy : Side.Sell;

    private OrderPool Pool(Side side) => side == Side.Buy ? _bids : _asks;

    private void Pull(Side wrong)
    {
        // Whoever's they are: no agent leaves an order there. They are found out to be gone when they are picked next.
        for (int i = 0; i < _options.OrdersPerPull && _floor.Engine.Orders.TryFront(wrong, out RestingOrder order) && order.Id > 0; i++)
        {
            if (wrong.Sign() * (order.Price.Units - _floor.Value.Ticks) <= 0)
                return;
            _floor.Engine.Cancel(order.Id);
        }
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
        if (TryTidy(_floor.AnySide(), touch))
            return;
        int maker = AnyMaker();
        double lean = Math.Clamp(_inventory[maker] / _options.MakerInventoryLots, -1, 1);
        Side thin = IsThin(touch) ? Thinner(touch) : Side.None;
        // Long: rather an ask joins and a bid leaves.
        Side side = thin != Side.None ? thin : random.Chance(0.5 - 0.25 * lean) ? Side.Buy : Side.Sell;
        (double shown, double wanted) = side == Side.Buy ? (touch.BidQuantity.Units, _wantedBid) : (touch.AskQuantity.Units, _wantedAsk);
        if (random.Chance(Math.Clamp(0.5 + 0.8 * (wanted - shown) / (wanted + shown), 0.05, 0.97)))
            Join(side, BestOf(side, touch).Units, maker);
        else
            Leave(side);
    }

    private void Join(Side side, long price, int maker)
    {
        OrderPool pool = Pool(side);
        if (pool.IsFull)
        {
            Leave(side);
            return;
        }

        long id = _floor.Rest(side, price, (long)_options.QuoteLots.Draw(_floor.Random), maker);
        if (id != 0)
            pool.Add(id);
    }

    // What the price left behind doesn't stay long.
    private bool TryTidy(Side side, Touch touch)
    {
        OrderPool pool = Pool(side);
        if (!pool.TryPick(_floor.Random, _floor.Engine, out int index, out RestingOrder order) || order.Price == BestOf(side, touch))
            return false;
        Cancel(pool, index, order);
        return true;
    }

    private void Leave(Side side)
    {
        OrderPool pool = Pool(side);
        if (pool.TryPick(_floor.Random, _floor.Engine, out int index, out RestingOrder order))
            Cancel(pool, index, order);
    }

    private static Price BestOf(Side side, Touch touch) => side == Side.Buy ? touch.BidPrice : touch.AskPrice;

    private void Cancel(OrderPool pool, int index, in RestingOrder order)
    {
        _floor.Engine.Cancel(order.Id);
        pool.RemoveAt(index);
    }

    private int AnyMaker() => 1 + _floor.Random.Below(Count);
}
