using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>How things stood on our side after something happened.</summary>
/// <param name="Bought">Quantity of the fill that happened, negative when sold; 0: something else.</param>
internal sealed record Moment(long At, decimal? Mid, decimal Position, decimal Equity, decimal Bought = 0, decimal Price = 0, decimal Fee = 0);

/// <summary>The definitions of docs/results.md a second time, over the whole course of a run at once.</summary>
internal sealed class NaiveResults(IReadOnlyList<Moment> moments, long endNs)
{
    private const long Second = 1_000_000_000;

    private IEnumerable<Moment> Fills => moments.Where(m => m.Bought != 0);

    private long Begin => moments[0].At;

    private long End => moments[^1].At;

    public ProfitSplit Split => new(
        Fills.Where(f => f.Mid is not null).Sum(f => f.Bought * (f.Mid!.Value - f.Price)), Inventory, Adverse(Second), Adverse(10 * Second));

    // Every move of the mid times what was held while it moved. A fill without a mid is no move: it counts with what it cost.
    private decimal Inventory
    {
        get
        {
            decimal sum = 0, mid = 0, position = 0;
            foreach (Moment m in moments)
            {
                sum += position * ((m.Mid ?? 0) - mid);
                if (m.Bought != 0 && m.Mid is null)
                    sum -= m.Bought * m.Price;
                (mid, position) = (m.Mid ?? 0, m.Position);
            }

            return sum;
        }
    }

    public TradeFigures Trades
    {
        get
        {
            // Parcels of equal price, fees included, as if what is held were always one parcel at its average.
            decimal held = 0, average = 0, profit = 0;
            long count = 0, wins = 0;
            foreach (Moment f in Fills)
            {
                decimal price = f.Price + f.Fee / f.Bought;
                if (held * f.Bought >= 0)
                {
                    average = (average * held + price * f.Bought) / (held + f.Bought);
                }
                else
                {
                    decimal closed = Math.Min(Math.Abs(held), Math.Abs(f.Bought)) * Math.Sign(held);
                    // Near 0 a quotient's last digits would say whether it was a win.
                    decimal earned = Math.Round(closed * (price - average), 10);
                    profit += earned;
                    wins += earned > 0 ? 1 : 0;
                    count++;
                    average = Math.Abs(f.Bought) > Math.Abs(held) ? price : average;
                }

                held += f.Bought;
            }

            return new TradeFigures(count, wins, profit);
        }
    }

    public ReturnFigures Returns
    {
        get
        {
            double[] changes = [.. Seconds.Zip(Seconds.Skip(1), (a, b) => (double)(b.Equity - a.Equity))];
            return new ReturnFigures(Statistics(changes), Sortino(changes), LongestDrawdown);
        }
    }

    public InventoryFigures Positions
    {
        get
        {
            (decimal Position, long Ns)[] held = [.. moments.Zip(moments.Skip(1), (a, b) => (a.Position, b.At - a.At)).OrderBy(h => h.Item1)];
            double total = held.Sum(h => h.Ns);
            bool any = total > 0;
            return new InventoryFigures
            {
                TimeInMarket = any ? held.Where(h => h.Position != 0).Sum(h => h.Ns) / total : null,
                Mean = any ? held.Sum(h => (double)h.Position * h.Ns) / total : null,
                MeanAbsolute = any ? held.Sum(h => (double)Math.Abs(h.Position) * h.Ns) / total : null,
                Least = Math.Min(0, moments.Min(m => m.Position)),
                Greatest = Math.Max(0, moments.Max(m => m.Position)),
                P5 = Quantile(held, 0.05 * total),
                P25 = Quantile(held, 0.25 * total),
                P50 = Quantile(held, 0.5 * total),
                P75 = Quantile(held, 0.75 * total),
                P95 = Quantile(held, 0.95 * total),
            };
        }
    }

    public long SpanNs => End - Begin;

    // At each whole second of the run, after all that happened at or before it.
    private (long At, decimal Equity)[] Seconds
    {
        get
        {
            var seconds = new List<(long, decimal)>();
            int next = 0;
            for (long s = (Begin + Second - 1) / Second * Second; s <= endNs; s += Second)
            {
                while (next < moments.Count && moments[next].At <= s)
                    next++;
                seconds.Add((s, moments[next - 1].Equity));
            }

            return [.. seconds];
        }
    }

    private long LongestDrawdown
    {
        get
        {
            // A fill of the same instant is looked at before the second.
            IEnumerable<(long At, decimal Equity)> looks = Fills.Select(f => (f.At, f.Equity)).Concat(Seconds).OrderBy(l => l.At).Append((End, moments[^1].Equity));
            decimal peak = 0;
            long since = Begin, longest = 0;
            foreach ((long at, decimal equity) in looks)
            {
                if (equity < peak)
                    longest = Math.Max(longest, at - since);
                else
                    (peak, since) = (equity, at);
            }

            return longest;
        }
    }

    private decimal Adverse(long horizon) => Fills.Where(f => f.Mid is not null)
        .Sum(f => -f.Bought * (moments.Last(m => m.At <= f.At + horizon).Mid!.Value - f.Mid!.Value));

    private static ReturnStatistics Statistics(double[] changes)
    {
        double mean = changes.Length == 0 ? 0 : changes.Average();
        double Moment(int power) => changes.Sum(c => Math.Pow(c - mean, power)) / changes.Length;
        if (changes.Length < 2 || Moment(2) == 0)
            return new ReturnStatistics(changes.Length, mean, 0, 0, 3);
        double deviation = Math.Sqrt(Moment(2) * changes.Length / (changes.Length - 1));
        return new ReturnStatistics(changes.Length, mean, deviation, Moment(3) / Math.Pow(Moment(2), 1.5), Moment(4) / Math.Pow(Moment(2), 2));
    }

    private static double? Sortino(double[] changes)
    {
        double losses = changes.Sum(c => Math.Min(c, 0) * Math.Min(c, 0));
        return changes.Length < 30 || losses == 0 ? null : changes.Average() / Math.Sqrt(losses / changes.Length) * Math.Sqrt(365 * 86_400);
    }

    private static decimal? Quantile((decimal Position, long Ns)[] held, double share)
    {
        double below = 0;
        foreach ((decimal position, long ns) in held.Where(h => h.Ns > 0))
        {
            below += ns;
            if (below >= share)
                return position;
        }

        return null;
    }
}
