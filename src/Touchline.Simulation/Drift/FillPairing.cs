using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>
/// Lays the fills of one order side by side. Both go in time order; the first of each are the same as far as their quantity goes, if they are near enough in time and price; else the earlier one is
/// only one's. A fill that the other has in two parts is matched with both.
/// </summary>
internal static class FillPairing
{
    /// <summary>All orders, in the order of their numbers; what belongs to none comes first, by instrument and side.</summary>
    public static List<FillPair> Of(IReadOnlyList<DriftFill> real, IReadOnlyList<DriftFill> simulated, DriftTolerance tolerance)
    {
        var pairs = new List<FillPair>();
        var ofSimulated = simulated.ToLookup(Key);
        var ofReal = real.ToLookup(Key);
        foreach ((long Order, int Instrument, Side Side) key in ofReal.Select(g => g.Key).Union(ofSimulated.Select(g => g.Key)).Order())
            Pair([.. ofReal[key].OrderBy(f => f.ExchangeNs)], [.. ofSimulated[key].OrderBy(f => f.ExchangeNs)], tolerance, pairs);
        return pairs;
    }

    private static (long, int, Side) Key(DriftFill fill) => (fill.Order.Number, fill.Instrument, fill.Side);

    private static void Pair(DriftFill[] real, DriftFill[] simulated, DriftTolerance tolerance, List<FillPair> pairs)
    {
        int r = 0, s = 0;
        long realLeft = real.Length > 0 ? real[0].Units : 0, simulatedLeft = simulated.Length > 0 ? simulated[0].Units : 0;
        while (r < real.Length || s < simulated.Length)
        {
            bool isMatch = r < real.Length && s < simulated.Length && AreSame(real[r], simulated[s], tolerance);
            bool takesReal = isMatch || s == simulated.Length || (r < real.Length && real[r].ExchangeNs <= simulated[s].ExchangeNs);
            bool takesSimulated = isMatch || !takesReal;
            long units = isMatch ? Math.Min(realLeft, simulatedLeft) : takesReal ? realLeft : simulatedLeft;
            pairs.Add(new FillPair(units, takesReal ? real[r] : null, takesSimulated ? simulated[s] : null));
            if (takesReal && (realLeft -= units) == 0)
                realLeft = ++r < real.Length ? real[r].Units : 0;
            if (takesSimulated && (simulatedLeft -= units) == 0)
                simulatedLeft = ++s < simulated.Length ? simulated[s].Units : 0;
        }
    }

    private static bool AreSame(in DriftFill real, in DriftFill simulated, DriftTolerance tolerance) =>
        Math.Abs(real.ExchangeNs - simulated.ExchangeNs) <= tolerance.TimeNs
        && Math.Abs(real.Price.Units - simulated.Price.Units) <= tolerance.PriceShare * real.Price.Units;
}
