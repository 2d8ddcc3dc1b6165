using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Touchline.Monitoring;

/// <summary>Sends the metrics to a collector now and then, by OTLP (protobuf over HTTP). A collector that isn't there troubles nobody.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Path = "/v1/metrics";
    private const int EveryMs = 10_000;
    private const int TimeoutMs = 5_000;

    private readonly MeterProvider _provider;

    /// <param name="endpoint">Where the collector listens; without a path the usual one is taken.</param>
    public OtlpExport(Uri endpoint, string version)
    {
        Uri address = endpoint.AbsolutePath == "/" ? new Uri(endpoint, Path) : endpoint;
        _provider = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.AddService("touchline", serviceVersion: version))
            .AddMeter(SessionMetrics.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = address;
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.TimeoutMilliseconds = TimeoutMs;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = EveryMs;
            })
            .Build();
    }

    /// <summary>Sends what there is now.</summary>
    /// <returns>The collector took it in time.</returns>
    public bool Flush() => _provider.ForceFlush(TimeoutMs);

    /// <summary>Sends the last ones and ends.</summary>
    public void Dispose() => _provider.Dispose();
}
