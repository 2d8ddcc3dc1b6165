using Microsoft.AspNetCore.Routing;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Jobs;
using Touchline.Monitoring;
using Touchline.Storage;
using Touchline.StoredStrategies;
using Touchline.Telegram;
using Touchline.Users;

namespace Touchline.Control;

/// <summary>All that a session is seen and commanded through from outside, put together: from before the session opens until it is over. docs/control-plane.md.</summary>
internal sealed class ControlPlane : IDisposable
{
    // What is still to be said at the end is given so long.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly SessionMonitor _monitor;
    private readonly SessionHub _hub;
    private readonly StrategyDesk _desk;
    private readonly ApiServer? _server;
    private readonly TelegramBot? _telegram;
    private StreamServer? _stream;
    private readonly List<IDisposable> _beside = [];

    private ControlPlane(TradingSettings chosen, Action<string> say, Action<string> tellOnce, StrategyDesk desk)
    {
        _desk = desk;
        TimeProvider time = TimeProvider.System;
        Link = new SessionLink(time);
        var archive = new SessionArchive(time);
        var candles = new CandleBook();
        var curves = new StrategyCurves();
        var board = new TopicBoard(Link, candles);
        _monitor = new SessionMonitor(chosen.Monitoring, () => 0, time, say);
        _monitor.Queues.Add("control", () => Link.WaitingEntries, () => Link.DroppedEntries);
        _monitor.Queues.Add("trades", null, () => Link.DroppedTrades);
        _monitor.Queues.Add("audit", null, () => Link.DroppedAudit);
        try
        {
            if (chosen.Control is { } settings)
                _server = Serve(settings, chosen.Database, archive, candles, curves, board, time, say, tellOnce);
            if (chosen.Telegram is { } chats)
            {
                _telegram = new TelegramBot(TelegramOptions.Of(chats, ConfigurationPlace.Current()), Link, () => archive.Orders(o => o.EndedNs is null, 0, Paging.Most).Orders, say, time);
                _monitor.Queues.Add("telegram", null, () => _telegram.Dropped);
                _monitor.Alerts.Listen(new ChatAlerts(_telegram));
                _telegram.Start();
            }
        }
        catch
        {
            Close();
            _monitor.Dispose();
            throw;
        }

        _monitor.Alerts.Listen(new StreamAlerts(board));
        _hub = new SessionHub(Link, [archive, candles, curves, _monitor, board], say);
    }

    /// <summary>The session's way to it.</summary>
    public SessionLink Link { get; }

    /// <summary>Null: nobody looks on or lets himself be told anything.</summary>
    /// <param name="say">Gets what people should know of, from any thread.</param>
    /// <param name="tellOnce">Gets what only the person at the machine may know.</param>
    /// <exception cref="BadInputException">The address can't be had, or a file is wrong: of users, logs, a token.</exception>
    /// <param name="desk">Starts, stops and replaces the session's strategies.</param>
    public static ControlPlane? Open(TradingSettings chosen, Action<string> say, Action<string> tellOnce, StrategyDesk desk)
    {
        if (chosen is { Control: null, Telegram: null, Monitoring: { LogFolder: null, Otlp: null } })
            return null;
        return new ControlPlane(chosen, say, tellOnce, desk);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _telegram?.Flush(LastWords).GetAwaiter().GetResult();
        Close();
        _monitor.Dispose();
        Link.Dispose();
    }

    private void Close()
    {
        _stream?.Dispose();
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _telegram?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (IDisposable one in _beside)
            one.Dispose();
    }

    // Null: the one that nobody asked for can't be had.
    private ApiServer? Serve(ControlSettings settings, DatabaseAddress? database, SessionArchive archive, CandleBook candles, StrategyCurves curves, TopicBoard board, TimeProvider time, Action<string> say, Action<string> tellOnce)
    {
        try
        {
            UserAccess users = UserAccess.Open(
                settings.UsersFile, settings.Users, time, settings.FirstPassword,
                password => tellOnce($"the first user is {FirstPassword.UserName}, password {password}: it is told this once; 'touchline users passwd {FirstPassword.UserName}' sets another"));
            var session = new ApiSession(Link, time);
            var gate = new ApiGate(settings.Api, users.Verify, text =>
            {
                say(text);
                _monitor.Log(LogLevel.Error, "http.error", text);
            });
            _beside.Add(gate);
            var jobs = new JobQueue(time, say);
            _beside.Add(jobs);
            VenueMarket? market = VenueMarket.Of(settings.Venue, time, say);
            if (market is not null)
                _beside.Add(market);
            _stream = new StreamServer(board, users.Verify, time);
            var server = new ApiServer(settings.Api, gate, new IdempotentWrites(time), app =>
            {
                Map(app, settings, database, session, users, archive, candles, curves, jobs, market);
                StreamRoutes.Map(app, _stream);
            });
            server.Start();
            say($"the API is at {server.Url}, its page at {server.Url}/app/, its description at {server.Url}/docs");
            if (!settings.Api.IsLoopback)
                say("it is reached from other machines, without TLS: put a proxy that speaks TLS before it, or passwords go over the network as they are");
            return server;
        }
        catch (BadInputException e) when (settings.IsOptional)
        {
            say($"without its API: {e.Message}");
            return null;
        }
    }

    private void Map(IEndpointRouteBuilder app, ControlSettings settings, DatabaseAddress? database, ApiSession session, UserAccess users, SessionArchive archive, CandleBook candles, StrategyCurves curves, JobQueue jobs, VenueMarket? market)
    {
        RootRoutes.Map(app, session, _monitor.Health);
        _beside.Add(AuthRoutes.Map(app, session, users));
        BotRoutes.Map(app, session, settings.Configuration);
        StrategyRoutes.Map(app, session, settings.Runtime, _desk);
        BesideRoutes.Map(app, session, _desk, curves);
        var shelf = new StrategyShelf(_desk.Store, _desk.Rules);
        StoredStrategyRoutes.Map(app, session, shelf, _desk);
        StrategyCompileRoutes.Map(app, session, shelf);
        RiskRoutes.Map(app, session, settings.Runtime);
        AccountRoutes.Map(app, session, archive, curves);
        OrderRoutes.Map(app, session, archive);
        MarketRoutes.Map(app, session, candles, market);
        MonitoringRoutes.Map(app, session, archive, _monitor, database);
        ExchangeRoutes.Map(app, session, settings.Venue);
        JobRoutes.Map(app, session, jobs, new DataFolder(settings.DataFolder), shelf);
        UnavailableRoutes.Map(app);
    }

    private sealed class StreamAlerts(TopicBoard board) : IAlertListener
    {
        public void OnAlert(AlertNotice notice) => board.OnAlert(AlertJson.Of(notice));
    }

    private sealed class ChatAlerts(TelegramBot bot) : IAlertListener
    {
        public void OnAlert(AlertNotice notice) => _ = bot.Notify($"{notice.StateName.Replace('_', ' ')}, {notice.SeverityName}: {notice.Text}");
    }
}
