using System.Diagnostics.Metrics;
using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>Makes instruments that read the newest portrait when somebody asks; without one they tell nothing. Names are Prometheus's.</summary>
internal sealed class Readings(Meter meter, Func<SessionPortrait?> newest)
{
    /// <summary>Series of one name; what is beyond isn't told.</summary>
    public const int MostSeries = 5000;

    public void Gauge(string name, string text, Func<SessionPortrait, double?> read) =>
        meter.CreateObservableGauge(name, () => Read<double>(p => read(p) is { } value ? [new Measurement<double>(value)] : []), null, text);

    public void Gauges(string name, string text, Func<SessionPortrait, IEnumerable<Measurement<double>>> read) =>
        meter.CreateObservableGauge(name, () => Read(read), null, text);

    public void Counter(string name, string text, Func<SessionPortrait, long> read) =>
        meter.CreateObservableCounter(name, () => Read<long>(p => [new Measurement<long>(read(p))]), null, text);

    public void Counters(string name, string text, Func<SessionPortrait, IEnumerable<Measurement<long>>> read) =>
        meter.CreateObservableCounter(name, () => Read(read), null, text);

    /// <summary>What only grows, in other units than ones.</summary>
    public void Sums(string name, string text, Func<SessionPortrait, IEnumerable<Measurement<double>>> read) =>
        meter.CreateObservableCounter(name, () => Read(read), null, text);

    /// <summary>A count that doesn't come from portraits.</summary>
    public void Counters(string name, string text, LabelledCounts counts) => meter.CreateObservableCounter(name, counts.Measure, null, text);

    public static Measurement<double> Of(double value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, Tags(labels));

    public static Measurement<long> Of(long value, params ReadOnlySpan<(string Name, string Value)> labels) => new(value, Tags(labels));

    private static KeyValuePair<string, object?>[] Tags(ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (int i = 0; i < tags.Length; i++)
            tags[i] = KeyValuePair.Create(labels[i].Name, (object?)labels[i].Value);
        return tags;
    }

    private IEnumerable<Measurement<T>> Read<T>(Func<SessionPortrait, IEnumerable<Measurement<T>>> read) where T : struct =>
        newest() is { } portrait ? read(portrait).Take(MostSeries) : [];
}
