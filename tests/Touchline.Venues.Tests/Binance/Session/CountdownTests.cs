using System.Globalization;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>The countdowns of many symbols, against a plain model of the venue: for each symbol when its time is up.</summary>
public sealed class CountdownTests
{
    private const long Second = Scene.Second;
    private const int Weight = 10, WeightInMinute = 2400;

    private readonly ScriptedWire _wire = new();
    private readonly BinanceSession _session;
    private readonly BinanceCountdown _countdown;
    private readonly BinanceOrders _orders = new("eng-1");
    private readonly Scene _listener = new(trades: false);
    private readonly Dictionary<string, long> _cancelsAtNs = [];
    private readonly Dictionary<string, long> _coveredNs = [];
    private readonly List<(long AtNs, string Symbol, long Ms)> _told = [];
    private readonly List<BinanceOrder> _live = [];
    private readonly Dictionary<string, long> _beganNs = [];
    private long _now = Scene.StartMs * Scene.Ms;
    private int _number, _failures;

    public CountdownTests()
    {
        var options = new BinanceVenueOptions { Credentials = new BinanceCredentials("k", "hmac", "s"), CountdownMs = 60_000 };
        _session = new BinanceSession(options, _wire, _listener);
        _countdown = new BinanceCountdown(_session);
        _session.Clock.Add(_now, _now, _now / Scene.Ms);
    }

    [Theory]
    [InlineData(1, 20, 60)]
    [InlineData(16, 20, 60)]
    [InlineData(48, 60, 180)]
    [InlineData(96, 120, 360)]
    public void The_interval_and_the_time_grow_with_the_symbols_and_the_share_of_the_weight_does_not(int symbols, long everySeconds, long seconds)
    {
        Begin(symbols);
        Run(1);
        Assert.Equal(symbols, _cancelsAtNs.Count); // all at once
        Run(10 * 60);
        Assert.Equal(seconds * 1000, _told[^1].Ms);
        long[] ofOne = [.. _told.Where(t => t.Symbol == "S0").Select(t => t.AtNs)];
        Assert.All(ofOne.Zip(ofOne.Skip(1)).Skip(1), pair => Assert.InRange(pair.Second - pair.First, everySeconds * Second, everySeconds * Second + Second / 10));
        Assert.InRange(MostInMinute(fromNs: _told[0].AtNs + 60 * Second), 1, (int)(0.2 * WeightInMinute / Weight) + 1);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(150)]
    [InlineData(512)]
    public void However_many_symbols_none_runs_out_and_the_last_begins_within_minutes(int symbols)
    {
        Begin(1);
        Run(25);
        Begin(symbols - 1);
        Run(30 * 60); // the model asserts that none that was told runs out
        Assert.Equal(symbols, _coveredNs.Count);
        long longest = (symbols - 1) / (int)(0.4 * WeightInMinute / Weight) * 60 * Second;
        Assert.InRange(_coveredNs.Values.Max(), 0, longest + 5 * Second);
        Assert.InRange(MostInMinute(0), 1, (int)(0.6 * WeightInMinute / Weight) + 1);
        Assert.Equal(symbols > 97, _listener.Notes.Exists(n => n.Contains("starts a minute later", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_lost_request_in_three_lets_none_run_out()
    {
        Begin(30);
        Run(1);
        _failures = 3; // every third
        Run(20 * 60);
    }

    [Fact]
    public void What_works_no_more_is_switched_off_once_and_what_works_again_is_switched_on()
    {
        Begin(3);
        Run(1);
        End(1);
        Run(60);
        Assert.Equal(0, Assert.Single(_told, t => t.Ms == 0).Ms);
        Assert.Equal(2, _cancelsAtNs.Count);
        BinanceInstrument again = _session.Instruments[2];
        Work(again);
        Run(1);
        Assert.Equal(3, _cancelsAtNs.Count);
    }

    [Fact]
    public void While_one_is_being_told_nothing_else_is_said_of_its_symbol()
    {
        Begin(1);
        Step();
        HttpCall off = _wire.Unanswered.Single(); // begins, and isn't answered
        End(1);
        Advance(70);
        Assert.Single(_wire.Calls);
        Answer(off);
        Run(1);
        Assert.Equal([60_000, 0], _told.Select(t => t.Ms));
    }

    [Fact]
    public void At_the_end_it_is_switched_off_at_once_and_only_where_nothing_works()
    {
        Begin(3);
        Run(1);
        End(2);
        Assert.True(_countdown.IsArmed);
        _countdown.Disarm(_now, keepsOrders: false);
        Run(1);
        Assert.False(_countdown.IsArmed);
        Assert.Equal(["S1", "S2"], _told.Where(t => t.Ms == 0).Select(t => t.Symbol).Order());
        Run(60);
        Assert.Equal(2, _told.Count(t => t.Ms == 0));
    }

    [Fact]
    public void Where_orders_are_to_be_kept_it_is_switched_off_everywhere_once_and_for_all()
    {
        Begin(3);
        Run(1);
        End(1);
        _countdown.Disarm(_now, keepsOrders: true);
        Assert.True(_countdown.IsArmed);
        Run(1);
        Assert.False(_countdown.IsArmed);
        Assert.Equal(["S0", "S1", "S2"], _told.Where(t => t.Ms == 0).Select(t => t.Symbol).Order());
        int told = _told.Count;
        Run(120);
        Assert.Equal(told, _told.Count);
    }

    [Fact]
    public void One_that_is_just_being_told_when_orders_are_to_be_kept_is_switched_off_behind_it()
    {
        Begin(1);
        Step();
        HttpCall on = _wire.Unanswered.Single();
        _countdown.Disarm(_now, keepsOrders: true);
        Advance(1);
        Assert.True(_countdown.IsArmed);
        Answer(on);
        Run(1);
        Assert.Equal([60_000, 0], _told.Select(t => t.Ms));
        Assert.False(_countdown.IsArmed);
    }

    [Fact]
    public void What_works_again_while_its_switching_off_waits_for_weight_goes_on_being_told()
    {
        Begin(1);
        Run(1);
        End(1);
        _session.Budget.OnWeight(WeightInMinute * 9 / 10, _now, _now);
        Run(25);
        Assert.Equal([60_000], _told.Select(t => t.Ms)); // the "off" waits
        Work(_session.Instruments[0]);
        Run(1);
        Assert.Equal([60_000, 60_000], _told.Select(t => t.Ms));
        Run(120); // the model asserts that it doesn't run out
        Assert.DoesNotContain(_told, t => t.Ms == 0);
    }

    [Fact]
    public void What_runs_may_use_the_reserve_and_what_begins_may_not()
    {
        Begin(1);
        Run(1);
        Advance(19);
        _session.Budget.OnWeight(WeightInMinute * 9 / 10, _now, _now);
        Begin(1);
        Advance(1);
        Assert.Equal("S0", Symbol(_wire.Unanswered.Single()));
    }

    private void Begin(int symbols)
    {
        for (; symbols > 0; symbols--)
        {
            var instrument = new BinanceInstrument(_session, _session.Instruments.Count, $"S{_session.Instruments.Count}");
            _session.Instruments.Add(instrument);
            Work(instrument);
        }
    }

    private void Work(BinanceInstrument instrument)
    {
        _live.Add(_orders.Add(new OrderId(++_number), instrument, NewOrder.Limit(instrument.Index, Side.Buy, new Price(1), new Quantity(1)), _now));
        _beganNs.TryAdd(instrument.Symbol, _now);
        _countdown.OnOrder(instrument, _now);
    }

    private void End(int orders)
    {
        for (; orders > 0; orders--)
        {
            _orders.End(_live[^1], _now);
            _live.RemoveAt(_live.Count - 1);
        }
    }

    // Answers take 50 ms.
    private void Run(long seconds)
    {
        for (long end = _now + seconds * Second; _now < end; _now += Second / 20)
        {
            foreach (HttpCall call in _wire.Unanswered.ToArray())
                Answer(call);
            Step();
            foreach ((string symbol, long ns) in _cancelsAtNs)
                Assert.True(_now < ns, $"{symbol} ran out at {(_now / Scene.Ms) - Scene.StartMs} ms");
        }
    }

    // Nobody answers.
    private void Advance(long seconds)
    {
        for (long end = _now + seconds * Second; _now < end; _now += Second / 20)
            Step();
    }

    private void Step()
    {
        _countdown.Advance(_now);
        _session.Rest.Advance(_now);
        Assert.True(_countdown.NextNs > _now);
    }

    private void Answer(HttpCall call)
    {
        _wire.Unanswered.Remove(call);
        bool isLost = _failures > 0 && _told.Count % _failures == 0;
        string symbol = Symbol(call);
        long ms = long.Parse(Scene.Parameter(call, "countdownTime")!, CultureInfo.InvariantCulture);
        _told.Add((_now, symbol, ms));
        if (!isLost && ms == 0)
            _cancelsAtNs.Remove(symbol);
        else if (!isLost)
            _cancelsAtNs[symbol] = _now + ms * Scene.Ms;
        if (!isLost && ms > 0)
            _coveredNs.TryAdd(symbol, _now - _beganNs[symbol]);
        _session.Rest.OnReply(new HttpReply(call.Number, isLost ? 0 : 200, [], Encoding.UTF8.GetBytes("{}"), isLost ? "reset" : null, true, _now), _now);
    }

    private int MostInMinute(long fromNs)
    {
        long[] times = [.. _told.Where(t => t.AtNs >= fromNs).Select(t => t.AtNs)];
        return times.Max(end => times.Count(t => t > end - 60 * Second && t <= end));
    }

    private static string Symbol(HttpCall call) => Scene.Parameter(call, "symbol")!;
}
