using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Tests.Commands;

/// <summary>Paper sessions on a venue's live market, without the network.</summary>
public sealed class LiveMarketTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_700_000_000 * Second;

    private static readonly Instrument Bitcoin = InstrumentOf("BTC"), Ether = InstrumentOf("ETH");

    private readonly Workplace _place = new();
    private readonly List<string> _notes = [];
    private ScriptedLine? _line;

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_backtest_of_its_recordings_gives_the_sessions_fills_and_its_journal_its_orders()
    {
        using LiveMarket market = Open("BTC", "ETH");
        Tell(0, 5, 20 * Second);
        Tell(1, 6, 20 * Second);
        string[] paths = [_place["btc.tlr"], _place["eth.tlr"]];
        string[] arguments = [.. Arguments, "--for", "15s", "--record", paths[0], "--record", paths[1], "--journal", _place["J"]];
        using var session = new PaperSession(Settings(arguments), market.Feeds, (_, _) => { }, market);
        int steps = 0;
        session.Play(
            () =>
            {
                if (++steps % 400 == 0)
                    Assert.Null(session.Command(EngineCommand.Set(0, "spread", $"{1 + steps / 400 % 3}")));
            },
            _ => Assert.Fail("a live market isn't waited for"),
            CancellationToken.None);
        Assert.True(session.IsStopped);
        Assert.False(session.IsOver);
        Assert.Equal(0, session.Paper.Engine.LiveOrders);
        Assert.InRange(session.Paper.Commands, 2, 4);
        Assert.True(session.Paper.Figures.Fills > 20, $"{session.Paper.Figures.Fills} fills");
        Assert.InRange(market.NowNs, Start + 15 * Second, Start + 16 * Second);

        using var data = new TradingData(paths, 0);
        TradingSettings again = Settings(Arguments);
        var backtest = new Backtest(data.Recordings, [new StrategySetup(again.Name, again.Strategy)], again.Risk, again.Models);
        Assert.False(backtest.PlayUntil(long.MaxValue));
        Assert.Equal(session.Paper.Stopped, backtest.Stopped);
        Assert.Equal(Texts(session.Paper), Texts(backtest));
        Assert.Equal(session.Paper.LocalRows, backtest.LocalRows);
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Fact]
    public void It_ends_in_bounded_time_when_the_market_goes_silent()
    {
        using LiveMarket market = Open("BTC");
        Tell(0, 5, 5 * Second);
        using var session = new PaperSession(Settings([.. Arguments, "--for", "10s"]), market.Feeds, (_, _) => { }, market);
        session.Play(() => { }, _ => { }, CancellationToken.None);
        Assert.True(session.Paper.Engine.LiveOrders > 0);
        Assert.InRange(market.NowNs, Start + 10 * Second + MarketSimulation.MostSilenceNs, Start + 11 * Second + MarketSimulation.MostSilenceNs);
    }

    [Fact]
    public void Cancelled_it_stops_the_strategies_where_it_stands()
    {
        using LiveMarket market = Open("BTC");
        Tell(0, 5, 60 * Second);
        using var session = new PaperSession(Settings(Arguments), market.Feeds, (_, _) => { }, market);
        using var end = new CancellationTokenSource();
        int steps = 0;
        session.Play(() => { if (++steps == 300) end.Cancel(); }, _ => { }, end.Token);
        Assert.True(session.IsStopped);
        Assert.Equal(0, session.Paper.Engine.LiveOrders);
        Assert.InRange(market.NowNs, Start + 3 * Second, Start + 10 * Second);
    }

    [Fact]
    public void Another_tick_or_a_hopeless_venue_ends_the_session_and_says_why()
    {
        using LiveMarket market = Open("BTC");
        Tell(0, 5, 5 * Second);
        _line!.At(Start + 2 * Second, l => l.OnInstrument(0, Bitcoin with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "tick")) }));
        using var session = new PaperSession(Settings(Arguments), market.Feeds, (_, _) => { }, market);
        session.Play(() => { }, _ => { }, CancellationToken.None);
        Assert.True(session.IsStopped);
        Assert.Contains("another price or quantity step", market.End, StringComparison.Ordinal);

        using LiveMarket second = Open("BTC");
        Tell(0, 5, 5 * Second);
        _line.At(Start + 2 * Second, l => l.OnState(new VenueState(false, false, "the symbol is delisted", true)));
        using var other = new PaperSession(Settings(Arguments), second.Feeds, (_, _) => { }, second);
        other.Play(() => { }, _ => { }, CancellationToken.None);
        Assert.Equal("test: the symbol is delisted", second.End);
        Assert.Equal(0, other.Paper.Engine.LiveOrders);
    }

    [Fact]
    public void It_opens_once_every_symbol_is_known()
    {
        using LiveMarket market = New("BTC", "ETH");
        _line!.At(Start + 3 * Second, l => l.OnInstrument(1, Ether));
        _line.At(Start + 4 * Second, l => l.OnInstrument(0, Bitcoin));
        _line.At(Start + 5 * Second, l => l.OnState(new VenueState(true, false, null, false)));
        market.Open(CancellationToken.None);
        Assert.Equal([Bitcoin, Ether], market.Feeds.Select(f => f.Instrument));
        Assert.Equal(Start + 5 * Second, market.NowNs);
        Assert.Equal(["BTC Usual", "ETH Usual"], _line.Subscribed);
        Assert.InRange(_line.Deadlines, 5, 6);
        market.Dispose();
        Assert.True(_line.IsStopped && _line.IsDisposed);
    }

    [Fact]
    public void Finer_units_that_a_book_needs_are_the_sessions_from_its_start()
    {
        Instrument finer = Bitcoin with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "unit")), TickUnits = 10 };
        using LiveMarket market = New("BTC");
        _line!.At(Start + 1, l => l.OnInstrument(0, Bitcoin));
        _line.At(Start + 2, l => l.OnMarket([Trade(Start + 2)]));
        _line.At(Start + 3, l => l.OnInstrument(0, finer));
        _line.At(Start + 4, l => l.OnMarket([Trade(Start + 4)]));
        _line.At(Start + 5, l => l.OnState(new VenueState(true, false, null, false)));
        market.Open(CancellationToken.None);
        Assert.Equal((finer, 1, null), (market.Feeds[0].Instrument, market.Feeds[0].Events, market.End));
    }

    [Fact]
    public void It_opens_without_its_books_when_they_take_long_or_when_too_much_waits()
    {
        using LiveMarket slow = New("BTC");
        _line!.At(Start + 1, l => l.OnInstrument(0, Bitcoin));
        slow.Open(CancellationToken.None);
        Assert.Equal(Start + 1 + LiveMarket.MostBooksNs, slow.NowNs);
        using LiveMarket busy = New("BTC");
        _line.At(Start + 1, l => l.OnInstrument(0, Bitcoin));
        MarketEvent[] many = [.. Enumerable.Repeat(Trade(Start + 2), 1_000)];
        for (int i = 0; i < 200; i++)
            _line.At(Start + 2 + i, l => l.OnMarket(many));
        busy.Open(CancellationToken.None);
        Assert.Equal(Start + 2 + RowLog.KeptRows / 2_000, busy.NowNs);
    }

    [Fact]
    public void What_keeps_it_from_opening_is_told()
    {
        using LiveMarket late = New("BTC", "ETH");
        _line!.At(Start + 1, l => l.OnInstrument(0, Bitcoin));
        _line.At(Start + 2, l => l.OnState(new VenueState(false, false, "api.test can't be reached", false)));
        Assert.Equal("test didn't say within 30s what ETH is: api.test can't be reached; 'touchline doctor' looks closer", Assert.Throws<IOException>(() => late.Open(CancellationToken.None)).Message);
        using LiveMarket never = New("BTX");
        _line.At(Start + 2, l => l.OnState(new VenueState(false, false, "there is no BTX", true)));
        Assert.Equal("test: there is no BTX", Assert.Throws<BadInputException>(() => never.Open(CancellationToken.None)).Message);
        using LiveMarket unheard = New("BTC");
        _line.HasHeard = false;
        _line.At(Start + 2, l => l.OnState(new VenueState(false, false, "nothing listens there", true)));
        Assert.Equal("test: nothing listens there", Assert.Throws<IOException>(() => unheard.Open(CancellationToken.None)).Message);
        using LiveMarket given = New("BTC");
        Assert.Throws<OperationCanceledException>(() => given.Open(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Trouble_is_told_once_and_so_is_its_end()
    {
        using LiveMarket market = Open("BTC");
        foreach ((int at, string? trouble) in (ReadOnlySpan<(int, string?)>)[(1, null), (2, "slow"), (3, "slow"), (4, null), (5, null)])
            _line!.At(Start + at, l => l.OnState(new VenueState(trouble is null, false, trouble, false)));
        _line!.At(Start + 6, l => l.OnNote("reconnected"));
        for (int i = 0; i < 6; i++)
            market.Poll(Start + Second);
        Assert.Equal(["test: slow", "test: all is well again", "test: reconnected"], _notes);
        Assert.Null(market.End);
    }

    private static string[] Arguments => ["--venue", "binance", "--symbols", "BTC,ETH", "--param", "refresh=50ms", "--param", "size=0.01", "--latency", "constant:3ms,2ms"];

    private static Instrument InstrumentOf(string symbol) => Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    private TradingSettings Settings(string[] arguments) => TradingSettings.OfSession(_place.Read(arguments));

    private LiveMarket New(params string[] symbols) => new("test", symbols, listener => _line = new ScriptedLine(listener, Start), _notes.Add);

    private LiveMarket Open(params string[] symbols)
    {
        LiveMarket market = New(symbols);
        for (int i = 0; i < symbols.Length; i++)
        {
            int index = i;
            _line!.At(Start, l => l.OnInstrument(index, InstrumentOf(symbols[index])));
        }

        _line!.At(Start, l => l.OnState(new VenueState(true, false, null, false)));
        market.Open(CancellationToken.None);
        return market;
    }

    private static MarketEvent Trade(long localNs) => new()
    {
        LocalNs = localNs,
        ExchangeNs = localNs,
        Kind = EventKind.Trade,
        Side = Side.Buy,
        Price = new Price(100),
        Quantity = new Quantity(1),
        Flags = EventFlags.EndOfBatch,
    };

    // The synthetic market's messages, the trades of it a while late.
    private void Tell(int index, ulong seed, long lengthNs)
    {
        var message = new List<MarketEvent>();
        for (var rows = new LocalTimeline(new SyntheticStream(new SyntheticStreamOptions(), seed, Start)); rows.NextNs < Start + lengthNs; rows.Advance())
        {
            if (rows.Row.Kind == EventKind.Definition)
                continue;
            long lateNs = rows.Row.Kind == EventKind.Trade ? 20_000_000 : 0;
            message.Add(rows.Row with { Instrument = (ushort)index, LocalNs = rows.NextNs + lateNs });
            if (!rows.Row.EndsBatch)
                continue;
            MarketEvent[] whole = [.. message];
            message.Clear();
            _line!.At(whole[0].LocalNs, l => l.OnMarket(whole));
        }
    }

    private static string[] Texts(Backtest session) =>
    [
        .. session.Instruments.Select((_, i) => session.FiguresOf(i)).Append(session.Figures).Select(f => $"{f.Fills} fills, {f.Orders}, {f.Position} at {f.Equity}, fees {f.Fees}, {f.Turnover}, drawdown {f.MaxDrawdown}, span {f.SpanNs}"),
    ];
}
