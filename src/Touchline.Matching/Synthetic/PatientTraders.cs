using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Noise traders with limit orders away from the touch: they place, change and cancel at random, at distances and in quantities from a table,
/// more of them at round prices; after a move of the price they hurry to follow it. Makes one population: the near one or the far one.
/// </summary>
internal sealed class PatientTraders : IAgents
{
    private readonly TradingFloor _floor;
    private readonly PatientTradersOptions _options;
    private readonly OrderPool _bids;
    private readonly OrderPool _asks;

    public PatientTraders(TradingFloor floor, PatientTradersOptions options)
    {
        _floor = floor;
        _options = options;
        _bids = new OrderPool(2 * options.Orders);
        _asks = new OrderPool(2 * options.Orders);
    }

    public double Rate() => _options.ActsPerSecond * (1 + _options.FollowsPace * (_floor.Pace - 1)) + _options.Requotes * _floor.Requotes.Level;

    public void Act()
    {
        SeededRandom random = _floor.Random;
        Side side = _floor.AnySide();
        OrderPool pool = side == Side.Buy ? _bids : _asks;
        if (random.Chance(_options.Changes))
            Change(pool);
        else if (random.Chance(Math.Clamp(0.5 + 2 * (1 - (double)pool.Count / _options.Orders), 0, 1)))
            Place(side, pool);
        else
            Cancel(pool);
    }

    /// <summary>One side of the book as it stands at the start.</summary>
    public void Open(Side side)
    {
        OrderPool pool = side == Side.Buy ? _bids : _asks;
        while (pool.Count < _options.Orders)
            Place(side, pool);
    }

    private void Place(Side side, OrderPool pool)
    {
        SeededRandom random = _floor.Random;
        long distance = (long)_options.DistanceTicks.Draw(random);
        long price = _floor.Best(side) - side.Sign() * distance;
        if (random.Chance(_options.RoundPrices))
            price -= side == Side.Buy ? price % _options.RoundTicks : price % _options.RoundTicks - _options.RoundTicks;
        long id = price > 0 ? _floor.Rest(side, price, Lots()) : 0;
        if (id != 0)
            pool.Add(id);
    }

    private void Change(OrderPool pool)
    {
        if (pool.TryPick(_floor.Random, _floor.Engine, out _, out RestingOrder order))
            _floor.Engine.Amend(order.Id, order.Price, new Quantity(Lots()), TimeInForce.PostOnly);
    }

    private void Cancel(OrderPool pool)
    {
        if (!pool.TryPick(_floor.Random, _floor.Engine, out int index, out RestingOrder order))
            return;
        _floor.Engine.Cancel(order.Id);
        pool.RemoveAt(index);
    }

    private long Lots() => Math.Max(1, (long)_options.Lots.Draw(_floor.Random));
}
