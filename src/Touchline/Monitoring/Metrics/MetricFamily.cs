using System.Globalization;

namespace Touchline.Monitoring;

/// <summary>A metric's part of the page: its help, its type and its samples.</summary>
internal sealed class MetricFamily(string name, string type, string help)
{
    private const string BucketSuffix = "_bucket", SumSuffix = "_sum";
    private const string Infinite = "+Inf";

    private readonly List<(string Series, double Value)> _samples = [];
    private readonly HashSet<string> _series = [];

    public string Name => name;

    /// <summary>The family that an instrument belongs to. A histogram has two: one counts its buckets, one adds up.</summary>
    public static (string Name, bool IsHistogram) NameOf(string instrument) =>
        instrument.EndsWith(BucketSuffix, StringComparison.Ordinal) ? (instrument[..^BucketSuffix.Length], true)
        : instrument.EndsWith(SumSuffix, StringComparison.Ordinal) ? (instrument[..^SumSuffix.Length], true)
        : (instrument, false);

    public void Clear()
    {
        _samples.Clear();
        _series.Clear();
    }

    public void Add(string sample, ReadOnlySpan<KeyValuePair<string, object?>> labels, double value)
    {
        var texts = new List<(string Name, string Value)>(labels.Length);
        foreach (KeyValuePair<string, object?> label in labels)
            texts.Add((label.Key, $"{label.Value}"));
        Add(Series(sample, texts), value);
        // The last bucket has everything: what was counted is taken from it, so that the two can't differ.
        if (texts is [.., ("le", Infinite)])
            Add(Series($"{name}_count", texts.Take(texts.Count - 1)), value);
    }

    /// <summary>One without samples is left out.</summary>
    public void Write(TextWriter page)
    {
        if (_samples.Count == 0)
            return;
        page.Write($"# HELP {name} {help.Replace("\\", "\\\\").Replace("\n", "\\n")}\n# TYPE {name} {type}\n");
        foreach ((string series, double value) in _samples)
            page.Write($"{series} {Text(value)}\n");
    }

    // Names that differ only in what was made harmless would be one series twice, for which Prometheus has no place.
    private void Add(string series, double value)
    {
        if (_series.Add(series))
            _samples.Add((series, value));
    }

    private static string Series(string sample, IEnumerable<(string Name, string Value)> labels)
    {
        string list = string.Join(',', labels.Select(l => $"{l.Name}=\"{Escape(l.Value)}\""));
        return list.Length == 0 ? sample : $"{sample}{{{list}}}";
    }

    // What the format escapes, once what a terminal would obey is gone.
    private static string Escape(string text) => PlainText.Of(text).Replace("\\", "\\\\").Replace("\"", "\\\"");

    private static string Text(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? Infinite : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
