namespace Touchline.Core;

/// <summary>The state of one pass over one instrument's rows, in local order.</summary>
internal sealed class MarketFactsCollector(Instrument instrument)
{
    private const long Second = 1_000_000_000;

    private readonly TouchTimes _quotes = new();
    private readonly TouchTimes _book = new();
    private readonly DepthWatch _depth = new(instrument);
    private readonly TradeWatch _trades = new(instrument.QuantityUnit);
    private readonly SecondCounter _quoteSeconds = new();
    private readonly RateCounter _messages = new();
    private readonly ValueHistogram _latency = new();
    private long _firstNs = MarketEvent.Unseen;
    private long _lastNs;
    private long _rows;
    private Price _bid;

    public void Add(in MarketEvent row, long localNs)
    {
        if (row.Kind == EventKind.Definition)
            return;
        if (_firstNs == MarketEvent.Unseen)
            _firstNs = localNs;
        _lastNs = localNs;
        _rows++;
        if (row.EndsBatch)
            _messages.Add(localNs);
        if (row.SeenByExchange && row.Kind is not (EventKind.Snapshot or EventKind.Clear or EventKind.Gap))
            _latency.Add(localNs - row.ExchangeNs);
        Sort(row);
    }

    public MarketFacts Finish()
    {
        double seconds = Math.Max(1, _lastNs - _firstNs) / (double)Second;
        RateStatistics messages = _messages.Finish(0);
        TouchTimes touch = _quotes.Updates > 0 ? _quotes : _book;
        return new MarketFacts
        {
            Seconds = seconds,
            Spread = touch.Spread(instrument.TickUnits),
            Moves = touch.Moves(seconds),
            Depth = _depth.Finish(),
            Trades = _trades.Finish(seconds),
            Flow = new FlowFacts(
                _rows / seconds, messages.Count / seconds, _depth.Updates / seconds, _quotes.Updates / seconds, _trades.Count / seconds,
                messages.LargestBurstIn10Ms, messages.MaxPerSecond ?? 0, _trades.Fano, _quoteSeconds.Fano),
            Latency = new LatencyStatistics
            {
                Rows = _latency.Count,
                MinNs = _latency.Min,
                P50Ns = _latency.Percentile(50),
                P90Ns = _latency.Percentile(90),
                P99Ns = _latency.Percentile(99),
                P999Ns = _latency.Percentile(99.9),
                MaxNs = _latency.Max,
            },
        };
    }

    private void Sort(in MarketEvent row)
    {
        switch (row.Kind)
        {
            case EventKind.Clear or EventKind.Snapshot or EventKind.Depth or EventKind.Gap:
                if (_depth.Add(row))
                    _book.Set(row.ExchangeNs, _depth.Touch.BidPrice, _depth.Touch.AskPrice);
                break;
            case EventKind.Trade:
                _trades.Add(row);
                break;
            case EventKind.BestQuote when row.Side == Side.Buy:
                _bid = row.Price;
                break;
            case EventKind.BestQuote:
                _quotes.Set(row.ExchangeNs, _bid, row.Price);
                _quoteSeconds.Add(row.ExchangeNs);
                break;
        }
    }
}

/// <summary>Counts by whole second for a Fano factor. A time before the one before it counts with that one's second.</summary>
internal sealed class SecondCounter
{
    private const long Second = 1_000_000_000;

    private long _second = -1;
    private long _inSecond;
    private long _seconds;
    private double _sum;
    private double _squares;

    public double Fano
    {
        get
        {
            double mean = _sum / _seconds;
            return (_squares / _seconds - mean * mean) / mean;
        }
    }

    public void Add(long ns)
    {
        long second = ns / Second;
        if (_second >= 0 && second > _second)
        {
            // The second that has begun is left out, its end isn't known.
            _sum += _inSecond;
            _squares += (double)_inSecond * _inSecond;
            _seconds += second - _second;
            _inSecond = 0;
        }

        _second = Math.Max(_second, second);
        _inSecond++;
    }
}
