using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>
/// How far the trades of one interval went from the mid at its beginning: buyers up, sellers down. Counted in half ticks that they went
/// through: a trade at three half ticks from the mid goes through what stands one or two from it, not through what stands at its own price.
/// </summary>
internal struct IntervalReach
{
    private long _twiceMid;
    private long _up;
    private long _down;

    /// <summary>An interval begins; without a sound book there is nothing to measure from.</summary>
    public void Begin(long twiceMid)
    {
        _twiceMid = twiceMid;
        _up = _down = 0;
    }

    public void OnTrade(Side aggressor, Price price)
    {
        if (_twiceMid == TwiceMid.None)
            return;
        long away = 2 * price.Units - _twiceMid;
        if (aggressor == Side.Buy)
            _up = Math.Max(_up, away);
        else if (aggressor == Side.Sell)
            _down = Math.Max(_down, -away);
    }

    public readonly bool IsMeasured => _twiceMid != TwiceMid.None;

    public readonly int Up(long tickUnits) => HalfTicks(_up, tickUnits);

    public readonly int Down(long tickUnits) => HalfTicks(_down, tickUnits);

    // Distances 0, 1, ... half ticks that are nearer than the trade: as many as whole half ticks, a part counting as one.
    private static int HalfTicks(long twiceAway, long tickUnits) =>
        (int)Math.Min(ArrivalDepths.Furthest, twiceAway / tickUnits + (twiceAway % tickUnits > 0 ? 1 : 0));
}
