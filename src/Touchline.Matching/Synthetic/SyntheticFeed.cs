using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// A synthetic market as its venue would publish it, in the manner of Binance's futures: a message for each trade and each change of the best bid or ask, the changed
/// levels gathered into a depth update about every 50 ms, mark price and funding rate once a second. All messages come on one connection, in the exchange's order. For one thread.
/// </summary>
public sealed class SyntheticFeed
{
    // The feed's luck is no part of the market's.
    private const ulong FeedSeed = 0x6665_6564_0000_0001;

    private readonly SyntheticStreamOptions _options;
    private readonly SyntheticMarket _market;
    private readonly SeededRandom _random;
    private readonly FeedDelay _delay;
    private readonly GatheredLevels _bids = new(Side.Buy);
    private readonly GatheredLevels _asks = new(Side.Sell);
    private readonly MarkPrice _mark;
    private Touch _touch;
    private long _depthNs;
    private long _markNs;

    /// <param name="options">What it shows and how long it travels; its market options aren't looked at.</param>
    /// <param name="market">The market as it stands at the start.</param>
    /// <param name="units">What the market's prices count.</param>
    /// <param name="seed">For times.</param>
    public SyntheticFeed(SyntheticStreamOptions options, SyntheticMarket market, SyntheticMarketOptions units, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DepthEveryNs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DepthJitterNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MarkEveryNs, 1);
        _options = options;
        _market = market;
        _random = new SeededRandom(seed ^ FeedSeed);
        _delay = new FeedDelay(options.Delay, _random.NextBits(), market.NowNs);
        _mark = new MarkPrice(units.Tick);
        _touch = market.Book.Touch;
        _depthNs = market.NowNs + options.DepthEveryNs;
        _markNs = market.NowNs + options.MarkEveryNs;
    }

    /// <summary>Exchange time at which it next says something of its own, whatever the market does.</summary>
    public long NextNs => Math.Min(_depthNs, _markNs);

    /// <summary>The whole book as one message, added to the rows.</summary>
    public void Open(EventBuffer rows)
    {
        int first = rows.Count;
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (BookLevel level in _market.Book.Snapshot(side))
            {
                ref MarketEvent row = ref rows.Add(EventKind.Snapshot, side);
                row.Price = level.Price;
                row.Quantity = level.Quantity;
                row.Reference = _market.UpdateId;
            }
        }

        Send(rows, first, _market.NowNs);
    }

    /// <summary>What is due at <see cref="NextNs"/>, added to the rows; the market hasn't gone beyond that time.</summary>
    public void Say(EventBuffer rows)
    {
        int first = rows.Count;
        long now = NextNs;
        if (now == _depthNs)
        {
            _bids.Tell(_market.Book, rows, _market.UpdateId);
            _asks.Tell(_market.Book, rows, _market.UpdateId);
            _depthNs += _options.DepthEveryNs + (long)(_random.Exponential() * _options.DepthJitterNs);
        }
        else
        {
            _mark.Tell(_market, now, rows);
            _markNs += _options.MarkEveryNs;
        }

        if (rows.Count > first)
            Send(rows, first, now);
    }

    /// <summary>What the market or an order from outside did just now; the messages that say so are added to the rows.</summary>
    public void Take(ReadOnlySpan<MarketEvent> changes, EventBuffer rows)
    {
        foreach (ref readonly MarketEvent change in changes)
        {
            if (change.Kind == EventKind.Trade)
            {
                rows.Add(change);
                Send(rows, rows.Count - 1, change.ExchangeNs);
            }
            else
            {
                (change.Side == Side.Buy ? _bids : _asks).Add(change.Price);
            }
        }

        Touch touch = _market.Book.Touch;
        if (touch == _touch || !touch.IsTwoSided)
            return;
        _touch = touch;
        Quote(rows, Side.Buy, touch.BidPrice, touch.BidQuantity);
        Quote(rows, Side.Sell, touch.AskPrice, touch.AskQuantity);
        Send(rows, rows.Count - 2, _market.NowNs);
    }

    private void Quote(EventBuffer rows, Side side, Price price, Quantity quantity)
    {
        ref MarketEvent row = ref rows.Add(EventKind.BestQuote, side);
        row.Price = price;
        row.Quantity = quantity;
        row.Reference = _market.UpdateId;
    }

    // A message arrives as a whole: its rows have one local time.
    private void Send(EventBuffer rows, int first, long sentNs)
    {
        long arrival = _delay.Arrival(sentNs);
        foreach (ref MarketEvent row in rows.Events[first..])
        {
            row.ExchangeNs = sentNs;
            row.LocalNs = arrival;
            row.Flags = EventFlags.None;
        }

        rows.Events[^1].Flags = EventFlags.EndOfBatch;
    }
}
