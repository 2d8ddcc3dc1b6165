using System.Net;
using System.Text;
using Touchline.Configuration;
using Touchline.Monitoring;

namespace Touchline.Tests.Monitoring;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task A_collector_gets_the_metrics_as_protobuf()
    {
        using var collector = new Collector();
        using var monitor = new SessionMonitor(new MonitoringSettings { Otlp = collector.Address }, () => 0, new ManualClock(), _ => { });
        monitor.OnPortrait(Portraits.Usual);
        Task<(string Path, string? Type, byte[] Body)> request = collector.Take();
        Assert.True(monitor.FlushMetrics());
        (string path, string? type, byte[] body) = await request;
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        string text = Encoding.Latin1.GetString(body);
        foreach (string name in (string[])["touchline_equity_quote", "touchline_orders_sent_total", "touchline_latency_seconds_bucket", "service.name", "BTCUSDT"])
            Assert.Contains(name, text);
        // 12.5, as a double of eight bytes.
        Assert.True(body.AsSpan().IndexOf(BitConverter.GetBytes(12.5)) > 0);
    }

    [Fact]
    public void A_collector_that_isnt_there_troubles_nobody()
    {
        using var collector = new Collector();
        Uri address = collector.Address;
        collector.Dispose();
        using var monitor = new SessionMonitor(new MonitoringSettings { Otlp = address }, () => 0, new ManualClock(), text => Assert.Fail(text));
        monitor.OnPortrait(Portraits.Usual);
        monitor.FlushMetrics();
        Assert.Contains("touchline_equity_quote 12.5\n", monitor.MetricsPage());
    }

    // What stands for a collector: it takes one request.
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Collector()
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
        }

        public Uri Address { get; }

        public async Task<(string Path, string? Type, byte[] Body)> Take()
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            (string, string?, byte[]) taken = (context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray());
            context.Response.StatusCode = 200;
            context.Response.Close();
            return taken;
        }

        public void Dispose() => _listener.Close();
    }
}
