using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>A mid as bid + ask in price units: a whole number, so that sums of squared changes are exact in any order.</summary>
internal static class TwiceMid
{
    /// <summary>There was no mid.</summary>
    public const long None = long.MinValue;

    public static long Of(in Touch touch) => touch.BidPrice.Units + touch.AskPrice.Units;

    /// <summary>The squared change between two mids, four times that in price units; 0 unless both are there.</summary>
    public static Int128 SquaredChange(long from, long to)
    {
        if (from == None || to == None)
            return 0;
        Int128 change = (Int128)to - from;
        return change * change;
    }
}
