using Touchline.Core;

namespace Touchline.Matching;

/// <summary>A distribution by its quantiles, straight between them: drawn from without logarithms or powers. Immutable.</summary>
public sealed class QuantileTable
{
    private readonly double[] _shares;
    private readonly double[] _values;

    /// <param name="points">Shares from 0 to 1 growing strictly, values never falling.</param>
    public QuantileTable(params (double Share, double Value)[] points)
    {
        _shares = [.. points.Select(p => p.Share)];
        _values = [.. points.Select(p => p.Value)];
        if (points.Length < 2 || _shares[0] != 0 || _shares[^1] != 1)
            throw new ArgumentException("a table begins at share 0 and ends at share 1", nameof(points));
        for (int i = 1; i < points.Length; i++)
        {
            if (_shares[i] <= _shares[i - 1] || _values[i] < _values[i - 1])
                throw new ArgumentException($"point {i} of a table is not behind the one before it", nameof(points));
        }
    }

    /// <summary>The mean of what is drawn.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int i = 1; i < _shares.Length; i++)
                sum += (_shares[i] - _shares[i - 1]) * (_values[i] + _values[i - 1]) / 2;
            return sum;
        }
    }

    /// <summary>Nothing below it is drawn.</summary>
    public double Least => _values[0];

    public double Draw(SeededRandom random)
    {
        double share = random.NextDouble();
        int i = 1;
        while (share >= _shares[i])
            i++;
        double part = (share - _shares[i - 1]) / (_shares[i] - _shares[i - 1]);
        return _values[i - 1] + part * (_values[i] - _values[i - 1]);
    }

    /// <summary>All values times a number above 0.</summary>
    public QuantileTable Scaled(double factor) => new([.. _shares.Zip(_values, (share, value) => (share, value * factor))]);
}
