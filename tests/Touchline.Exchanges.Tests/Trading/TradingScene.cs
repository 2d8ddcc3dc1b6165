using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>An exchange with two rich accounts, one of 1000 USDT and a whale, and everything it told. Agents act only while time passes: until then the opening book stands.</summary>
internal sealed class TradingScene : IBinanceEvents
{
    public const long StartNs = 1_760_000_000_000_000_000;
    public const string Btc = "BTCUSDT";

    public TradingScene(BinanceExchangeOptions? options = null)
    {
        options ??= new BinanceExchangeOptions { Symbols = [Btc, "ETHUSDT"], StartNs = StartNs };
        if (options.Accounts.Count == 0)
            options = options with { Accounts = [new("a", "s", "hmac", 1_000_000), new("b", "s", "hmac", 1_000_000), new("c", "s", "hmac", 1000), new("w", "s", "hmac", 100_000_000)] };
        Trading = new BinanceTrading(options, this);
        if (Trading.Accounts.Count > 3)
            Assert.Null(Trading.SetLeverage(Whale, options.Symbols[0], 3));
        Told.Clear();
    }

    public BinanceTrading Trading { get; }

    public BinanceAccount A => Trading.Accounts[0];

    public BinanceAccount B => Trading.Accounts[1];

    public BinanceAccount Poor => Trading.Accounts[2];

    public BinanceAccount Whale => Trading.Accounts[3];

    public BinanceMarket Market => Trading.Find(Btc)!;

    public decimal Bid => Market.Symbol.Money(Market.Book.BestBid);

    public decimal Ask => Market.Symbol.Money(Market.Book.BestAsk);

    /// <summary>One line for each event of an account, and for trades.</summary>
    public List<string> Told { get; } = [];

    public List<BinanceTrade> Trades { get; } = [];

    public List<BinanceFill> Fills { get; } = [];

    public static BinanceOrderTerms Limit(Side side, decimal quantity, decimal price, string timeInForce = "GTC", string symbol = Btc) => new()
    {
        Symbol = symbol,
        Side = side,
        Type = "LIMIT",
        TimeInForce = timeInForce,
        Quantity = quantity,
        Price = price,
    };

    public static BinanceOrderTerms MarketOrder(Side side, decimal quantity, string symbol = Btc) => new() { Symbol = symbol, Side = side, Type = "MARKET", Quantity = quantity };

    public BinanceOrder Place(BinanceAccount account, BinanceOrderTerms terms)
    {
        (BinanceOrder? order, BinanceError? error) = Trading.Place(account, terms);
        Assert.Null(error);
        return order!;
    }

    public int Refusal(BinanceAccount account, BinanceOrderTerms terms)
    {
        (BinanceOrder? order, BinanceError? error) = Trading.Place(account, terms);
        Assert.Null(order);
        Assert.Equal(error, Trading.Test(account, terms));
        return error!.Code;
    }

    public BinancePosition Position(BinanceAccount account, string symbol = Btc) => Trading.PositionsOf(account, Trading.Find(symbol)!.Symbol)[0];

    /// <summary>Takes the asks within so many ticks; returns a price in the gap, above the best bid by half of it.</summary>
    public decimal OpenGap(int ticks = 20)
    {
        decimal bid = Bid;
        Place(Whale, Limit(Side.Buy, 500, bid + ticks * 0.1m, "IOC"));
        Told.Clear();
        Fills.Clear();
        Trades.Clear();
        return bid + ticks / 2 * 0.1m;
    }

    /// <summary>The account gets a position by trading with the other at a price.</summary>
    public void Open(BinanceAccount account, Side side, decimal quantity, decimal price, BinanceAccount? other = null)
    {
        Place(other ?? Whale, Limit(side.Opposite(), quantity, price, "GTX"));
        Place(account, Limit(side, quantity, price, "IOC"));
    }

    public List<string> ToldOf(BinanceAccount account) => Told.FindAll(t => t.StartsWith(account.Key + " ", StringComparison.Ordinal));

    public void Pass(double seconds) => Trading.Advance(Trading.NowNs + (long)(seconds * 1e9));

    public void OnTrade(BinanceMarket market, in BinanceTrade trade) => Trades.Add(trade);

    public void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
    }

    public void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs) => Told.Add($"liquidation {order.ClientOrderId}");

    public void OnMark(BinanceMarket market, long nowNs)
    {
    }

    public void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs)
    {
        Told.Add($"{account.Key} {execution} {order.Status} er={order.ExpiryReason}");
        if (fill is not null)
            Fills.Add(fill);
    }

    public void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs) => Told.Add($"{account.Key} algo {order.Status}");

    public void OnAccount(BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs) =>
        Told.Add($"{account.Key} account {reason}");

    public void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs) => Told.Add($"{account.Key} margin call");

    public void OnConfiguration(BinanceAccount account, string? symbol, long nowNs) => Told.Add($"{account.Key} configuration {symbol}");
}
