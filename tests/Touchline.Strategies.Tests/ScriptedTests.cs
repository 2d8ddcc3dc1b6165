using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies.Tests;

/// <summary>A script is done line by line at its times, and what is wrong with it is told before the first of them.</summary>
public sealed class ScriptedTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"touchline-script-{Guid.NewGuid():N}.csv");

    private readonly HandContext _context = new(
        Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot")),
        Instrument.Linear("binance-usdm", "ETHUSDT", DecimalUnit.Parse("0.01", "tick"), DecimalUnit.Parse("0.01", "lot")) with { TickUnits = 5, LotUnits = 2 },
        Instrument.Linear("bybit-linear", "ETHUSDT", DecimalUnit.Parse("0.01", "tick"), DecimalUnit.Parse("0.01", "lot")));

    private const string Header = "local_ns,instrument,id,action,side,type,tif,price,quantity";
    private const string LongFields = ",trigger,trigger_by,callback,expires_ns,reduce_only";

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Each_line_is_done_at_its_time_and_lines_of_one_time_in_their_order()
    {
        Scripted scripted = Start(
            "100,BTCUSDT,7,new,buy,limit,gtc,61800.2,0.005",
            "100,BTCUSDT,3,new,sell,limit,post-only,61900,0.001",
            "250,BTCUSDT,7,amend,,,,61800.3,0.004",
            "250,BTCUSDT,3,cancel,,,,,",
            "251,BTCUSDT,8,new,buy,market,,,0.002");
        _context.PlayUntil(99, scripted);
        Assert.Empty(_context.TakeAsked());
        _context.PlayUntil(100, scripted);
        Assert.Equal(["100 place 0 Buy Limit GoodTillCancel 5 at 618002", "100 place 0 Sell Limit PostOnly 1 at 619000"], _context.TakeAsked());
        _context.PlayUntil(250, scripted);
        Assert.Equal(["250 amend 1 to 4 at 618003", "250 cancel 2"], _context.TakeAsked());
        _context.PlayUntil(1_000, scripted);
        Assert.Equal(["251 place 0 Buy Market ImmediateOrCancel 2 at 0"], _context.TakeAsked());
        Assert.Equal(long.MaxValue, _context.NextTimerNs);
        Assert.Empty(_context.Logged);
    }

    [Fact]
    public void The_longer_header_brings_every_term_of_an_order()
    {
        var placed = new List<NewOrder>();
        _context.Gate = order =>
        {
            placed.Add(order);
            return RiskRefusal.None;
        };
        File.WriteAllLines(
            _path,
            [
                Header + LongFields,
                "1,BTCUSDT,1,new,buy,limit,gtd,5,1,,,,77,true",
                "1,BTCUSDT,2,new,sell,stop-market,,,1,4.5,mark,,,1",
                "1,BTCUSDT,3,new,buy,take-profit,gtd,,1,4.5,last,,78,false",
                "1,BTCUSDT,4,new,sell,trailing-stop,gtc,,1,,,0.005,,",
                "1,BTCUSDT,5,new,sell,trailing-stop,gtc,,1,6,,0.000001,,0",
                "1,BTCUSDT,6,new,sell,market,,,1,,,,,true",
                "2,BTCUSDT,1,amend,,,,6,2,,,,,",
            ]);
        var scripted = new Scripted();
        scripted.Attach(_context);
        scripted.Parameters[0].Set(_path);
        scripted.OnStart();
        _context.PlayUntil(1, scripted);
        var one = new Quantity(1000);
        Assert.Equal(
            [
                NewOrder.LimitUntil(0, Side.Buy, new Price(50), one, 77) with { ReduceOnly = true },
                NewOrder.StopMarket(0, Side.Sell, new Price(45), one, TriggerSource.MarkPrice) with { ReduceOnly = true },
                NewOrder.TakeProfit(0, Side.Buy, new Price(45), one) with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 78 },
                NewOrder.TrailingStop(0, Side.Sell, 0.005m, one),
                NewOrder.TrailingStop(0, Side.Sell, 0.000001m, one, new Price(60)),
                NewOrder.Market(0, Side.Sell, one) with { ReduceOnly = true },
            ],
            placed);
    }

    [Theory]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,,,1,,,,,", "trigger '' is not a number")]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,,,1,4.55,,,,", "trigger 4.55 is wrong; right is a multiple of BTCUSDT@binance-usdm's tick 0.1 above 0")]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,ioc,,1,4.5,,,,", "tif 'ioc' is wrong for an order that waits for a price; right is none, gtc or gtd")]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,,,1,4.5,index,,,", "trigger_by 'index' is wrong")]
    [InlineData("1,BTCUSDT,1,new,sell,trailing-stop,,,1,,,1,,", "callback 1 is wrong")]
    [InlineData("1,BTCUSDT,1,new,sell,trailing-stop,,,1,,,0.0000001,,", "callback 0.0000001 is wrong")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtd,5,1,,,,0,", "expires_ns 0 is wrong")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtd,5,1,,,,,", "tif gtd has no expires_ns; right are nanoseconds since the Unix epoch by the venue's clock")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtc,5,1,,,,77,", "expires_ns '77' is wrong for tif 'gtc'; right is nothing: only tif gtd has one")]
    [InlineData("1,BTCUSDT,1,new,sell,market,,,1,,,,77,", "expires_ns '77' is wrong for tif ''; right is nothing: only tif gtd has one")]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,,,1,4,,,77,", "expires_ns '77' is wrong for tif ''; right is nothing: only tif gtd has one")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,fok,5,1,4,,,,", "trigger '4' is wrong for type limit; right is nothing: only stop-market, take-profit and trailing-stop have one")]
    [InlineData("1,BTCUSDT,1,new,sell,market,,,1,4,,,,", "trigger '4' is wrong for type market; right is nothing")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtc,5,1,,mark,,,", "trigger_by 'mark' is wrong for type limit; right is nothing")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtc,5,1,,,0.005,,", "callback '0.005' is wrong for type limit; right is nothing: only a trailing-stop has one")]
    [InlineData("1,BTCUSDT,1,new,sell,take-profit,,,1,4,,0.005,,", "callback '0.005' is wrong for type take-profit; right is nothing: only a trailing-stop has one")]
    [InlineData("1,BTCUSDT,1,new,sell,stop-market,,5,1,4,,,,", "price '5' is wrong for type stop-market; right is nothing: only a limit order has one")]
    [InlineData("1,BTCUSDT,1,new,sell,trailing-stop,,5,1,4,,0.005,,", "price '5' is wrong for type trailing-stop; right is nothing")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtc,5,1,,,,,maybe", "reduce_only 'maybe' is wrong")]
    [InlineData("1,BTCUSDT,1,new,sell,limit,gtc,5,1", "14 fields are right, here are 9")]
    public void What_is_wrong_with_a_term_is_named(string line, string message)
    {
        File.WriteAllLines(_path, [Header + LongFields, line]);
        Assert.Contains($"{_path} line 2: {message}", Refused());
    }

    [Fact]
    public void Lines_before_the_start_are_done_at_the_start()
    {
        _context.NowNs = 500;
        Scripted scripted = Start("100,BTCUSDT,1,new,buy,limit,gtc,1,1", "400,BTCUSDT,1,cancel,,,,,", "500,BTCUSDT,2,new,buy,limit,gtc,1,1", "501,BTCUSDT,2,cancel,,,,,");
        _context.PlayUntil(500, scripted);
        Assert.Equal(
            ["500 place 0 Buy Limit GoodTillCancel 1000 at 10", "500 cancel 1", "500 place 0 Buy Limit GoodTillCancel 1000 at 10"], _context.TakeAsked());
    }

    [Theory]
    [InlineData("buy,limit,ioc,5", "Buy Limit ImmediateOrCancel")]
    [InlineData("1,limit,fok,5", "Buy Limit FillOrKill")]
    [InlineData("-1,limit,gtx,5", "Sell Limit PostOnly")]
    [InlineData("sell,market,gtc,", "Sell Market GoodTillCancel")]
    [InlineData("sell,market,fok,", "Sell Market FillOrKill")]
    public void Sides_types_and_times_in_force_have_these_names(string fields, string order)
    {
        Scripted scripted = Start($"1,BTCUSDT,1,new,{fields},0.001");
        _context.PlayUntil(1, scripted);
        Assert.StartsWith($"1 place 0 {order} 1 at", Assert.Single(_context.TakeAsked()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ambiguous_symbol_takes_its_venue_along()
    {
        Scripted scripted = Start("1,ETHUSDT@bybit-linear,1,new,buy,limit,gtc,5.01,0.03", "2,ETHUSDT@binance-usdm,2,new,buy,limit,gtc,5.05,0.04");
        _context.PlayUntil(2, scripted);
        Assert.Equal(["1 place 2 Buy Limit GoodTillCancel 3 at 501", "2 place 1 Buy Limit GoodTillCancel 4 at 505"], _context.TakeAsked());
    }

    [Fact]
    public void Numbers_are_exact_to_the_last_digit()
    {
        Scripted scripted = Start("1,BTCUSDT,1,new,buy,limit,gtc,99999999999999.9,99999999999.999");
        _context.PlayUntil(1, scripted);
        Assert.Equal(["1 place 0 Buy Limit GoodTillCancel 99999999999999 at 999999999999999"], _context.TakeAsked());
    }

    [Fact]
    public void What_the_engine_refuses_is_logged_with_its_line_and_the_rest_goes_on()
    {
        _context.Gate = order => order.Price.Units == 20 ? RiskRefusal.MaxPosition : RiskRefusal.None;
        Scripted scripted = Start(
            "1,BTCUSDT,5,new,buy,limit,gtc,2,1", "2,BTCUSDT,5,amend,,,,3,1", "3,BTCUSDT,5,cancel,,,,,",
            "4,BTCUSDT,6,new,buy,limit,gtc,1,1", "5,BTCUSDT,6,amend,,,,2,1");
        _context.PlayUntil(9, scripted);
        Assert.Equal(
            [
                $"{_path} line 2: New of order 5 is refused: MaxPosition",
                $"{_path} line 3: Amend of order 5 isn't sent: the order was refused",
                $"{_path} line 4: Cancel of order 5 isn't sent: the order was refused",
                $"{_path} line 6: Amend of order 6 is refused: MaxPosition",
            ],
            _context.Logged);
        Assert.Equal(3, _context.TakeAsked().Length);
    }

    [Fact]
    public void A_cancel_of_an_order_that_has_ended_is_logged()
    {
        Scripted scripted = Start("1,BTCUSDT,5,new,buy,limit,gtc,2,1", "2,BTCUSDT,5,cancel,,,,,");
        _context.PlayUntil(1, scripted);
        _context.Ended.Add(1);
        _context.PlayUntil(2, scripted);
        Assert.Equal([$"{_path} line 3: Cancel of order 5 isn't sent: it has ended or is being cancelled"], _context.Logged);
    }

    [Fact]
    public void A_script_with_nothing_but_its_header_is_refused()
    {
        Write();
        Assert.Equal($"{_path}: the script has nothing but its header; right is at least one line behind it", Refused());
        File.WriteAllText(_path, Header + LongFields + "\n\n\n");
        Assert.Equal($"{_path}: the script has nothing but its header; right is at least one line behind it", Refused());
    }

    [Fact]
    public void Metrics_count_the_lines_that_are_done_and_those_that_are_left()
    {
        Scripted scripted = Start("100,BTCUSDT,1,new,buy,limit,gtc,1,1", "100,BTCUSDT,2,new,buy,limit,gtc,1,1", "900,BTCUSDT,1,cancel,,,,,");
        Assert.Equal((0, 3), Lines());
        _context.PlayUntil(100, scripted);
        Assert.Equal((2, 1), Lines());
        _context.PlayUntil(900, scripted);
        Assert.Equal((3, 0), Lines());
    }

    [Fact]
    public void Without_its_parameter_it_says_what_is_missing()
    {
        var scripted = new Scripted();
        scripted.Attach(_context);
        Assert.Equal(
            "parameter orders is missing; right is path of a CSV file with the header local_ns,instrument,id,action,side,type,tif,price,quantity",
            Assert.Throws<BadInputException>(scripted.OnStart).Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var scripted = new Scripted();
        scripted.Attach(_context);
        Parameter.SetAll(scripted.Parameters, ["orders=/nowhere/orders.csv"]);
        Assert.Equal("/nowhere/orders.csv: no such file", Assert.Throws<BadInputException>(scripted.OnStart).Message);
    }

    [Fact]
    public void A_wrong_header_is_shown_beside_the_right_one()
    {
        File.WriteAllText(_path, "local_ns,id\n");
        Assert.Equal(
            $"{_path} line 1: the first line of a script is 'local_ns,instrument,id,action,side,type,tif,price,quantity' or "
                + "'local_ns,instrument,id,action,side,type,tif,price,quantity,trigger,trigger_by,callback,expires_ns,reduce_only', here it is: local_ns,id", Refused());
    }

    [Theory]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5", "9 fields are right, here are 8")]
    [InlineData("1.5,BTCUSDT,1,new,buy,limit,gtc,5,1", "local_ns '1.5' is not a whole number")]
    [InlineData("-1,BTCUSDT,1,new,buy,limit,gtc,5,1", "local_ns -1 is before 1970")]
    [InlineData("1,SOLUSDT,1,new,buy,limit,gtc,5,1", "instrument 'SOLUSDT' is unknown; known are BTCUSDT@binance-usdm, ETHUSDT@binance-usdm, ETHUSDT@bybit-linear")]
    [InlineData("1,ETHUSDT,1,new,buy,limit,gtc,5,1", "instrument 'ETHUSDT' is ambiguous; right is one of ETHUSDT@binance-usdm, ETHUSDT@bybit-linear")]
    [InlineData("1,BTCUSDT,x,new,buy,limit,gtc,5,1", "id 'x' is not a whole number")]
    [InlineData("1,BTCUSDT,0,new,buy,limit,gtc,5,1", "id 0 is wrong; right is a whole number above 0")]
    [InlineData("1,BTCUSDT,1,buy,buy,limit,gtc,5,1", "action 'buy' is wrong; right is new, amend or cancel")]
    [InlineData("1,BTCUSDT,1,new,bid,limit,gtc,5,1", "side 'bid' is wrong; right is buy or 1, sell or -1")]
    [InlineData("1,BTCUSDT,1,new,buy,stop,gtc,5,1", "type 'stop' is wrong; right is limit, market, stop-market, take-profit or trailing-stop")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,,5,1", "tif '' is wrong; right is gtc, ioc, fok, post-only (also gtx)")]
    [InlineData("1,BTCUSDT,1,new,buy,market,post-only,,1", "tif 'post-only' is wrong for a market order; right is none, gtc, ioc or fok")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,,1", "price '' is not a number")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5.05,1", "price 5.05 is wrong; right is a multiple of BTCUSDT@binance-usdm's tick 0.1 above 0")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,0,1", "price 0 is wrong; right is a multiple of BTCUSDT@binance-usdm's tick 0.1 above 0")]
    [InlineData("1,ETHUSDT@binance-usdm,1,new,buy,limit,gtc,5.01,1", "price 5.01 is wrong; right is a multiple of ETHUSDT@binance-usdm's tick 0.05 above 0")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,0.0005", "quantity 0.0005 is wrong; right is a multiple of BTCUSDT@binance-usdm's lot 0.001 above 0")]
    [InlineData("1,ETHUSDT@binance-usdm,1,new,buy,market,,,0.01", "quantity 0.01 is wrong; right is a multiple of ETHUSDT@binance-usdm's lot 0.02 above 0")]
    [InlineData("1,BTCUSDT,1,new,buy,market,,5,1", "price '5' is wrong for type market; right is nothing: only a limit order has one")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,99999999999999999999", "quantity '99999999999999999999' is too large")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,999999999999999999", "quantity 999999999999999999 is too large; right is at most 1152921504606846.976")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,999999999999999999,1", "price 999999999999999999 is too large; right is at most 115292150460684697.6")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,0.0000000000000000000012345678901234567891", "quantity '0.0000000000000000000012345678901234567891' has too many digits; right are at most 18")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,1.2.3", "quantity '1.2.3' is not a number")]
    [InlineData("1,BTCUSDT,1,new,buy,limit,gtc,5,-1", "quantity -1 is wrong")]
    [InlineData("1,BTCUSDT,9,cancel,,,,,", "cancel of id 9, which no line before is new with")]
    [InlineData("1,BTCUSDT,9,amend,,,,5,1", "amend of id 9, which no line before is new with")]
    public void What_is_wrong_on_a_line_is_named_with_what_would_be_right(string line, string message)
    {
        Write(line);
        string refused = Refused();
        Assert.StartsWith($"{_path} line 2: {message}", refused, StringComparison.Ordinal);
        Assert.EndsWith(line, refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4,BTCUSDT,2,new,buy,limit,gtc,5,1", "local_ns runs backwards: 4 after 5; lines stand in the order of their times")]
    [InlineData("5,BTCUSDT,1,new,buy,limit,gtc,5,1", "id 1 was used for a new order on line 2; right is a number of its own for each")]
    [InlineData("5,ETHUSDT@bybit-linear,1,cancel,,,,,", "cancel of id 1 names another instrument than its new order on line 2")]
    [InlineData("5,BTCUSDT,1,amend,,,,5.55,1", "price 5.55 is wrong; right is a multiple of")]
    public void What_does_not_fit_the_lines_before_is_named_too(string line, string message)
    {
        Write("5,BTCUSDT,1,new,buy,limit,gtc,5,1", line);
        Assert.StartsWith($"{_path} line 3: {message}", Refused(), StringComparison.Ordinal);
    }

    private (double Done, double Left) Lines() => (_context.Metrics["script_lines_done"], _context.Metrics["script_lines_left"]);

    private Scripted Start(params string[] lines)
    {
        Write(lines);
        var scripted = new Scripted();
        scripted.Attach(_context);
        Parameter.SetAll(scripted.Parameters, [$"orders={_path}"]);
        scripted.OnStart();
        return scripted;
    }

    private void Write(params string[] lines) =>
        File.WriteAllLines(_path, lines.Prepend("local_ns,instrument,id,action,side,type,tif,price,quantity"));

    private string Refused()
    {
        var scripted = new Scripted();
        scripted.Attach(_context);
        Parameter.SetAll(scripted.Parameters, [$"orders={_path}"]);
        return Assert.Throws<BadInputException>(scripted.OnStart).Message;
    }
}
