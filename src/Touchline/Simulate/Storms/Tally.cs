using System.Globalization;

namespace Touchline.Simulate;

/// <summary>Counts by name, in the order of their first use.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, long>> Counts => _counts;

    public long this[string name] => _counts.GetValueOrDefault(name);

    public void Add(string name, long times = 1) => _counts[name] = _counts.GetValueOrDefault(name) + times;

    public void Add(Tally other)
    {
        foreach ((string name, long times) in other._counts)
            Add(name, times);
    }

    public override string ToString() => string.Join(", ", _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
}
