using System.Text;

namespace Touchline.Plugins;

/// <summary>
/// The market on its way to the plug-in. When its queue is full, trades are dropped by whole; of each symbol the newest book ticker is kept here, takes the older one's place, and goes out before anything else as soon as there is room. So a
/// plug-in that lags never trades on a ticker that was the last one and got lost.
/// </summary>
public sealed partial class NativePlugin
{
    private readonly CBookTicker[] _names;
    private readonly CEvent[] _pending;
    private readonly bool[] _isPending;
    private readonly int[] _pendingOrder;
    private BlockProducer<CEvent> _events = null!;
    private int _pendingCount;

    /// <summary>Trades that found the queue full and were dropped, all starts together.</summary>
    public long Dropped { get; private set; }

    /// <summary>Book tickers whose place a newer one of their symbol took, all starts together.</summary>
    public long Conflated { get; private set; }

    /// <summary>Events that the plug-in hasn't taken; 0 once it is closed.</summary>
    public int Backlog => IsOpen ? _events.Count + _pendingCount : 0;

    /// <summary>Tells it the best bid and ask. Once it is closed nothing happens.</summary>
    /// <param name="symbol">Its place in the list of symbols.</param>
    /// <param name="timeNs">The exchange's time, ns since the Unix epoch.</param>
    /// <param name="receivedNs">When we had it, ns since the Unix epoch.</param>
    public unsafe void OfferTicker(int symbol, double bidPrice, double askPrice, double bidQuantity, double askQuantity, long timeNs, long receivedNs)
    {
        if (!IsOpen)
            return;
        CEvent* into = _pendingCount > 0 && !TrySendPending() ? null : _events.Claim();
        if (into == null)
        {
            Keep(symbol);
            fixed (CEvent* pending = &_pending[symbol])
                Write(pending, symbol, bidPrice, askPrice, bidQuantity, askQuantity, timeNs, receivedNs);
            return;
        }

        Write(into, symbol, bidPrice, askPrice, bidQuantity, askQuantity, timeNs, receivedNs);
        _events.Publish();
    }

    /// <summary>Tells it a trade. Once it is closed nothing happens.</summary>
    /// <param name="symbol">Its place in the list of symbols.</param>
    /// <param name="quantity">Above 0.</param>
    /// <param name="timeNs">The exchange's time, ns since the Unix epoch.</param>
    /// <param name="receivedNs">When we had it, ns since the Unix epoch.</param>
    public unsafe void OfferTrade(int symbol, double price, double quantity, bool isBuyerMaker, long timeNs, long receivedNs)
    {
        if (!IsOpen)
            return;
        CEvent* into = _pendingCount > 0 && !TrySendPending() ? null : _events.Claim();
        if (into == null)
        {
            Dropped++;
            CheckRings();
            return;
        }

        into->EventType = CEvent.Trade;
        into->Ticker = _names[symbol];
        into->MarketTrade.Price = price;
        into->MarketTrade.Quantity = isBuyerMaker ? -quantity : quantity;
        into->MarketTrade.TimeNs = timeNs;
        into->ReceivedAtNs = (ulong)receivedNs;
        _events.Publish();
    }

    private static unsafe CBookTicker NameOf(string text)
    {
        var name = new CBookTicker { SymbolLength = (byte)text.Length };
        Encoding.ASCII.GetBytes(text, new Span<byte>(name.Symbol, PluginSymbol.MostBytes));
        return name;
    }

    private unsafe void Write(CEvent* into, int symbol, double bidPrice, double askPrice, double bidQuantity, double askQuantity, long timeNs, long receivedNs)
    {
        into->EventType = CEvent.BookTicker;
        into->Ticker = _names[symbol];
        into->Ticker.BidPrice = bidPrice;
        into->Ticker.AskPrice = askPrice;
        into->Ticker.BidQuantity = bidQuantity;
        into->Ticker.AskQuantity = askQuantity;
        into->Ticker.TimeNs = timeNs;
        into->ReceivedAtNs = (ulong)receivedNs;
    }

    private void Keep(int symbol)
    {
        if (_isPending[symbol])
            Conflated++;
        else
            (_isPending[symbol], _pendingOrder[_pendingCount++]) = (true, symbol);
        CheckRings();
    }

    // All or as many as fit, oldest first; true when none is left.
    private unsafe bool TrySendPending()
    {
        int sent = 0;
        for (; sent < _pendingCount; sent++)
        {
            CEvent* into = _events.Claim();
            if (into == null)
                break;
            int symbol = _pendingOrder[sent];
            *into = _pending[symbol];
            _isPending[symbol] = false;
            _events.Publish();
        }

        _pendingOrder.AsSpan(sent, _pendingCount - sent).CopyTo(_pendingOrder);
        _pendingCount -= sent;
        return _pendingCount == 0;
    }
}
