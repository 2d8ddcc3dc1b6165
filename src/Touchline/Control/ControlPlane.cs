using Microsoft.AspNetCore.Routing;
using Touchline.Api;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Control;

/// <summary>All that a session is seen and commanded through from outside, put together: from before the session opens until it is over. docs/control-plane.md.</summary>
internal sealed class ControlPlane : IDisposable
{
    private readonly SessionHub _hub;
    private readonly ApiServer _server;

    private ControlPlane(ControlSettings settings, UserAccess users, Action<string> say)
    {
        TimeProvider time = TimeProvider.System;
        Link = new SessionLink(time);
        var archive = new SessionArchive();
        var candles = new CandleBook();
        var session = new ApiSession(Link, time);
        _server = new ApiServer(settings.Api, new ApiGate(settings.Api, users.Verify, say), new IdempotentWrites(time), app => Map(app, settings, session, users, archive, candles));
        _server.Start();
        _hub = new SessionHub(Link, [archive, candles], say);
    }

    /// <summary>The session's way to it.</summary>
    public SessionLink Link { get; }

    /// <summary>As in <c>http://127.0.0.1:8080</c>.</summary>
    public string Url => _server.Url;

    /// <summary>Null: none is wanted, or the one that nobody asked for can't be had.</summary>
    /// <param name="say">Gets what people should know of, from any thread.</param>
    /// <exception cref="BadInputException">The address can't be had, or the file of users is wrong.</exception>
    public static ControlPlane? Open(ControlSettings? settings, Action<string> say)
    {
        if (settings is null)
            return null;
        try
        {
            UserAccess users = UserAccess.Open(
                settings.UsersFile, settings.Users, TimeProvider.System, settings.FirstPassword,
                password => Console.Error.WriteLine($"the first user is {FirstPassword.UserName}, password {password}: it is told this once; 'touchline users passwd {FirstPassword.UserName}' sets another"));
            var plane = new ControlPlane(settings, users, say);
            say($"the API is at {plane.Url}, its description at {plane.Url}/docs");
            return plane;
        }
        catch (BadInputException e) when (settings.IsOptional)
        {
            say($"without its API: {e.Message}");
            return null;
        }
    }

    public void Dispose()
    {
        _hub.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Link.Dispose();
    }

    private static void Map(IEndpointRouteBuilder app, ControlSettings settings, ApiSession session, UserAccess users, SessionArchive archive, CandleBook candles)
    {
        RootRoutes.Map(app, session, () => Health.Of(session.Link.NewestPortrait));
        AuthRoutes.Map(app, session, users);
        BotRoutes.Map(app, session, settings.Configuration);
        StrategyRoutes.Map(app, session);
        RiskRoutes.Map(app, session);
        AccountRoutes.Map(app, session, archive);
        OrderRoutes.Map(app, session, archive);
        MarketRoutes.Map(app, session, candles);
        MonitoringRoutes.Map(app, session, archive);
        UnavailableRoutes.Map(app);
    }
}
