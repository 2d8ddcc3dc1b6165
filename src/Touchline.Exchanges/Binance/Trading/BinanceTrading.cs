using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// The exchange without its protocol: markets, accounts, orders, margin, funding, liquidations. Refusals are values. Everything that happens is told to
/// <see cref="IBinanceEvents"/> before the call that caused it returns.
/// </summary>
internal sealed class BinanceTrading
{
    public BinanceTrading(BinanceExchangeOptions options, IBinanceEvents events) => throw new NotSupportedException();

    public IReadOnlyList<BinanceMarket> Markets => throw new NotSupportedException();

    public IReadOnlyList<BinanceAccount> Accounts => throw new NotSupportedException();

    public long NowNs => throw new NotSupportedException();

    public long NextNs => throw new NotSupportedException();

    public void Advance(long nowNs) => throw new NotSupportedException();

    public BinanceMarket? Find(string symbol) => throw new NotSupportedException();

    public BinanceAccount? FindKey(string apiKey) => throw new NotSupportedException();

    /// <summary>LIMIT or MARKET. The order as it stands when the call returns, or the refusal; exactly one is null.</summary>
    public (BinanceOrder? Order, BinanceError? Error) Place(BinanceAccount account, BinanceOrderTerms terms) => throw new NotSupportedException();

    /// <summary>As <see cref="Place"/> without doing it (order/test).</summary>
    public BinanceError? Test(BinanceAccount account, BinanceOrderTerms terms) => throw new NotSupportedException();

    public (BinanceOrder? Order, BinanceError? Error) Amend(
        BinanceAccount account, string symbol, long? orderId, string? clientOrderId, Side side, decimal? quantity, decimal? price, string priceMatch, long? modifyId) => throw new NotSupportedException();

    public (BinanceOrder? Order, BinanceError? Error) Cancel(BinanceAccount account, string symbol, long? orderId, string? clientOrderId) => throw new NotSupportedException();

    public BinanceError? CancelAll(BinanceAccount account, string symbol) => throw new NotSupportedException();

    /// <summary>Live or ended; null when unknown or of another symbol.</summary>
    public BinanceOrder? FindOrder(BinanceAccount account, string symbol, long? orderId, string? clientOrderId) => throw new NotSupportedException();

    public (BinanceAlgoOrder? Order, BinanceError? Error) PlaceAlgo(BinanceAccount account, BinanceOrderTerms terms) => throw new NotSupportedException();

    public (BinanceAlgoOrder? Order, BinanceError? Error) CancelAlgo(BinanceAccount account, long? algoId, string? clientAlgoId) => throw new NotSupportedException();

    public BinanceError? SetLeverage(BinanceAccount account, string symbol, int leverage) => throw new NotSupportedException();

    public BinanceError? SetMarginType(BinanceAccount account, string symbol, bool isolated) => throw new NotSupportedException();

    public BinanceError? SetHedged(BinanceAccount account, bool hedged) => throw new NotSupportedException();

    public BinanceError? SetMultiAssets(BinanceAccount account, bool multiAssets) => throw new NotSupportedException();

    /// <summary>Cancels all orders of the symbol unless called again within the time; 0 ends it.</summary>
    public BinanceError? Countdown(BinanceAccount account, string symbol, long milliseconds) => throw new NotSupportedException();

    public BinanceSymbolSettings SettingsOf(BinanceAccount account, string symbol) => throw new NotSupportedException();

    public BinanceMargin MarginOf(BinanceAccount account) => throw new NotSupportedException();

    public BinancePositionFigures FiguresOf(BinanceAccount account, BinancePosition position) => throw new NotSupportedException();

    /// <summary>The account's positions in a symbol (one or two, flat ones too).</summary>
    public IReadOnlyList<BinancePosition> PositionsOf(BinanceAccount account, BinanceSymbol symbol) => throw new NotSupportedException();

    /// <summary>For tests and faults: resting orders trade in pieces of at most so many steps; 0 ends it.</summary>
    public long MostStepsAFill { get; set; }
}
