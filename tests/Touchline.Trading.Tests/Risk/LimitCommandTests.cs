using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Limits that change while the engine runs, and the texts of the commands about risk.</summary>
public sealed class LimitCommandTests
{
    [Fact]
    public void The_accounts_and_a_strategys_limit_hold_from_the_command_on()
    {
        var floor = new RiskFloor(strategies: [RiskLimits.None, RiskLimits.None]);
        Assert.True(floor.Limit(Side.Buy, 100, 6).IsPlaced);
        Assert.Null(floor.Tell("limit max_position=10"));
        Assert.Equal(RiskRefusal.MaxPosition, floor.Limit(Side.Buy, 100, 5, strategy: 1).Refusal);
        Assert.Null(floor.Tell("limit 0 max_position=7.5"));
        Assert.Equal(RiskRefusal.MaxPosition, floor.Limit(Side.Buy, 100, 2, strategy: 0).Refusal);
        Assert.True(floor.Limit(Side.Buy, 100, 2, strategy: 1).IsPlaced);
        Assert.Equal((10m, 7.5m, decimal.MaxValue), (floor.Engine.Limits.MaxPosition, floor.Engine.Strategies[0].Limits.MaxPosition, floor.Engine.Strategies[1].Limits.MaxPosition));
        Assert.Null(floor.Tell("limit max_position=none"));
        Assert.True(floor.Limit(Side.Buy, 100, 500, strategy: 1).IsPlaced);
    }

    [Fact]
    public void Another_rate_remembers_what_was_sent()
    {
        var floor = new RiskFloor(new RiskLimits { OrderRate = new OrderRate(5, 1_000) });
        for (int i = 0; i < 4; i++)
            Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
        floor.Tell("limit order_rate=3/1us");
        Assert.Equal(RiskRefusal.OrderRate, floor.Limit(Side.Buy, 100, 1).Refusal);
        floor.Tell("limit order_rate=9/1us");
        for (int i = 0; i < 6; i++)
            Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced, $"{i}");
        Assert.Equal(RiskRefusal.OrderRate, floor.Limit(Side.Buy, 100, 1).Refusal);
    }

    [Theory]
    [InlineData("limit max_positon=1", "limit 'max_positon' is unknown; known are max_order, max_position,")]
    [InlineData("limit max_position=-1", "limit max_position is '-1'; right is a number above 0, or none for no limit")]
    [InlineData("limit 0 order_rate=5", "limit order_rate is '5'; right is ORDERS/TIME")]
    [InlineData("limit 7 max_order=5", "there is no strategy 7; there are 1, counted from 0")]
    [InlineData("limit 0 self_trade=on", "limit self_trade is the account's alone; right is 'limit self_trade=on'")]
    [InlineData("limit max_live_orders=20000", "limit max_live_orders is '20000'; right is at most 16384, which the session began with")]
    [InlineData("limit max_leverage=3", "max_leverage is given without capital")]
    public void A_wrong_limit_is_refused_with_what_would_be_right_and_changes_nothing(string command, string refusal)
    {
        var floor = new RiskFloor();
        Assert.StartsWith(refusal, floor.Tell(command));
        Assert.Equal(new RiskLimits().ForVenue(), floor.Engine.Limits);
        Assert.Equal(RiskLimits.None, floor.Engine.Strategies[0].Limits);
    }

    [Fact]
    public void Every_limit_has_a_name_that_writes_what_it_reads()
    {
        var changed = new Dictionary<string, string>
        {
            ["max_open_positions"] = "3",
            ["order_rate"] = "5/1s",
            ["max_book_age"] = "5s",
            ["max_live_orders"] = "7",
            ["self_trade"] = "off",
            ["open_positions"] = "off",
            ["breaker_failures"] = "9",
            ["breaker_cool_down"] = "1m",
            ["correlation_window"] = "10m",
            ["price_collar"] = "0.5",
            ["max_correlation"] = "0.5",
        };
        RiskLimits limits = new();
        foreach (RiskLimit limit in RiskLimit.All)
        {
            string text = changed.GetValueOrDefault(limit.Name, "12.5");
            Assert.True(limit.TrySet(limits, text, out RiskLimits? next), limit.Name);
            Assert.NotEqual(limits, next);
            Assert.Equal(text, limit.Get(next));
            Assert.True(limit.TrySet(next, limit.Get(limits), out RiskLimits? back));
            Assert.Equal(limits, back);
            limits = next;
        }

        // No limit is left out: each differs from its default by now.
        RiskLimits none = new();
        foreach (System.Reflection.PropertyInfo property in typeof(RiskLimits).GetProperties().Where(p => p.SetMethod is not null))
            Assert.NotEqual(property.GetValue(none), property.GetValue(limits));
    }

    [Theory]
    [InlineData("kill flatten")]
    [InlineData("limit max_position=0.5")]
    [InlineData("limit 0 max_position=0.5")]
    [InlineData("limit 12 order_rate=300/10s")]
    [InlineData("freeze 0")]
    [InlineData("freeze 3 ledger")]
    [InlineData("freeze 3 unresolved,ledger")]
    [InlineData("thaw 2")]
    [InlineData("thaw 2 ledger")]
    [InlineData("thaw 2 command,ledger")]
    [InlineData("status 0 trading")]
    [InlineData("status 1 halted")]
    [InlineData("status 1 delisting")]
    [InlineData("budget 0 10s=123")]
    [InlineData("breaker reset")]
    [InlineData("breaker 1 reset")]
    [InlineData("budget reset")]
    [InlineData("budget 1 reset")]
    public void A_command_is_its_text(string text) => Assert.Equal(text, EngineCommand.Parse(text)!.ToString());

    [Theory]
    [InlineData("kill everything")]
    [InlineData("kill ")]
    [InlineData("limit")]
    [InlineData("limit max_position")]
    [InlineData("limit 0")]
    [InlineData("limit =5")]
    [InlineData("freeze")]
    [InlineData("freeze 0 fire")]
    [InlineData("freeze 0 ledger,unresolved")]
    [InlineData("thaw")]
    [InlineData("thaw 0 fire")]
    [InlineData("thaw 0 ledger,command")]
    [InlineData("status 0")]
    [InlineData("status 0 closed")]
    [InlineData("budget 0 10=5")]
    [InlineData("budget 0 10s=-5")]
    [InlineData("budget")]
    [InlineData("budget 0")]
    [InlineData("budget 0 empty")]
    [InlineData("breaker")]
    [InlineData("breaker 0")]
    [InlineData("breaker 0 open")]
    public void Other_texts_are_no_commands(string text) => Assert.Null(EngineCommand.Parse(text));
}
