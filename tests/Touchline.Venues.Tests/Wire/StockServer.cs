using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Touchline.Venues.Tests;

/// <summary>Kestrel on loopback: echoes WebSocket messages at /echo, refuses them at /refuse, and answers plain requests.</summary>
internal sealed class StockServer : IDisposable
{
    private readonly WebApplication _app;

    public StockServer(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Map("/echo", Echo);
        _app.Map("/hello", () => "hello");
        _app.Map("/refuse", (HttpContext context) => Refuse(context));
        _app.Map("/never", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _app.Map("/big", (int size) => new string('x', size));
        _app.Map("/chunked", Chunked);
        _app.Map("/how", (HttpContext context) => $"{context.Request.Method} {context.Request.QueryString} {context.Request.Headers["X-MBX-APIKEY"]} {context.Request.ContentLength}");
        _app.Map("/count", () => Interlocked.Increment(ref _count).ToString());
        _app.StartAsync().GetAwaiter().GetResult();
        Port = new Uri(_app.Urls.First()).Port;
    }

    private int _count;

    public int Port { get; }

    public string Http => $"http://127.0.0.1:{Port}";

    public string WebSocket => $"ws://127.0.0.1:{Port}";

    /// <summary>Self-made, for localhost and 127.0.0.1.</summary>
    public static X509Certificate2 Certificate(DateTimeOffset from, DateTimeOffset to, string name = "localhost")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 made = request.CreateSelfSigned(from, to);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.Zero);
        _app.StopAsync(cancel.Token).GetAwaiter().GetResult();
    }

    private static async Task Echo(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] bytes = new byte[64 * 1024];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult read = await socket.ReceiveAsync(bytes.AsMemory(), context.RequestAborted);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, context.RequestAborted);
                    return;
                }

                if (bytes.AsSpan(0, read.Count).SequenceEqual("close me"u8))
                    await socket.CloseAsync((WebSocketCloseStatus)4001, "as you wish", context.RequestAborted);
                else
                    await socket.SendAsync(bytes.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private static async Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = 403;
        await context.Response.Body.FlushAsync();
        await context.Response.WriteAsync("you are not\nwelcome");
    }

    private static async Task Chunked(HttpContext context)
    {
        for (int i = 0; i < 50; i++)
        {
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(new string((char)('a' + i % 26), 1000 * i % 7000)));
            await context.Response.Body.FlushAsync();
        }
    }
}
