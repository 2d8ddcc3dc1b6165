using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>How a synthetic capture's messages travel. Times in nanoseconds.</summary>
public sealed record BinanceCaptureOptions
{
    /// <summary>How far the receiver's clock is behind the exchange's.</summary>
    public long ClockBehindNs { get; init; } = 250_000_000;

    /// <summary>The shortest way from the exchange to the receiver.</summary>
    public long LatencyNs { get; init; } = 1_500_000;

    /// <summary>Mean of what is added to it at random, for each stream on its own.</summary>
    public long JitterNs { get; init; } = 2_500_000;

    /// <summary>Level changes are gathered this long into one depth update.</summary>
    public long DepthEveryNs { get; init; } = 51_000_000;

    /// <summary>The snapshot is asked for after so many messages.</summary>
    public int SnapshotAfterMessages { get; init; } = 50;

    /// <summary>How long the snapshot's answer takes.</summary>
    public long SnapshotWayNs { get; init; } = 80_000_000;

    public long FirstUpdateId { get; init; } = 5_200_000_000_000;

    public long FirstTradeId { get; init; } = 5_300_000_000;
}

/// <summary>
/// Turns a market's events into the text that a receiver of its Binance USDⓈ-M streams would have captured,
/// <c>&lt;local ns&gt; &lt;json&gt;</c> a line in order of local time: depth@0ms, bookTicker and trade on ways of their own, so that exchange
/// times may step back from line to line, and the REST depth snapshot in mid-stream. For one thread.
/// </summary>
public sealed class BinanceCapture
{
    private const long NsPerMs = 1_000_000;

    // The venue answers with no more; what lies further out shows itself when it changes.
    private const int MostSnapshotLevels = 1000;

    private readonly BinanceCaptureOptions _options;
    private readonly BinanceRawWriter _messages;
    private readonly SeededRandom _random;
    private readonly OrderBook _book;
    private readonly TextWriter _output;
    private readonly PriorityQueue<string, (long ArrivalNs, long Number)> _onTheWay = new();
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private Touch _lastTouch = Touch.Empty;
    private long _depthArrivalNs, _tickerArrivalNs, _tradeArrivalNs;
    private long _firstId, _lastId, _previousId, _changedNs, _sendDepthNs;
    private long _tradeId;
    private bool _snapshotTaken;

    /// <param name="instrument">Whose units the events count.</param>
    /// <param name="book">The market's book, which the market keeps up to date.</param>
    /// <param name="seed">For the jitter.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="options">How messages travel.</param>
    public BinanceCapture(Instrument instrument, OrderBook book, ulong seed, TextWriter output, BinanceCaptureOptions options)
    {
        _options = options;
        _messages = new BinanceRawWriter(instrument);
        _random = new SeededRandom(seed);
        _book = book;
        _output = output;
        _tradeId = options.FirstTradeId;
        _previousId = _lastId = options.FirstUpdateId;
    }

    /// <summary>Messages made so far.</summary>
    public long Messages { get; private set; }

    /// <summary>What one order did, if anything, at one exchange time that isn't before the last; the book already shows it.</summary>
    public void Add(ReadOnlySpan<MarketEvent> rows)
    {
        if (rows.IsEmpty)
            return;
        long now = rows[0].ExchangeNs;
        if (HasDepth && now >= _sendDepthNs)
            SendDepth();
        Deliver(now);
        foreach (ref readonly MarketEvent row in rows)
        {
            if (row.Kind == EventKind.Trade)
                Send(_messages.Trade(_tradeId++, row, now / NsPerMs), now, ref _tradeArrivalNs);
            else if (row.Kind == EventKind.Depth)
                Gather(row);
        }

        if (_book.Touch != _lastTouch && _book.IsTwoSided)
        {
            _lastTouch = _book.Touch;
            Send(_messages.BookTicker(_lastId, _lastTouch, now / NsPerMs), now, ref _tickerArrivalNs);
        }

        // Taken while changes are being gathered, so that the update around it has U ≤ lastUpdateId ≤ u.
        if (!_snapshotTaken && HasDepth && Messages >= _options.SnapshotAfterMessages)
            TakeSnapshot(now);
    }

    /// <summary>Everything still on its way arrives.</summary>
    public void Complete()
    {
        if (HasDepth)
            SendDepth();
        Deliver(long.MaxValue);
    }

    private bool HasDepth => _bids.Count + _asks.Count > 0;

    private void Gather(in MarketEvent row)
    {
        long id = _options.FirstUpdateId + row.Reference;
        if (!HasDepth)
        {
            _firstId = id;
            _sendDepthNs = row.ExchangeNs + _options.DepthEveryNs;
        }

        _lastId = id;
        _changedNs = row.ExchangeNs;
        (row.Side == Side.Buy ? _bids : _asks)[row.Price.Units] = row.Quantity.Units;
    }

    private void SendDepth()
    {
        string text = _messages.Depth(_firstId, _lastId, _previousId, Levels(_bids), Levels(_asks), _sendDepthNs / NsPerMs, _changedNs / NsPerMs);
        Send(text, _sendDepthNs, ref _depthArrivalNs);
        _previousId = _lastId;
        _bids.Clear();
        _asks.Clear();
    }

    private void TakeSnapshot(long now)
    {
        _snapshotTaken = true;
        string text = _messages.Snapshot(_lastId, Best(Side.Buy), Best(Side.Sell), now / NsPerMs, now / NsPerMs);
        long arrival = now + _options.SnapshotWayNs;
        Send(text, now, ref arrival);
    }

    private BookLevel[] Best(Side side)
    {
        var levels = new BookLevel[Math.Min(MostSnapshotLevels, _book.LevelCount(side))];
        _book.CopyTop(side, levels);
        return levels;
    }

    // A stream is one connection: its messages keep their order, other streams may overtake them.
    private void Send(string text, long sentNs, ref long arrivalNs)
    {
        long travel = _options.LatencyNs + (long)(_random.Exponential() * _options.JitterNs);
        arrivalNs = Math.Max(arrivalNs + 1 + _random.Below(900), sentNs + travel);
        _onTheWay.Enqueue(text, (arrivalNs, Messages++));
    }

    // Whatever is sent from now on arrives after now.
    private void Deliver(long now)
    {
        while (_onTheWay.TryPeek(out string? text, out (long ArrivalNs, long Number) at) && at.ArrivalNs <= now)
        {
            _onTheWay.Dequeue();
            _output.Write(at.ArrivalNs - _options.ClockBehindNs);
            _output.Write(' ');
            _output.Write(text);
            _output.Write('\n');
        }
    }

    private static IEnumerable<BookLevel> Levels(SortedDictionary<long, long> levels) =>
        levels.Select(l => new BookLevel(new Price(l.Key), new Quantity(l.Value)));
}
