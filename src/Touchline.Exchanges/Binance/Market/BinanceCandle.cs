using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The trades of a stretch of time. Without any it stands at the price before.</summary>
internal sealed class BinanceCandle(long openMs, long closeMs, Price price)
{
    public long OpenMs => openMs;

    /// <summary>The last millisecond that belongs to it.</summary>
    public long CloseMs => closeMs;

    public Price Open { get; private set; } = price;

    public Price High { get; private set; } = price;

    public Price Low { get; private set; } = price;

    public Price Close { get; private set; } = price;

    public Quantity Volume { get; private set; }

    public decimal QuoteVolume { get; private set; }

    public Quantity TakerBuyVolume { get; private set; }

    public decimal TakerBuyQuoteVolume { get; private set; }

    public int Trades { get; private set; }

    /// <summary>-1 without trades.</summary>
    public long FirstId { get; private set; } = -1;

    /// <summary>-1 without trades.</summary>
    public long LastId { get; private set; } = -1;

    public void Add(in BinanceTrade trade, decimal value)
    {
        if (Trades == 0)
        {
            Open = High = Low = trade.Price;
            FirstId = trade.Id;
        }

        High = High > trade.Price ? High : trade.Price;
        Low = Low < trade.Price ? Low : trade.Price;
        Close = trade.Price;
        LastId = trade.Id;
        Trades++;
        Volume += trade.Quantity;
        QuoteVolume += value;
        if (trade.Aggressor == Side.Buy)
        {
            TakerBuyVolume += trade.Quantity;
            TakerBuyQuoteVolume += value;
        }
    }
}

/// <summary>The newest candles of one length, without holes from the first trade on.</summary>
internal sealed class BinanceCandles(BinanceInterval interval)
{
    /// <summary>What a request may ask for at most.</summary>
    public const int Most = 1500;

    private readonly Queue<BinanceCandle> _closed = new();
    private long _count;

    public BinanceInterval Interval => interval;

    public BinanceCandle? Current { get; private set; }

    /// <summary>How many there have been, gone ones and the current one included.</summary>
    public long Count => _count;

    public void Add(in BinanceTrade trade, decimal value)
    {
        long ms = trade.TimeNs / 1_000_000;
        if (Current is null)
            Begin(interval.OpenOf(ms), trade.Price);
        Roll(ms);
        Current!.Add(trade, value);
    }

    /// <summary>Closes what is over by then.</summary>
    public void Roll(long ms)
    {
        // After a long silence the oldest of the empty candles would be gone again at once.
        if (Current is not null && interval.Ms > 0 && (ms - Current.OpenMs) / interval.Ms > Most)
            Begin(interval.OpenOf(ms) - Most * interval.Ms, Current.Close);
        while (Current is not null && Current.CloseMs < ms)
            Begin(Current.CloseMs + 1, Current.Close);
    }

    /// <summary>Those that are kept, oldest first, the current one last.</summary>
    public IEnumerable<BinanceCandle> Kept => Current is null ? _closed : _closed.Append(Current);

    /// <summary>The newest closed ones, oldest first.</summary>
    public IEnumerable<BinanceCandle> Closed(int newest) => _closed.Skip(Math.Max(0, _closed.Count - newest));

    private void Begin(long openMs, Price price)
    {
        if (Current is not null)
        {
            _closed.Enqueue(Current);
            if (_closed.Count >= Most)
                _closed.Dequeue();
        }

        Current = new BinanceCandle(openMs, interval.Next(openMs) - 1, price);
        _count++;
    }
}
