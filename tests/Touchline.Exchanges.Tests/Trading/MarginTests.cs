using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class MarginTests
{
    private static TradingScene Scene() => Begin(new ToldRows().Book(0, [(60_000, 100)], [(60_000.1m, 100)]));

    private static TradingScene Begin(ToldRows rows)
    {
        TradingScene scene = rows.Mark(0.1, 60_000).Level(100, Side.Buy, 1000, 1).Scene();
        scene.Pass(0.2);
        return scene;
    }

    [Fact]
    public void An_order_needs_its_notional_over_the_leverage()
    {
        TradingScene scene = Scene();
        Assert.Equal(-2019, scene.Refusal(scene.Poor, TradingScene.Limit(Side.Buy, 0.334m, 60_000)));
        scene.Place(scene.Poor, TradingScene.Limit(Side.Buy, 0.333m, 60_000));
        BinanceMargin margin = scene.Trading.MarginOf(scene.Poor);
        Assert.Equal((1000m, 0m, 0m, 999m, 1m), (margin.Wallet, margin.Maintenance, margin.PositionInitial, margin.OrderInitial, margin.Available));
        Assert.Equal(-2019, scene.Refusal(scene.Poor, TradingScene.Limit(Side.Buy, 0.002m, 59_000)));
    }

    [Fact]
    public void Buys_and_sells_share_the_margin_of_the_larger_side()
    {
        TradingScene scene = Scene();
        scene.Place(scene.Poor, TradingScene.Limit(Side.Buy, 0.3m, 60_000));
        scene.Place(scene.Poor, TradingScene.Limit(Side.Sell, 0.2m, 60_100));
        Assert.Equal(900, scene.Trading.MarginOf(scene.Poor).OrderInitial);
    }

    [Fact]
    public void An_order_that_closes_the_position_needs_no_margin()
    {
        TradingScene scene = Scene();
        scene.Place(scene.Poor, TradingScene.MarketOrder(Side.Buy, 0.32m));
        Assert.Equal(-2019, scene.Refusal(scene.Poor, TradingScene.Limit(Side.Buy, 0.1m, 60_000)));
        scene.Place(scene.Poor, TradingScene.Limit(Side.Sell, 0.32m, 60_000.2m));
        Assert.Equal(0, scene.Trading.MarginOf(scene.Poor).OrderInitial);
        scene.Place(scene.Poor, TradingScene.Limit(Side.Sell, 0.32m, 60_000.3m));
    }

    [Fact]
    public void An_order_away_from_the_mark_price_pays_for_its_loss_at_once()
    {
        TradingScene scene = Begin(new ToldRows().Book(0, [(60_000, 100)], [(61_000, 100)]));
        scene.Place(scene.Poor, TradingScene.Limit(Side.Buy, 0.1m, 60_000));
        Assert.Null(scene.Trading.CancelAll(scene.Poor, TradingScene.Btc));
        Assert.Equal(-2019, scene.Refusal(scene.Poor, TradingScene.Limit(Side.Buy, 0.25m, 61_000)));
        scene.Place(scene.Poor, TradingScene.Limit(Side.Buy, 0.24m, 61_000, "IOC"));
    }

    [Fact]
    public void A_position_cannot_outgrow_the_bracket_of_its_leverage()
    {
        TradingScene scene = Scene();
        Assert.Null(scene.Trading.SetLeverage(scene.A, TradingScene.Btc, 125));
        Assert.Equal(300_000, scene.Market.Symbol.CapAt(125));
        Assert.Equal(-2027, scene.Refusal(scene.A, TradingScene.Limit(Side.Buy, 5.001m, 60_000)));
        scene.Place(scene.A, TradingScene.Limit(Side.Buy, 5, 60_000));
        Assert.Equal(-2027, scene.Refusal(scene.A, TradingScene.Limit(Side.Buy, 0.002m, 60_000)));
    }

    [Fact]
    public void Realised_profit_is_against_the_average_entry_and_the_wallet_holds_every_cent()
    {
        TradingScene scene = Begin(new ToldRows().Book(0, [(60_000, 1), (59_000, 1)], [(60_001, 0.002m), (60_004, 0.001m)]));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 0.003m));
        BinancePosition position = scene.Position(scene.A);
        Assert.Equal(60_002, position.EntryPrice);
        Assert.Equal(0.003m * 60_002, position.EntryValue);
        decimal fees = 0.003m * 60_002 * 0.0005m;
        Assert.Equal(Math.Round(60_002 * 1.0005m, 12), position.BreakEvenPrice);
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 0.002m));
        Assert.Equal(-0.004m, position.RealizedPnl);
        Assert.Equal(60_002, position.EntryPrice);
        fees += 0.002m * 60_000 * 0.0005m;
        Assert.Equal(1_000_000 - 0.004m - fees, scene.A.Wallet);
        Assert.Equal(-0.002m, scene.Trading.FiguresOf(scene.A, position).UnrealizedProfit);
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 0.003m));
        Assert.Equal((-0.002m, 60_000m), (position.Amount, position.EntryPrice));
        Assert.Equal(-0.006m, position.RealizedPnl);
        fees += 0.003m * 60_000 * 0.0005m;
        Assert.Equal(1_000_000 - 0.006m - fees, scene.A.Wallet);
        Assert.Equal(scene.A.Wallet - 1_000_000, scene.A.Incomes.Sum(i => i.Amount));
        Assert.Equal(["COMMISSION", "REALIZED_PNL"], scene.A.Incomes.Select(i => i.Type).Distinct().Order());
    }

    [Fact]
    public void Thirds_of_a_cent_are_not_lost_over_a_positions_life()
    {
        TradingScene scene = Begin(new ToldRows().Book(0, [(60_000, 100)], [(60_000.1m, 0.001m), (60_000.2m, 0.002m), (60_000.7m, 10)]));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 0.007m));
        decimal paid = 0.001m * 60_000.1m + 0.002m * 60_000.2m + 0.004m * 60_000.7m;
        for (int i = 0; i < 7; i++)
            scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 0.001m) with { ReduceOnly = true });
        Assert.Equal(0, scene.Position(scene.A).Amount);
        Assert.Equal(0.007m * 60_000 - paid, scene.Position(scene.A).RealizedPnl);
        Assert.All(scene.A.Incomes, line => Assert.Equal(line.Amount, Math.Round(line.Amount, 8)));
    }

    [Fact]
    public void An_isolated_position_takes_its_margin_out_of_the_cross_wallet_and_gives_it_back()
    {
        TradingScene scene = Scene();
        Assert.Null(scene.Trading.SetMarginType(scene.A, TradingScene.Btc, isolated: true));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 2));
        BinancePosition position = scene.Position(scene.A);
        Assert.Equal(6000.01m, position.IsolatedWallet);
        Assert.Equal(scene.A.Wallet - 6000.01m, scene.A.CrossWallet);
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 1));
        Assert.Equal(3000.005m, position.IsolatedWallet);
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 1));
        Assert.Equal(0, position.IsolatedWallet);
        Assert.Equal(scene.A.Wallet, scene.A.CrossWallet);
    }

    [Fact]
    public void Maintenance_grows_with_the_brackets_without_a_step()
    {
        BinanceSymbol symbol = Scene().Market.Symbol;
        foreach (BinanceBracket bracket in symbol.Brackets.SkipLast(1))
        {
            decimal below = symbol.MaintenanceOf(bracket.Cap), above = symbol.MaintenanceOf(bracket.Cap + 0.01m);
            Assert.InRange(above - below, 0, 0.01m);
        }

        Assert.Equal(300_000 * 0.004m, symbol.MaintenanceOf(300_000));
    }

    [Fact]
    public void Histories_are_bounded()
    {
        TradingScene scene = Scene();
        for (int i = 0; i < 12_000; i++)
            scene.Place(scene.A, TradingScene.MarketOrder(i % 2 == 0 ? Side.Buy : Side.Sell, 0.002m));
        Assert.InRange(scene.A.Fills.Count, 10_000, 11_000);
        Assert.InRange(scene.A.Incomes.Count, 10_000, 11_000);
        Assert.Equal(10_000, scene.A.Orders.Count);
        Assert.Same(scene.Fills[^1], scene.A.Fills[^1]);
        Assert.Equal(10_000, scene.A.ByClientId.Count);
    }
}
