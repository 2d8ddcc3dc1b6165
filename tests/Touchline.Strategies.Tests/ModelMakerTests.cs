using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies.Tests;

/// <summary>What the market makers with a model want, in markets small enough to compute by hand. Tick 0.1 and lot 0.01, so prices and quantities are in those.</summary>
public sealed class ModelMakerTests
{
    private const long Second = 1_000_000_000;

    private readonly HandContext _context = new(TenthAndHundredth("X"));

    [Theory]
    [InlineData(0, "1 at 991 | 1 at 1009")] // mid 100, 0.845 on either side: 99.155 and 100.845, outwards
    [InlineData(1, "1 at 987 | 1 at 1005")] // 0.4 lower
    [InlineData(-1, "1 at 995 | 1 at 1013")]
    [InlineData(3, "1 at 979 | 1 at 1000")] // 97.955; 99.645 would trade
    [InlineData(5, " | 1 at 1000")] // full
    public void Avellaneda_and_Stoikov_quote_around_the_reservation_price(long position, string quotes)
    {
        Strategy maker = Start(new AvellanedaStoikov(), "gamma=0.1", "k=1.5", "sigma=2", "horizon=1s", "size=0.01", "max_position=0.05");
        _context.SetTouch(999, 1001);
        _context.SetPosition(position);
        Assert.Equal(quotes, Refresh(maker));
    }

    [Fact]
    public void In_repeating_sessions_the_skew_fades_to_the_end_and_starts_again()
    {
        Strategy maker = Start(
            new AvellanedaStoikov(), "gamma=0.1", "k=1.5", "sigma=2", "horizon=1s", "session=repeating", "size=0.01", "max_position=0.05", "refresh=250ms");
        _context.SetTouch(999, 1001);
        _context.SetPosition(2);
        var quotes = new List<string>();
        for (int step = 1; step <= 5; step++)
        {
            _context.PlayUntil(step * Second / 4, maker);
            quotes.Add(Assert.Single(_context.TakeAsked())[3..]);
        }

        // Left: 0.75, 0.5, 0.25, 1 and 0.75 s. With 0.75: 100 - 0.6 ± (0.6454 + 0.15).
        Assert.Equal("1 at 986 | 1 at 1002", quotes[0]);
        Assert.Equal("1 at 988 | 1 at 1004", quotes[1]);
        Assert.Equal("1 at 991 | 1 at 1005", quotes[2]);
        Assert.Equal("1 at 983 | 1 at 1001", quotes[3]);
        Assert.Equal(quotes[0], quotes[4]);
    }

    [Fact]
    public void Glft_quotes_a_grid_and_leans_by_order_sizes_held()
    {
        // In ticks 3.3129 on either side and 0.0679 for each size held; 0.3 a second and a tick are 0.03 and 3 in quote currency.
        string[] parameters = ["gamma=0.1", "A=0.9", "k=3", "sigma=0.03", "size=0.02", "max_position=1", "levels=2"];
        Strategy maker = Start(new Glft(), parameters);
        _context.SetTouch(999, 1001);
        Assert.Equal("2 at 996, 2 at 993 | 2 at 1004, 2 at 1007", Refresh(maker));
        // 20 sizes: 1.357 ticks lower.
        _context.SetPosition(40);
        Assert.Equal("2 at 995, 2 at 992 | 2 at 1002, 2 at 1006", Refresh(maker));
        maker = Start(new Glft(), [.. parameters, "adj1=2", "adj2=0", "interval=0.5"]);
        Assert.Equal("2 at 993, 2 at 990 | 2 at 1007, 2 at 1010", Refresh(maker));
    }

    [Theory]
    [InlineData("avellaneda-stoikov")]
    [InlineData("glft")]
    public void Without_a_position_quotes_are_symmetric_and_never_nearer_than_the_least_half_spread(string name)
    {
        Strategy maker = Start(Make(name), "gamma=0.001", "k=1000", "sigma=0.0001", "size=0.01", "max_position=1", "min_half_spread=7", "interval=3", "levels=3");
        _context.SetTouch(998, 1002);
        Assert.Equal("1 at 993, 1 at 972, 1 at 951 | 1 at 1007, 1 at 1028, 1 at 1049", Refresh(maker));
    }

    [Theory]
    [InlineData("avellaneda-stoikov")]
    [InlineData("glft")]
    public void Whatever_the_market_they_want_nothing_that_crosses_or_could_exceed_the_limit(string name)
    {
        var random = new Random(5);
        int wanted = 0;
        for (int i = 0; i < 1_000; i++)
        {
            long size = random.Next(1, 5), most = random.Next((int)size, 30), position = random.Next(-35, 36);
            Strategy maker = Start(
                Make(name), $"gamma={Math.Round(Math.Pow(10, random.Next(-9, 7)), 9)}", $"k={Math.Round(Math.Pow(10, random.Next(-3, 5)), 9)}",
                $"sigma={Math.Round(Math.Pow(10, random.Next(-5, 6)), 9)}", $"size={size * 0.01m}", $"max_position={most * 0.01m}",
                $"levels={random.Next(1, 8)}", $"interval={random.Next(0, 3)}", $"min_half_spread={random.Next(0, 3)}");
            long bid = random.Next(1, 200), ask = bid + random.Next(1, 4);
            _context.SetTouch(bid, ask);
            _context.SetPosition(position);
            string[] sides = Refresh(maker).Split(" | ");
            (long Price, long Units)[] bids = Read(sides[0]), asks = Read(sides[1]);
            wanted += bids.Length + asks.Length;
            Assert.All(bids, q => Assert.InRange(q.Price, 1, ask - 1));
            Assert.All(asks, q => Assert.True(q.Price > bid));
            Assert.True(bids.Length == 0 || position + bids.Sum(q => q.Units) <= most);
            Assert.True(asks.Length == 0 || asks.Sum(q => q.Units) - position <= most);
            Assert.True(bids.Length == 0 || asks.Length == 0 || bids[0].Price < asks[0].Price);
        }

        Assert.True(wanted > 1_000);
    }

    [Theory]
    [InlineData("avellaneda-stoikov")]
    [InlineData("glft")]
    public void They_quote_nothing_on_an_unsound_book_and_withdraw_at_once_from_a_stale_one(string name)
    {
        Strategy maker = Start(Make(name), "k=1", "sigma=1", "size=0.01");
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1002, 1002);
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1000, 1002);
        _context.BookOf(0).Clear(Side.Buy);
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1000, 1002);
        Assert.NotEqual(" | ", Refresh(maker));
        maker.OnBook(0);
        Assert.Empty(_context.TakeAsked());
        _context.BookOf(0).Apply(new MarketEvent { Kind = EventKind.Gap, Flags = EventFlags.EndOfBatch });
        maker.OnBook(0);
        maker.OnBook(0);
        Assert.Equal(["0:  | "], _context.TakeAsked());
    }

    [Theory]
    [InlineData("avellaneda-stoikov")]
    [InlineData("glft")]
    public void Without_given_figures_they_wait_for_a_tenth_of_the_window_and_then_know_the_market(string name)
    {
        Strategy maker = Start(Make(name), "size=0.01", "max_position=0.1", "window=600s", "gamma=0.01");
        var market = new PoissonMarket(seed: 1, a: 2, k: 2, sigma: 0.2);
        _context.SetTouch(market.Bid, market.Ask);
        PlayMarket(market, maker, 59 * Second);
        Assert.All(_context.TakeAsked(), quotes => Assert.Equal("0:  | ", quotes));
        PlayMarket(market, maker, 600 * Second);
        Assert.NotEqual("0:  | ", _context.TakeAsked()[^1]);
        Assert.InRange(_context.Metrics["sigma"], 0.18, 0.22);
        Assert.InRange(_context.Metrics["k"], 1.8, 2.2);
        // What lies behind the window is forgotten.
        var other = new PoissonMarket(seed: 2, a: 4, k: 1, sigma: 0.4);
        PlayMarket(other, maker, 1_300 * Second);
        Assert.InRange(_context.Metrics["sigma"], 0.36, 0.44);
        Assert.InRange(_context.Metrics["k"], 0.9, 1.1);
    }

    [Theory]
    [InlineData("avellaneda-stoikov", "size=0.015", "parameter size is 0.015; right is a multiple of X@test's lot 0.01")]
    [InlineData("avellaneda-stoikov", "max_position=0.005", "parameter max_position is 0.005; right is at least size, which is 0.01")]
    [InlineData("avellaneda-stoikov", "horizon=50ms", "parameter horizon is 50ms; right is at least refresh, which is 100ms")]
    [InlineData("avellaneda-stoikov", "window=5s", "parameter window is 5s; with refresh at 100ms right is a time from 10s to 10000s")]
    [InlineData("glft", "A=1", "parameters A and k are 1 and 0; right are both above 0, or both 0")]
    [InlineData("glft", "k=1", "parameters A and k are 0 and 1; right are both above 0, or both 0")]
    [InlineData("glft", "max_position=0", "parameter max_position is 0; right is at least size")]
    [InlineData("glft", "refresh=30m", "parameter window is 5m; with refresh at 30m right is a time from 5h")]
    public void Parameters_that_contradict_each_other_are_refused_by_name(string name, string parameter, string message)
    {
        string[] size = parameter.StartsWith("size", StringComparison.Ordinal) ? ["max_position=1"] : ["size=0.01"];
        Strategy maker = Make(name);
        Parameter.SetAll(maker.Parameters, [.. size, parameter]);
        maker.Attach(_context);
        BadInputException refused = Assert.Throws<BadInputException>(maker.OnStart);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_instrument_has_its_own_estimates()
    {
        var context = new HandContext(TenthAndHundredth("X"), TenthAndHundredth("Y"));
        Strategy maker = Start(context, new AvellanedaStoikov(), "k=1", "size=0.01", "window=10s");
        for (int step = 1; step <= 200; step++)
        {
            context.SetTouch(999 + step % 2, 1001 + step % 2);
            context.SetTouch(999 + step % 4, 1001 + step % 4, instrument: 1);
            context.PlayUntil(step * Second / 10, maker);
        }

        // Changes over a second: X is where it was ten steps before, Y two ticks away from it.
        Assert.Equal(0, context.Metrics["sigma X@test"], 12);
        Assert.Equal(0.2, context.Metrics["sigma Y@test"], 12);
    }

    private static Instrument TenthAndHundredth(string symbol) =>
        Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private static Strategy Make(string name) => name == "glft" ? new Glft() : new AvellanedaStoikov();

    private Strategy Start(Strategy maker, params string[] parameters) => Start(_context, maker, parameters);

    private static Strategy Start(HandContext context, Strategy maker, params string[] parameters)
    {
        // Given a k the other model needs an A too.
        bool needsA = maker is Glft && parameters.Any(p => p.StartsWith("k=", StringComparison.Ordinal)) && !parameters.Any(p => p.StartsWith("A=", StringComparison.Ordinal));
        Parameter.SetAll(maker.Parameters, needsA ? [.. parameters, "A=1"] : parameters);
        maker.Attach(context);
        maker.OnStart();
        return maker;
    }

    private string Refresh(Strategy maker)
    {
        maker.OnTimer(1);
        return Assert.Single(_context.TakeAsked())[3..];
    }

    private void PlayMarket(PoissonMarket market, Strategy maker, long untilNs)
    {
        while (_context.NowNs < untilNs)
        {
            _context.PlayUntil(_context.NowNs + PoissonMarket.StepNs, maker);
            foreach ((Side side, long price) in market.Step())
                maker.OnTrade(0, new MarketEvent { Kind = EventKind.Trade, Side = side, Price = new Price(price), Quantity = new Quantity(1) });
            _context.SetTouch(market.Bid, market.Ask);
        }
    }

    private static (long Price, long Units)[] Read(string quotes) => [.. quotes
        .Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(q => q.Split(" at "))
        .Select(q => (long.Parse(q[1]), long.Parse(q[0])))];
}
