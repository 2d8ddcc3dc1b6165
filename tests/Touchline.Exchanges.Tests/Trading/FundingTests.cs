using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class FundingTests
{
    private static TradingScene Scene() => new ToldRows().Book(0, [(60_000, 20)], [(60_001, 20)]).Mark(0.5, 60_000).Funding(0.5, 0.0001m, 10)
        .Mark(9, 61_000).Funding(9, 0.0002m, 10).Funding(9.5, 0.0005m, 20).Mark(30, 61_000).Scene();

    [Fact]
    public void Longs_pay_the_rate_on_the_notional_at_the_mark_price_when_it_is_due()
    {
        TradingScene scene = Scene();
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 2));
        scene.Place(scene.B, TradingScene.MarketOrder(Side.Sell, 1));
        (decimal a, decimal b) = (scene.A.Wallet, scene.B.Wallet);
        scene.Pass(9.9);
        Assert.Equal(a, scene.A.Wallet);
        scene.Told.Clear();
        scene.Pass(0.2);
        Assert.Equal(a - 2 * 61_000 * 0.0002m, scene.A.Wallet);
        Assert.Equal(b + 61_000 * 0.0002m, scene.B.Wallet);
        Assert.Equal(["a account FUNDING_FEE", "b account FUNDING_FEE"], scene.Told);
        BinanceIncome line = scene.A.Incomes[^1];
        Assert.Equal(("FUNDING_FEE", -24.4m, TradingScene.Btc), (line.Type, line.Amount, line.Symbol));
    }

    [Fact]
    public void The_next_period_has_the_rate_told_for_it()
    {
        TradingScene scene = Scene();
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 1));
        scene.Pass(12);
        decimal wallet = scene.A.Wallet;
        Assert.Equal(TradingScene.StartNs + 20_000_000_000, scene.Market.NextFundingNs);
        scene.Pass(9);
        Assert.Equal(wallet - 61_000 * 0.0005m, scene.A.Wallet);
    }

    [Fact]
    public void An_isolated_position_pays_from_its_own_wallet()
    {
        TradingScene scene = Scene();
        Assert.Null(scene.Trading.SetMarginType(scene.A, TradingScene.Btc, isolated: true));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 1));
        decimal cross = scene.A.CrossWallet, isolated = scene.Position(scene.A).IsolatedWallet;
        scene.Pass(10.1);
        Assert.Equal(cross, scene.A.CrossWallet);
        Assert.Equal(isolated - 61_000 * 0.0002m, scene.Position(scene.A).IsolatedWallet);
    }

    [Fact]
    public void A_synthetic_market_settles_every_eight_hours()
    {
        var scene = new TradingScene(new BinanceExchangeOptions { Symbols = [TradingScene.Btc], StartNs = TradingScene.StartNs, Pace = 0.001 });
        long eightHours = 8L * 3600 * 1_000_000_000;
        Assert.Equal((TradingScene.StartNs / eightHours + 1) * eightHours, scene.Market.NextFundingNs);
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 1));
        scene.Trading.Advance(scene.Market.NextFundingNs);
        Assert.Equal("FUNDING_FEE", scene.A.Incomes[^1].Type);
        Assert.Equal(-AccountLedger.Rounded(scene.Market.MarkPrice * scene.Market.FundingRate), scene.A.Incomes[^1].Amount);
        Assert.Equal((TradingScene.StartNs / eightHours + 2) * eightHours, scene.Market.NextFundingNs);
    }
}
