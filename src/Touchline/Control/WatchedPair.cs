using Touchline.Core;

namespace Touchline.Control;

/// <summary>What somebody wants of a pair that the session doesn't trade.</summary>
[Flags]
internal enum PairWish
{
    None = 0,
    Book = 1,
    Trades = 2,
}

/// <summary>A pair that is watched: its book and its bars. One thread writes it, any may look.</summary>
internal sealed class WatchedPair(string symbol)
{
    private readonly Lock _lock = new();
    private OrderBook _book = new();
    private CandleBook _candles = new();
    private Instrument? _instrument;
    private long _lastEventNs;

    public string Symbol => symbol;

    /// <summary>Of the users, all together; the watch's.</summary>
    public PairWish Wishes { get; set; }

    /// <summary>The instrument is known, or its units have changed: book and bars begin anew.</summary>
    public void Begin(Instrument instrument)
    {
        lock (_lock)
        {
            if (_instrument is not null && _instrument.PriceUnit == instrument.PriceUnit && _instrument.QuantityUnit == instrument.QuantityUnit)
            {
                _instrument = instrument;
                return;
            }

            (_instrument, _book, _candles, _lastEventNs) = (instrument, new OrderBook(), new CandleBook(), 0);
        }
    }

    public void Add(ReadOnlySpan<MarketEvent> batch)
    {
        lock (_lock)
        {
            foreach (ref readonly MarketEvent e in batch)
            {
                _book.Apply(e);
                _lastEventNs = e.LocalNs;
                if (e.Kind == EventKind.Trade)
                    _candles.OnTrades([new TradeTick(0, e.ExchangeNs, e.LocalNs, e.Price, e.Quantity, e.Side)]);
            }
        }
    }

    /// <summary>Its streams have ended: what is shown of the book isn't so any more.</summary>
    public void Lose()
    {
        lock (_lock)
            _book = new OrderBook();
    }

    /// <summary>Null: the venue hasn't said yet what it is.</summary>
    public PairView? Look(long nowNs)
    {
        lock (_lock)
        {
            return _instrument is { } instrument
                ? new PairView(instrument, Top(Side.Buy), Top(Side.Sell), _book.IsStale || !_book.IsTwoSided, nowNs, _lastEventNs, _candles, 0, null)
                : null;
        }
    }

    private BookLevel[] Top(Side side)
    {
        var levels = new BookLevel[SessionPortrait.Levels];
        return levels[.._book.CopyTop(side, levels)];
    }
}
