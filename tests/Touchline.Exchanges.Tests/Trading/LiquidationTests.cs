using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class LiquidationTests
{
    // 0.3 BTC at 60,001 on 1000 USDT: maintenance 72 of 18,000.
    private static TradingScene Scene(params (double Second, decimal Mark)[] marks)
    {
        ToldRows rows = new ToldRows().Book(0, [(60_000, 20), (56_900, 50), (56_000, 50)], [(60_001, 20)]).Mark(0.1, 60_000);
        foreach ((double second, decimal mark) in marks)
            rows.Level(second, Side.Buy, 60_000, mark < 59_000 ? 0 : 20).Mark(second, mark);
        TradingScene scene = rows.Scene();
        scene.Pass(0.2);
        Assert.Null(scene.Trading.SetLeverage(scene.Poor, TradingScene.Btc, 50));
        scene.Place(scene.Poor, TradingScene.MarketOrder(Side.Buy, 0.3m));
        scene.Told.Clear();
        return scene;
    }

    [Fact]
    public void An_account_is_called_once_when_its_margin_runs_low_and_again_after_it_recovered()
    {
        TradingScene scene = Scene((1, 57_000), (2, 56_990), (3, 60_000), (4, 57_000));
        scene.Pass(2.5);
        Assert.Empty(scene.ToldOf(scene.Poor)); // 991 − 900 = 91 against 68
        scene = Scene((1, 56_950), (2, 56_940), (3, 60_000), (4, 56_950));
        scene.Pass(2.5);
        Assert.Equal(["c margin call"], scene.ToldOf(scene.Poor));
        scene.Pass(2.5);
        Assert.Equal(["c margin call", "c margin call"], scene.ToldOf(scene.Poor));
    }

    [Fact]
    public void A_position_without_margin_is_closed_by_an_order_of_the_exchange_after_the_open_orders_are_gone()
    {
        TradingScene scene = Scene((1, 56_900));
        BinanceOrder resting = scene.Place(scene.Poor, TradingScene.Limit(Side.Sell, 0.1m, 60_500));
        scene.Told.Clear();
        scene.Fills.Clear();
        scene.Pass(2);
        Assert.Equal((BinanceOrderStatus.Expired, 5), (resting.Status, resting.ExpiryReason));
        Assert.Equal(0, scene.Position(scene.Poor).Amount);
        BinanceFill fill = Assert.Single(scene.Fills);
        Assert.Equal((56_900m, 0.3m), (fill.Price, fill.Quantity));
        Assert.StartsWith("autoclose-", fill.Order.ClientOrderId, StringComparison.Ordinal);
        Assert.Equal("c EXPIRED Expired er=5", scene.Told[0]);
        Assert.Equal(["c NEW New er=0", "c account ORDER", "c CALCULATED Filled er=0"], scene.Told[1..4]);
        Assert.Equal("liquidation " + fill.Order.ClientOrderId, scene.Told[4]);
        // What is left pays the fee as far as it goes.
        Assert.Equal(0, scene.Poor.Wallet);
        Assert.True(scene.Poor.Incomes[^1] is { Type: "INSURANCE_CLEAR", Amount: < 0 });
    }

    [Fact]
    public void What_the_market_does_not_take_the_insurance_fund_takes_and_no_wallet_ends_below_zero()
    {
        TradingScene scene = new ToldRows().Book(0, [(60_000, 20), (56_000, 50)], [(60_001, 20)]).Mark(0.1, 60_000).Level(1, Side.Buy, 60_000, 0).Mark(1, 56_000).Scene();
        scene.Pass(0.2);
        Assert.Null(scene.Trading.SetLeverage(scene.Poor, TradingScene.Btc, 50));
        scene.Place(scene.Poor, TradingScene.MarketOrder(Side.Buy, 0.3m));
        scene.Trades.Clear();
        scene.Pass(2);
        Assert.Equal(0, scene.Position(scene.Poor).Amount);
        Assert.Empty(scene.Trades);
        Assert.Equal(0, scene.Poor.Wallet);
        Assert.Equal(1000 + scene.Poor.Incomes.Sum(i => i.Amount), scene.Poor.Wallet);
        Assert.Contains(scene.Poor.Incomes, i => i is { Type: "INSURANCE_CLEAR", Amount: > 0 });
        Assert.Contains("c account INSURANCE_CLEAR", scene.Told);
    }

    [Fact]
    public void The_liquidation_price_is_where_it_happens()
    {
        TradingScene scene = Scene();
        decimal price = scene.Trading.FiguresOf(scene.Poor, scene.Position(scene.Poor)).LiquidationPrice;
        Assert.InRange(price, 56_900, 56_930);
        decimal above = Math.Ceiling(price * 10) / 10, below = Math.Floor(price * 10) / 10;
        TradingScene spared = Scene((1, above)), closed = Scene((1, below));
        spared.Pass(2);
        closed.Pass(2);
        Assert.Equal(0.3m, spared.Position(spared.Poor).Amount);
        Assert.Equal(0, closed.Position(closed.Poor).Amount);
    }

    [Fact]
    public void An_isolated_position_is_liquidated_alone_and_loses_no_more_than_its_own_wallet()
    {
        ToldRows rows = new ToldRows().Book(0, [(60_000, 20), (58_000, 50)], [(60_001, 20)]).Mark(0.1, 60_000).Level(1, Side.Buy, 60_000, 0).Mark(1, 58_000);
        TradingScene scene = rows.Scene();
        scene.Pass(0.2);
        Assert.Null(scene.Trading.SetMarginType(scene.A, TradingScene.Btc, isolated: true));
        Assert.Null(scene.Trading.SetLeverage(scene.A, TradingScene.Btc, 100));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 1));
        Assert.Equal(600.01m, scene.Position(scene.A).IsolatedWallet);
        decimal cross = scene.A.CrossWallet;
        scene.Pass(2);
        Assert.Equal(0, scene.Position(scene.A).Amount);
        Assert.Equal(0, scene.Position(scene.A).IsolatedWallet);
        Assert.Equal(cross, scene.A.CrossWallet);
        Assert.Equal(1_000_000 + scene.A.Incomes.Sum(i => i.Amount), scene.A.Wallet);
    }
}
