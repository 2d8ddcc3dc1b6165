using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Reduce-only orders of an account may together close no more than their position. A new one is cut to what those with priority leave it (the better price,
/// then the earlier order), and refused where that is nothing; when the position shrinks or a better order comes, the last in priority are cut or removed. In hedge mode
/// every order that closes is such an order.
/// </summary>
internal sealed class ReduceOnlyRule(AccountLedger ledger)
{
    private readonly List<BinanceOrder> _orders = [];

    /// <summary>What there is to close for a side.</summary>
    public decimal Closable(BinanceAccount account, BinanceSymbol symbol, Side side, PositionSide positionSide)
    {
        decimal amount = ledger.PositionOf(account, symbol, positionSide).Amount;
        return Math.Max(0, -side.Sign() * amount);
    }

    public decimal RoomFor(BinanceAccount account, OrderDraft draft, BinanceOrder? without)
    {
        decimal room = Closable(account, draft.Market.Symbol, draft.Side, draft.PositionSide);
        if (draft.IsMarket)
            return room;
        foreach (BinanceOrder order in account.Live.Values)
        {
            if (order != without && IsAmong(order, draft.Market.Symbol, draft.Side, draft.PositionSide) && draft.Side.Sign() * (order.Price - draft.Price) >= 0)
                room -= order.Left;
        }

        return room;
    }

    /// <summary>The orders that have to become smaller, with what may be left of each; the last in priority first to go.</summary>
    public void Excess(BinanceAccount account, BinanceSymbol symbol, Side side, PositionSide positionSide, List<(BinanceOrder Order, decimal Left)> excess)
    {
        excess.Clear();
        _orders.Clear();
        foreach (BinanceOrder order in account.Live.Values)
        {
            if (IsAmong(order, symbol, side, positionSide))
                _orders.Add(order);
        }

        if (_orders.Count == 0)
            return;
        _orders.Sort(static (a, b) => a.Price == b.Price ? a.OrderId.CompareTo(b.OrderId) : -a.Side.Sign() * a.Price.CompareTo(b.Price));
        decimal room = Closable(account, symbol, side, positionSide);
        foreach (BinanceOrder order in _orders)
        {
            decimal left = Math.Min(order.Left, room);
            if (left < order.Left)
                excess.Add((order, left));
            room -= left;
        }
    }

    private static bool IsAmong(BinanceOrder order, BinanceSymbol symbol, Side side, PositionSide positionSide) =>
        order.ReduceOnly && order.Symbol == symbol && order.Side == side && order.PositionSide == positionSide;
}
