using System.Globalization;
using Touchline.Core;
using Touchline.Exchanges.Binance;

namespace Touchline.Conformance.Tests;

/// <summary>Looks into a simulated Binance, past its protocol: its books, and one account's orders, fills, positions and money.</summary>
/// <param name="prefix">Of the client ids of the session's orders.</param>
internal sealed class BinanceSight(BinanceExchange exchange, string key, string prefix)
{
    private readonly List<StageFill> _fills = [];

    public BinanceTrading Trading => exchange.Parts.Trading;

    public decimal Wallet => Account.Wallet;

    private BinanceAccount Account => Trading.FindKey(key)!;

    public OrderBook MarketBook(string symbol) => Trading.Find(symbol)!.Book;

    // Told ids have holes between them, as Binance's do.
    public long UpdateId(string symbol) => Trading.Find(symbol)!.UpdateId * MarketHistory.Next(0);

    // A conditional order is itself until it has become another.
    public IReadOnlyList<StageOrder> Orders() =>
    [
        .. Account.Orders.Values.Select(o => new StageOrder(NumberOf(o), o.Symbol.Name, o.Side, o.Price, o.Quantity, o.Executed, o.IsLive)),
        .. Account.Algos.Values.Where(a => a.OrderId == 0).Select(a => new StageOrder(NumberOf(a.ClientAlgoId), a.Symbol.Name, a.Terms.Side, 0, a.Quantity, 0, a.IsLive)),
    ];

    // The exchange forgets the oldest: whoever wants all of them looks often.
    public IReadOnlyList<StageFill> Fills()
    {
        int known = Account.Fills.Count;
        while (known > 0 && _fills.Count > 0 && !IsNewest(Account.Fills[known - 1]))
            known--;
        for (int i = _fills.Count == 0 ? 0 : known; i < Account.Fills.Count; i++)
        {
            BinanceFill fill = Account.Fills[i];
            _fills.Add(new StageFill(fill.TradeId, NumberOf(fill.Order), fill.Order.Symbol.Name, fill.Price, fill.Quantity, fill.Commission));
        }

        return _fills;
    }

    public decimal Position(string symbol) => Trading.PositionsOf(Account, Trading.Find(symbol)!.Symbol).Sum(p => p.Amount);

    public decimal PositionCost(string symbol) => Trading.PositionsOf(Account, Trading.Find(symbol)!.Symbol).Sum(p => p.Amount * p.EntryPrice);

    /// <summary>The symbol and the update id of a message that changes a book; null: it is none.</summary>
    public static (string Symbol, long UpdateId)? BookChange(ReadOnlySpan<byte> message)
    {
        // "e" is the first field of the event, the symbol and the ids stand before the levels.
        ReadOnlySpan<byte> head = message[..Math.Min(message.Length, 300)];
        if (head.IndexOf("\"depthUpdate\""u8) < 0)
            return null;
        return (System.Text.Encoding.UTF8.GetString(Field(head, "\"s\":\""u8)), long.Parse(Field(head, "\"u\":"u8), CultureInfo.InvariantCulture));
    }

    private bool IsNewest(BinanceFill fill) =>
        (fill.TradeId, NumberOf(fill.Order), fill.Order.Symbol.Name) == (_fills[^1].TradeId, _fills[^1].Number, _fills[^1].Symbol);

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = json[(json.IndexOf(name) + name.Length)..];
        return rest[..rest.IndexOfAny("\",}"u8)];
    }

    // An order that a conditional one became may have any client id.
    private long NumberOf(BinanceOrder order) => NumberOf(
        order.OriginalType == order.Type ? order.ClientOrderId : Account.Algos.Values.FirstOrDefault(a => a.OrderId == order.OrderId)?.ClientAlgoId ?? order.ClientOrderId);

    private long NumberOf(string clientId) =>
        clientId.StartsWith(prefix + "-", StringComparison.Ordinal) && long.TryParse(clientId.AsSpan(prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
