using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Touchline.Monitoring;

/// <summary>Counts by the values of labels. Values beyond a bound are counted together, so that no name from outside can fill a memory.</summary>
internal sealed class LabelledCounts(params string[] labels)
{
    /// <summary>Combinations of values.</summary>
    public const int MostSeries = 500;

    public const string Other = "other";

    private readonly ConcurrentDictionary<string, (string[] Values, long Count)> _counts = new();

    /// <summary>On one thread.</summary>
    public void Add(long count, params string[] values)
    {
        string key = string.Join('\0', values);
        if (!_counts.ContainsKey(key) && _counts.Count >= MostSeries)
        {
            values = [.. values.Select(_ => Other)];
            key = Other;
        }

        _counts.AddOrUpdate(key, _ => (values, count), (_, was) => (was.Values, was.Count + count));
    }

    public IEnumerable<Measurement<long>> Measure() =>
        _counts.Values.Select(c => new Measurement<long>(c.Count, labels.Select((label, i) => KeyValuePair.Create(label, (object?)c.Values[i]))));
}
