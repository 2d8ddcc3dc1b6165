using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A share of an instrument's orders that its venue punishes, for people to look at.</summary>
/// <param name="Name">The venue's own.</param>
/// <param name="Orders">Within the window; below <see cref="OrderRatio.LeastOrders"/> the venue doesn't look.</param>
/// <param name="Value">The share; 0 when there is nothing to share.</param>
public readonly record struct RatioStatus(string Name, long Orders, double Value, double Warn, double Limit);

/// <summary>One ratio of one instrument over a window of sixty steps: what came in within the oldest of them leaves together.</summary>
internal sealed class RatioWindow(OrderRatio ratio)
{
    private const int Steps = 60;

    private readonly Counts[] _steps = new Counts[Steps];
    private Counts _all;
    private long _step = long.MinValue;
    private bool _isTold;

    public OrderRatio Ratio => ratio;

    public long Orders => _all.Orders;

    /// <summary>0 while there is nothing to share; what belongs to orders from before the window may make it less than 0 or more than 1.</summary>
    public double Value
    {
        get
        {
            if (_all.Whole == 0)
                return 0;
            double share = (double)_all.Part / (double)_all.Whole;
            return ratio.Kind == OrderRatioKind.Unfilled ? 1 - share : share;
        }
    }

    /// <summary>The venue would punish what there is by now.</summary>
    public bool IsAtLimit(long nowNs)
    {
        Roll(nowNs);
        return _all.Orders >= ratio.LeastOrders && Value >= ratio.Limit;
    }

    /// <summary>Counts a new order, and says when that is the first to come to where people are told.</summary>
    public bool OnSent(in NewOrder order, InstrumentState state, long nowNs)
    {
        long whole = ratio.Kind switch
        {
            OrderRatioKind.Unfilled => order.Quantity.Units,
            OrderRatioKind.QuickCancels => Rests(order) ? 1 : 0,
            OrderRatioKind.ExpiredAtOnce => order.Type == OrderType.Limit && !Rests(order) ? 1 : 0,
            _ => 1,
        };
        bool isSmall = ratio.Kind == OrderRatioKind.Small && ValueOf(order, state) < (double)ratio.SmallValue;
        if (whole > 0)
            Add(nowNs, isSmall ? 1 : 0, whole, 1);
        bool isNear = _all.Orders >= ratio.LeastOrders && Value >= ratio.Warn, isNew = isNear && !_isTold;
        _isTold = isNear;
        return isNew;
    }

    public void OnFilled(long units, long nowNs)
    {
        if (ratio.Kind == OrderRatioKind.Unfilled)
            Add(nowNs, units, 0, 0);
    }

    public void OnCancel(in WorkingOrder order, long nowNs)
    {
        if (ratio.Kind == OrderRatioKind.QuickCancels && Rests(order.Terms) && nowNs - order.SentNs <= ratio.QuickNs)
            Add(nowNs, 1, 0, 0);
    }

    public void OnExpired(in WorkingOrder order, long nowNs)
    {
        if (ratio.Kind == OrderRatioKind.ExpiredAtOnce && order.Terms.Type == OrderType.Limit && !Rests(order.Terms) && order.Filled.IsZero)
            Add(nowNs, 1, 0, 0);
    }

    private static bool Rests(in NewOrder order) =>
        order.Type == OrderType.Limit && order.TimeInForce is not (TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill);

    private static double ValueOf(in NewOrder order, InstrumentState state)
    {
        long own = OrderTerms.OwnPrice(order).Units;
        return order.Quantity.Units * (own > 0 ? own : state.Mid) * state.UnitValue;
    }

    private void Add(long nowNs, long part, long whole, long orders)
    {
        Roll(nowNs);
        var more = new Counts(part, whole, orders);
        _steps[(int)(_step % Steps)] += more;
        _all += more;
    }

    private void Roll(long nowNs)
    {
        long step = Math.Max(0, nowNs) / (ratio.WindowNs / Steps);
        if (step <= _step)
            return;
        for (long gone = Math.Max(Math.Max(_step + 1, step - Steps + 1), 0); gone <= step; gone++)
        {
            _all -= _steps[(int)(gone % Steps)];
            _steps[(int)(gone % Steps)] = default;
        }

        _step = step;
    }

    // Of the quantity units of many orders the sum may be beyond 64 bits.
    private readonly record struct Counts(Int128 Part, Int128 Whole, long Orders)
    {
        public static Counts operator +(Counts a, Counts b) => new(a.Part + b.Part, a.Whole + b.Whole, a.Orders + b.Orders);

        public static Counts operator -(Counts a, Counts b) => new(a.Part - b.Part, a.Whole - b.Whole, a.Orders - b.Orders);
    }
}
