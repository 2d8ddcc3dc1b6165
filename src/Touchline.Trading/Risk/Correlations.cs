namespace Touchline.Trading;

/// <summary>
/// How alike the instruments' mids move: correlations of their returns over the newest samples, kept up to date by adding the newest and taking away the oldest. Returns are whole counts of
/// 10^-8, so that the sums are exact and nothing creeps in over the days.
/// </summary>
internal sealed class Correlations(int instruments, long windowNs)
{
    /// <summary>Samples that count.</summary>
    public const int Samples = 300;

    /// <summary>With fewer of either instrument nothing is known yet.</summary>
    public const int Least = 30;

    private const double ReturnScale = 1e8;

    // Then 300 products of two returns fit 64 bits.
    private const double MostReturn = 1e8;

    private readonly double[] _mids = new double[instruments];
    private readonly int[] _seen = new int[instruments];
    private readonly long[] _returns = new long[Samples * instruments];
    private readonly long[] _sums = new long[instruments];
    private readonly long[] _products = new long[instruments * instruments];
    private long _taken;

    /// <summary>Time between two samples.</summary>
    public long StepNs { get; } = windowNs / Samples;

    /// <summary>One more sample of all instruments.</summary>
    public void Take(InstrumentState[] states)
    {
        Span<long> row = _returns.AsSpan((int)(_taken++ % Samples) * instruments, instruments);
        Add(row, -1); // of a window that isn't full yet it is all zero
        for (int i = 0; i < instruments; i++)
        {
            double mid = states[i].Mid, before = _mids[i];
            row[i] = before > 0 ? (long)Math.Round(Math.Clamp((mid - before) / before * ReturnScale, -MostReturn, MostReturn)) : 0;
            if (before > 0)
                _seen[i]++;
            _mids[i] = mid;
        }

        Add(row, 1);
    }

    /// <summary>-1 to 1, 0 where one of them hasn't moved; null while too little is known.</summary>
    public double? Of(int one, int other)
    {
        if (_seen[one] < Least || _seen[other] < Least)
            return null;
        Int128 both = Spread(one, other), ones = Spread(one, one), others = Spread(other, other);
        return ones == 0 || others == 0 ? 0 : (double)both / Math.Sqrt((double)ones * (double)others);
    }

    private Int128 Spread(int one, int other)
    {
        long samples = Math.Min(_taken, Samples);
        return (Int128)samples * _products[Math.Min(one, other) * instruments + Math.Max(one, other)] - (Int128)_sums[one] * _sums[other];
    }

    private void Add(ReadOnlySpan<long> row, long sign)
    {
        for (int i = 0; i < row.Length; i++)
        {
            long value = sign * row[i];
            _sums[i] += value;
            for (int j = i; j < row.Length; j++)
                _products[i * instruments + j] += value * row[j];
        }
    }
}
