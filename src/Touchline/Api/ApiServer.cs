using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Touchline.Core;

namespace Touchline.Api;

/// <summary>The HTTP and WebSocket server. Its threads never touch the session: they ask it through <see cref="Control.SessionLink"/>.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const long MostBodyBytes = 1 << 20;
    private const int MostConnections = 2048;
    private const int MostHeaderBytes = 16 << 10;
    private const int StopMs = 2000;

    private readonly ApiOptions _options;
    private readonly WebApplication _application;

    /// <param name="map">Adds the endpoints.</param>
    public ApiServer(ApiOptions options, ApiGate gate, IdempotentWrites writes, Action<IEndpointRouteBuilder> map)
    {
        _options = options;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddRouting();
        ApiDocs.AddTo(builder.Services);
        _application = builder.Build();
        if (options.TrustedProxies.Count > 0)
            _application.UseForwardedHeaders(Forwarded(options));
        _application.Use(gate.Guard);
        new PageFiles(typeof(ApiServer).Assembly, "page/").Use(_application);
        DocsPage.Use(_application);
        _application.UseRouting();
        _application.Use(gate.Admit);
        _application.Use(writes.Once);
        _application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        ApiDocs.Map(_application);
        map(_application);
    }

    /// <summary>As in <c>http://127.0.0.1:8080</c>, with the port that was found.</summary>
    public string Url { get; private set; } = "";

    /// <exception cref="BadInputException">The address can't be listened on.</exception>
    public void Start()
    {
        try
        {
            _application.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new BadInputException($"{_options.Address} can't be listened on ({e.Message.TrimEnd('.')}); give another --http, or port 0 for a free one", e);
        }

        Url = _application.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopMs);
        await _application.StopAsync(patience.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        var shares = new ConnectionShares(_options);
        kestrel.Listen(_options.Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => shares.Guard(connection, next));
        });
    }

    // From the last entry on, as far as each is a trusted proxy's: what a client wrote itself stands before those.
    private static ForwardedHeadersOptions Forwarded(ApiOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork network in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(network);
        return forwarded;
    }
}
