using System.Reflection;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>What docs/strategies.md says is so.</summary>
public sealed class StrategyPageTests
{
    private const int SmallestLines = 20;

    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "strategies.md")).ReplaceLineEndings("\n");

    // The source files on the page, in its order.
    private static string[] Sources => [.. Page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("\n```", StringComparison.Ordinal)])];

    [Fact]
    public void Every_strategy_on_the_page_compiles()
    {
        Assert.Equal(7, Sources.Length);
        foreach (string source in Sources)
        {
            using CompiledStrategy compiled = Tests.Sources.Compile(source);
            Assert.NotEmpty(compiled.Create().Parameters);
        }
    }

    [Fact]
    public void The_smallest_one_is_small_and_quotes()
    {
        Assert.InRange(Sources[0].Split('\n').Length, 1, SmallestLines - 1);
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[0]);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnBook(0);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnBook(0);
        desk.Held = new Quantity(1);
        strategy.OnBook(0);
        Assert.Equal(["quotes [] []", "quotes [1 at 1000] [1 at 1002]", "quotes [] [1 at 1002]"], desk.Asked);
    }

    [Fact]
    public void The_one_with_plain_orders_takes_and_leaves()
    {
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[1]);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnStart();
        strategy.OnTimer(1);
        desk.Held = new Quantity(1);
        strategy.OnTimer(1);
        const string Timer = "timer 1 at 10000000000";
        Assert.Equal([Timer, Timer, "Buy 1 at 1002 ImmediateOrCancel", Timer, "Sell 1 at 1000 ImmediateOrCancel"], desk.Asked);
    }

    [Fact]
    public void The_maker_places_amends_and_cancels()
    {
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[3]);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnBook(0);
        OrderUpdate bid = Order(1, Side.Buy, 998), ask = Order(2, Side.Sell, 1004);
        (desk.Live[bid.Id], desk.Live[ask.Id]) = (bid, ask);
        strategy.OnBook(0); // as wanted
        desk.SetTouch(1001, 5, 1003, 5);
        desk.Live[ask.Id] = ask with { InFlight = OrderInFlight.Amend };
        strategy.OnBook(0); // the ask is being amended already
        desk.Live[ask.Id] = ask with { Price = new Price(1005) };
        desk.Live[bid.Id] = bid with { Price = new Price(999) };
        desk.Held = new Quantity(5);
        strategy.OnFill(new Fill(bid.Id, 0, Side.Buy, bid.Price, new Quantity(1), true, 0));
        strategy.OnBook(0); // full
        desk.Live.Clear();
        strategy.OnOrder(ask with { State = OrderState.Rejected });
        strategy.OnBook(0);
        Assert.Equal(
            [
                "Buy 1 at 998 PostOnly",
                "Sell 1 at 1004 PostOnly",
                "amend 1 to 1 at 999",
                "turnover=0.001",
                "cancel 1",
                "the venue rejected Sell 1 at 1004",
                "Sell 1 at 1005 PostOnly",
            ],
            desk.Asked);
    }

    [Fact]
    public void The_breakout_buys_above_the_candles_before_and_leaves_in_time()
    {
        const long Second = 1_000_000_000;
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[4]);
        Strategy strategy = compiled.Create();
        Parameter.SetAll(strategy.Parameters, ["look=2"]);
        var desk = new Desk(strategy);
        strategy.OnStart();
        CandleSeries series = desk.Series(Second);
        foreach ((int second, long price) in new[] { (0, 1000L), (1, 1005), (2, 1004), (3, 1006), (4, 1001) })
        {
            series.OnTrade(second * Second, new Price(price), new Quantity(1));
            series.OnClock((second + 1) * Second);
            strategy.OnCandle(0, series[0]);
        }

        desk.Held = new Quantity(1);
        strategy.OnTimer(1);
        Assert.Equal(
            [
                "high=0",
                "high=100",
                "high=100.5",
                "high=100.5",
                "Buy 1 at any price ImmediateOrCancel",
                "timer 1 at 30000000000",
                "bought above 100.6",
                "high=100.6",
                "Sell 1 at any price ImmediateOrCancel",
            ],
            desk.Asked);
    }

    [Theory]
    [InlineData(OrderState.Pending, false)]
    [InlineData(OrderState.Placed, false)]
    [InlineData(OrderState.PartiallyFilled, false)]
    [InlineData(OrderState.Filled, true)]
    [InlineData(OrderState.Cancelled, true)]
    [InlineData(OrderState.Rejected, true)]
    [InlineData(OrderState.Expired, true)]
    public void An_order_s_end_is_told_by_its_state(OrderState state, bool hasEnded) =>
        Assert.Equal(hasEnded, (Order(1, Side.Buy, 1) with { State = state }).IsTerminal);

    private static readonly Type[] Explained =
    [
        typeof(Price), typeof(Quantity), typeof(Side), typeof(Sides), typeof(Instrument), typeof(PriceUnit), typeof(BookView), typeof(BookLevel),
        typeof(Touch), typeof(MarketEvent), typeof(Candle), typeof(CandleView), typeof(NewOrder), typeof(OrderType), typeof(OrderTypes), typeof(TriggerSource), typeof(TimeInForce),
        typeof(Placement), typeof(OrderId), typeof(RiskRefusal), typeof(OrderUpdate), typeof(OrderState), typeof(OrderStates), typeof(OrderInFlight),
        typeof(Fill), typeof(Quote), typeof(ProfitAndLoss), typeof(FundingPayment), typeof(Mark), typeof(Funding), typeof(Signal), typeof(SeededRandom),
        typeof(OrderReason), typeof(PostOnlyPolicy), typeof(PostOnlyEnd), typeof(Bracket), typeof(BracketPart), typeof(BracketTrigger), typeof(BracketState),
        typeof(BracketUpdate), typeof(LegTerms), typeof(LateHedge), typeof(LegsState), typeof(LegsUpdate),
    ];

    public static TheoryData<string> ExplainedNames => [.. Explained.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(ExplainedNames))]
    public void Every_public_member_stands_in_its_type_s_table(string name)
    {
        string[] members = MembersOf(Explained.Single(t => t.Name == name));
        int start = Page.IndexOf($"\n\n| `{name}` |", StringComparison.Ordinal) + 1;
        Assert.True(start > 0, $"no table of {name}");
        string table = Page[start..Page.IndexOf("\n\n", start, StringComparison.Ordinal)];
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Matches($@"`([^`]*\.)?{member}[`(,]", table));
    }

    [Fact]
    public void Every_member_of_a_parameter_stands_on_the_page() =>
        Assert.All(typeof(Parameter).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(Parameter))).SelectMany(MembersOf), member => Assert.Matches($"[` ]{member}[`(]", Page));

    // What the author of a type wrote, without operators and what the compiler adds to a record.
    private static string[] MembersOf(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string[] ordinary = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "value__", "Item"];
        return [.. type.GetMembers(Public)
            .Where(m => m is PropertyInfo or FieldInfo or MethodInfo { IsSpecialName: false })
            .Select(m => m.Name)
            .Except(ordinary)];
    }

    private static OrderUpdate Order(long id, Side side, long price) =>
        new(new OrderId(id), 0, side, new Price(price), new Quantity(1), OrderState.Placed) { Quantity = new Quantity(1) };

    [Fact]
    public void Every_callback_and_every_member_of_the_context_stands_on_the_page()
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        string[] callbacks = [.. typeof(Strategy).GetMethods(Declared).Where(m => m is { IsVirtual: true, IsSpecialName: false }).Select(m => $"| `{m.Name}(")];
        string[] members = [.. typeof(IStrategyContext).GetMembers(Declared).Where(m => m is not MethodInfo { IsSpecialName: true }).Select(m => $"`{m.Name}")];
        string[] parameters = [.. typeof(Parameter).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Parameter))).Select(t => $"| `{t.Name}`")];
        Assert.True(callbacks.Length >= 12 && members.Length >= 16 && parameters.Length >= 5);
        Assert.All([.. callbacks, .. members, .. parameters], name => Assert.Contains(name, Page));
    }
}
