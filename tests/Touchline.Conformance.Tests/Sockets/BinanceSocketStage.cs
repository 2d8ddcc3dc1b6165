using System.Globalization;
using System.Text;
using Touchline.Core;
using Touchline.Exchanges;
using Touchline.Exchanges.Binance;
using Touchline.Sdk;
using Touchline.Trading;
using BinanceCredentials = Touchline.Venues.Binance.BinanceCredentials;
using BinanceVenue = Touchline.Venues.Binance.BinanceVenue;
using BinanceVenueOptions = Touchline.Venues.Binance.BinanceVenueOptions;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Binance's adapter and the simulated Binance as in a <see cref="VenueStage"/>, but on real sockets and in real time: the exchange in its server, a relay before it that breaks
/// connections, and the wire that live sessions have. The virtual clock follows the wall clock, so that what is due happens on the session's thread.
/// </summary>
internal sealed class BinanceSocketStage : IVenueSight, IAsyncDisposable
{
    private const string Prefix = "s1", Key = "sessionKey", Secret = "sessionSecret";
    private const long LongestPollNs = 20 * VenueStage.Ms;

    private readonly WallClock _wall = new();
    private readonly ulong _seed;
    private readonly SocketRelay _relay = new();
    private readonly HttpClient _http = new() { Timeout = Patience.Most };
    private readonly ExchangeServer _server;
    private readonly SocketMachine _machine;
    private GuardedExchange _exchange = null!;
    private BinanceSight _sight = null!;

    public BinanceSocketStage(ulong seed, double pace, long clockAheadNs, Strategy strategy, RiskLimits limits)
    {
        _seed = seed;
        var options = new BinanceExchangeOptions { Symbols = Symbols, Accounts = [new(Key, Secret, "hmac", Money)], Seed = seed, Pace = pace, StartNs = _wall.NowNs };
        _server = new ExchangeServer(new ExchangeServerOptions(), _wall, output => Guard(new GuardedExchange(options, output)));
        _machine = new SocketMachine(_wall, clockAheadNs);
        Clock = new VirtualClock(_wall.NowNs);
        Session = new VirtualSession(_machine, Symbols, strategy, limits, sendsAtOnce: true, seed);
    }

    public VirtualClock Clock { get; }

    public VirtualSession Session { get; }

    public Engine Engine => Session.Engine!;

    public Lock Gate => _exchange.Gate;

    public SocketRelay Relay => _relay;

    /// <summary>What went over the wire.</summary>
    public Tally Tally => _machine.Tally;

    /// <summary>The exchange's time, and the world's.</summary>
    public long NowNs => _wall.NowNs;

    public IReadOnlyList<string> Symbols { get; } = ["BTCUSDT", "ETHUSDT"];

    public decimal Money => 1_000_000;

    public decimal Wallet => _sight.Wallet;

    public MessageSight? OnExchangeSends
    {
        set => _exchange.OnSends = value;
    }

    public bool IsReady => Session.Engine is not null && Session.Venue.State is { IsFeedUp: true, IsTradingReady: true } && Session.Books.All(b => b.IsInStep);

    public async Task StartAsync()
    {
        await _server.StartAsync().ConfigureAwait(false);
        _relay.Start(new Uri(_server.Url).Port);
        string address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_relay.Port}");
        Session.Use(new BinanceVenue(
            new BinanceVenueOptions
            {
                RestUrl = $"http://{address}",
                StreamUrl = $"ws://{address}",
                WebSocketApiUrl = $"ws://{address}/ws-fapi/v1",
                Credentials = new BinanceCredentials(Key, "hmac", Secret),
                SessionPrefix = Prefix,
                Seed = _seed,
            },
            _machine, Session));
    }

    /// <summary>On the thread that runs the session from now on.</summary>
    public void Begin()
    {
        Clock.RunUntil(_wall.NowNs);
        Clock.Add(Session);
        Session.Start(FeedStreams.Usual);
    }

    /// <summary>The session lives until then.</summary>
    public void Run(long untilNs) => RunUntil(static () => false, untilNs - _wall.NowNs);

    /// <summary>Goes on until something is so, at most for a time. False: it never came about.</summary>
    public bool RunUntil(Func<bool> condition, long mostNs)
    {
        for (long endNs = _wall.NowNs + mostNs; _wall.NowNs < endNs;)
        {
            Clock.RunUntil(_wall.NowNs);
            if (condition())
                return true;
            _machine.Poll(Math.Min(Math.Min(Session.NextNs, endNs), _wall.NowNs + LongestPollNs));
            Assert.True(_server.Failure is null, $"the exchange failed: {_server.Failure}");
        }

        return condition();
    }

    public T Frozen<T>(Func<T> look)
    {
        lock (Gate)
            return look();
    }

    /// <summary>Sets a fault off as any client would.</summary>
    public void Post(string fault) => Ask(HttpMethod.Post, $"{{{fault}}}");

    public void EndFaults() => Ask(HttpMethod.Delete, "");

    public OrderBook MarketBook(string symbol) => _sight.MarketBook(symbol);

    public long UpdateId(string symbol) => _sight.UpdateId(symbol);

    public IReadOnlyList<StageOrder> Orders() => _sight.Orders();

    public IReadOnlyList<StageFill> Fills() => _sight.Fills();

    public decimal Position(string symbol) => _sight.Position(symbol);

    public decimal PositionCost(string symbol) => _sight.PositionCost(symbol);

    public (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message) => BinanceSight.BookChange(message);

    public string Story()
    {
        VenueState state = Session.Venue.State;
        return $"""
            at {Seconds(_wall.NowNs)} s: feed up {state.IsFeedUp}, trading ready {state.IsTradingReady}, hopeless {state.IsHopeless}, trouble: {state.Trouble}
            notes:
                {string.Join("\n    ", Session.Notes.TakeLast(40).Select(n => $"{Seconds(_machine.WorldNs(n.LocalNs))} {n.Text}"))}
            open orders: {string.Join(", ", Session.Engine?.SnapshotOrders().Select(o => $"{o.Id.Number} {o.State} {o.InFlight}{(o.IsUnknown ? " unknown" : "")}") ?? [])}
            misfits:
                {string.Join("\n    ", Session.Misfits.TakeLast(5).Select(Describe))}
            """;
    }

    public async ValueTask DisposeAsync()
    {
        _machine.Dispose();
        await _relay.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    private GuardedExchange Guard(GuardedExchange exchange)
    {
        _exchange = exchange;
        _sight = new BinanceSight(exchange.Exchange, Key, Prefix);
        return exchange;
    }

    private void Ask(HttpMethod method, string body)
    {
        using var request = new HttpRequestMessage(method, $"{_server.Url}/_faults") { Content = new StringContent(body, Encoding.UTF8) };
        using HttpResponseMessage answer = _http.Send(request);
        using var text = new StreamReader(answer.Content.ReadAsStream());
        Assert.True(answer.IsSuccessStatusCode, $"{body}: {text.ReadToEnd()}");
    }

    private string Describe(Misfit misfit) =>
        $"{Describe(misfit.Report)} of order {misfit.Report.Id.Number}, told last: {string.Join(", ", Session.Reports.Where(r => r.Id == misfit.Report.Id).TakeLast(12).Select(Describe))}";

    private string Describe(OrderReport report) => $"{Seconds(_machine.WorldNs(report.LocalNs))} {report.Kind} {report.Price} × {report.Quantity} of {Seconds(report.ExchangeNs)}";

    private string Seconds(long worldNs) => string.Create(CultureInfo.InvariantCulture, $"{(worldNs - Clock.StartNs) / 1e9:0.000}");
}
