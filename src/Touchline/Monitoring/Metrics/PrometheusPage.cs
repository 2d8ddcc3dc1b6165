using System.Diagnostics.Metrics;

namespace Touchline.Monitoring;

/// <summary>A meter's instruments as the page that Prometheus reads (text format 0.0.4). Asked from any thread, one after another.</summary>
internal sealed class PrometheusPage : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();

    // In the order in which the instruments were made.
    private readonly List<MetricFamily> _families = [];
    private readonly Dictionary<Instrument, MetricFamily> _byInstrument = [];

    public PrometheusPage(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            _byInstrument[instrument] = FamilyOf(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => _byInstrument[instrument].Add(instrument.Name, labels, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => _byInstrument[instrument].Add(instrument.Name, labels, value));
        _listener.Start();
    }

    public string Write()
    {
        var text = new StringWriter();
        lock (_lock)
        {
            foreach (MetricFamily family in _families)
                family.Clear();
            _listener.RecordObservableInstruments();
            foreach (MetricFamily family in _families)
                family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily FamilyOf(Instrument instrument)
    {
        (string name, bool isHistogram) = MetricFamily.NameOf(instrument.Name);
        if (_families.Find(f => f.Name == name) is { } known)
            return known;
        string type = isHistogram ? "histogram" : instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) ? "counter" : "gauge";
        var family = new MetricFamily(name, type, instrument.Description ?? name);
        _families.Add(family);
        return family;
    }
}
