using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What commands do to strategies, their orders and their parameters.</summary>
public sealed class CommandTests
{
    private readonly Tuned _first = new();
    private readonly Tuned _second = new();
    private readonly Engine _engine;
    private long _now;

    public CommandTests()
    {
        _engine = new Engine([Desk.Plain], [new StrategySetup("first", _first), new StrategySetup("second", _second)], new RiskLimits());
        _engine.Start(0);
        Book(Side.Buy, 100);
        Book(Side.Sell, 110);
        Settle();
    }

    [Fact]
    public void Another_value_moves_the_quotes_and_only_those_of_its_strategy()
    {
        Assert.Equal(["first 3 at 99", "second 3 at 99"], Standing());
        Assert.Null(Command(EngineCommand.Set(0, "size", "5")));
        Settle();
        Assert.Equal(["first 5 at 99", "second 3 at 99"], Standing());
    }

    [Theory]
    [InlineData("size", "0", "parameter size is '0'; right is a whole number from 1 to 9")]
    [InlineData("size", "7", "seven is unlucky")]
    [InlineData("length", "1", "parameter 'length' is unknown; known are size")]
    public void A_wrong_value_is_refused_with_its_reason_and_changes_nothing(string name, string value, string reason)
    {
        Assert.Equal(reason, Command(EngineCommand.Set(0, name, value)));
        Settle();
        Assert.Equal("3", _first.Parameters[0].ValueText);
        Assert.Equal(["first 3 at 99", "second 3 at 99"], Standing());
    }

    [Fact]
    public void A_strategy_that_does_not_say_so_takes_no_changes()
    {
        var fixedOne = new Fixed();
        var engine = new Engine([Desk.Plain], [new StrategySetup("fixed", fixedOne)], new RiskLimits());
        engine.Start(0);
        Assert.Contains("takes its parameters at its start only", engine.OnCommand(EngineCommand.Set(0, "size", "4"), 1));
        Assert.Equal("3", fixedOne.Parameters[0].ValueText);
        Assert.True(engine.Strategies[0].IsRunning);
    }

    [Fact]
    public void A_change_that_a_strategy_fails_at_stops_it_alone()
    {
        Assert.Equal("strategy first has stopped", Command(EngineCommand.Set(0, "size", "8")));
        Settle();
        Assert.Equal(nameof(Strategy.OnParametersChanged), _engine.Strategies[0].Failure!.Callback);
        Assert.Equal(["second 3 at 99"], Standing());
        Assert.Null(Command(EngineCommand.Pause(0))); // whoever begins there next is paused
    }

    [Fact]
    public void A_paused_strategy_has_no_orders_and_still_sees_the_market_until_it_goes_on()
    {
        Placement plain = _first.Place(90);
        Settle();
        Assert.True(plain.IsPlaced);
        Assert.Null(Command(EngineCommand.Pause(0)));
        Settle();
        Assert.Equal(["second 3 at 99"], Standing());
        int books = _first.Books;
        Book(Side.Buy, 101);
        Settle();
        Assert.Equal(books + 1, _first.Books);
        Assert.Equal(["second 3 at 100"], Standing());
        Assert.Equal(RiskRefusal.NotTrading, _first.Place(90).Refusal);
        Assert.Null(Command(EngineCommand.Resume(0)));
        Book(Side.Buy, 102);
        Settle();
        Assert.Equal(["first 3 at 101", "second 3 at 101"], Standing());
    }

    [Fact]
    public void A_kill_cancels_everything_and_nothing_passes_until_it_is_armed()
    {
        Assert.Null(Command(EngineCommand.Kill));
        Assert.Equal(2, _engine.Intents.ToArray().Count(i => i.Kind == IntentKind.Cancel));
        Settle();
        Assert.True(_engine.IsKilled);
        Assert.Equal(0, _engine.LiveOrders);
        Assert.Null(Command(EngineCommand.Resume(0)));
        Book(Side.Buy, 101);
        Assert.Equal(RiskRefusal.NotTrading, _second.Place(90).Refusal);
        Assert.Equal(0, _engine.Intents.Length);
        Assert.Null(Command(EngineCommand.Pause(1)));
        Assert.Null(Command(EngineCommand.Arm));
        Book(Side.Buy, 102);
        Settle();
        Assert.Equal(["first 3 at 101"], Standing());
    }

    [Fact]
    public void Orders_on_their_way_and_amends_on_their_way_are_cancelled_too()
    {
        Book(Side.Buy, 101); // amends that nobody has answered yet
        _first.Place(90); // and an order
        Assert.Equal([IntentKind.Amend, IntentKind.Amend, IntentKind.Place], _engine.Intents.ToArray().Select(i => i.Kind));
        Assert.Null(Command(EngineCommand.Kill));
        Assert.Equal(3, _engine.Intents.ToArray().Count(i => i.Kind == IntentKind.Cancel));
        Settle();
        Assert.Equal(0, _engine.LiveOrders);
        Assert.Equal(default, _engine.Anomalies);
    }

    [Fact]
    public void Commands_for_nobody_and_after_the_end_are_refused()
    {
        Assert.Contains("there is no strategy 2", Command(EngineCommand.Pause(2)));
        _engine.Stop(++_now);
        Assert.Equal("the session has ended", Command(EngineCommand.Arm));
    }

    [Theory]
    [InlineData("set 0 size=5")]
    [InlineData("set 12 label=a = b, or  c")]
    [InlineData("set 0 label=")]
    [InlineData("pause 3")]
    [InlineData("resume 0")]
    [InlineData("kill")]
    [InlineData("arm")]
    [InlineData("place 0 buy 0.01@50000")]
    [InlineData("place 3 sell 1@0.00000012")]
    [InlineData("order 12 cancel")]
    [InlineData("order 9223372036854775807 close")]
    public void A_command_is_its_text(string text) => Assert.Equal(text, EngineCommand.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("kill 0")]
    [InlineData("pause")]
    [InlineData("pause -1")]
    [InlineData("set 0 size")]
    [InlineData("set 0 =5")]
    [InlineData("buy 0")]
    [InlineData("place 0 buy")]
    [InlineData("place 0 hold 1@2")]
    [InlineData("place 0 buy 1")]
    [InlineData("place 0 buy 1@")]
    [InlineData("place 0 buy 1@x")]
    [InlineData("place 0 buy 1@2 3")]
    [InlineData("order 0 cancel")]
    [InlineData("order -1 cancel")]
    [InlineData("order 1")]
    [InlineData("order 1 hold")]
    [InlineData("order 9223372036854775808 cancel")]
    public void Other_texts_are_no_commands(string text) => Assert.Null(EngineCommand.Parse(text));

    [Fact]
    public void A_value_that_no_journal_could_hold_is_refused_before_it_is_given()
    {
        Assert.Throws<BadInputException>(() => EngineCommand.Set(0, "label", new string('é', 600)));
        Assert.Throws<BadInputException>(() => EngineCommand.Set(0, "label", "two\nlines"));
        Assert.Throws<BadInputException>(() => EngineCommand.Set(0, "a b", "1"));
    }

    private string? Command(EngineCommand command) => _engine.OnCommand(command, ++_now);

    private void Book(Side side, long price) => _engine.OnMarket(
        new MarketEvent { Kind = EventKind.Depth, Side = side, Price = new Price(price), Quantity = new Quantity(5), Flags = EventFlags.EndOfBatch }, ++_now);

    // The venue does everything that it is asked for.
    private void Settle()
    {
        while (_engine.Intents.Length > 0)
        {
            Intent[] intents = _engine.Intents.ToArray();
            _engine.ClearIntents();
            foreach (Intent intent in intents)
            {
                _engine.OnReport(new OrderReport
                {
                    Kind = intent.Kind switch
                    {
                        IntentKind.Place => ReportKind.Acknowledged,
                        IntentKind.Amend => ReportKind.Amended,
                        _ => ReportKind.Cancelled,
                    },
                    Id = intent.Id,
                    LocalNs = ++_now,
                    ExchangeNs = _now,
                    Price = intent.Terms.Price,
                    Quantity = intent.Terms.Quantity,
                });
            }
        }
    }

    private string[] Standing()
    {
        var standing = new List<string>();
        foreach ((Tuned strategy, string name) in ((Tuned, string)[])[(_first, "first"), (_second, "second")])
        {
            var orders = new OrderUpdate[8];
            var prices = orders.Take(strategy.Copy(orders)).GroupBy(o => o.Price);
            standing.AddRange(prices.Select(p => $"{name} {p.Sum(o => o.Remaining.Units)} at {p.Key}"));
        }

        return [.. standing];
    }

    // One bid a tick below the best, of the size that is set.
    private sealed class Tuned : Strategy
    {
        private readonly WholeParameter _size = new("size", 3, 1, 9, "lots", "quantity of its bid");

        public int Books { get; private set; }

        public Placement Place(long price) => Context.Place(NewOrder.Limit(0, Side.Buy, new Price(price), new Quantity(1)));

        public int Copy(OrderUpdate[] orders) => Context.CopyOrders(orders);

        public override void OnParametersChanged()
        {
            if (_size.Value == 7)
                throw new BadInputException("seven is unlucky");
            if (_size.Value == 8)
                throw new InvalidOperationException("eight is worse");
            Quote();
        }

        public override void OnBook(int instrument)
        {
            Books++;
            Quote();
        }

        private void Quote()
        {
            BookView book = Context.Book(0);
            if (book.IsTwoSided)
                Context.Quote(0, [new Quote(book.BestBid - 1, new Quantity(_size.Value))], []);
        }
    }

    private sealed class Fixed : Strategy
    {
        private readonly WholeParameter _size = new("size", 3, 1, 9, "lots", "quantity");

        public override void OnBook(int instrument) => Context.Metric("size", _size.Value);
    }
}
