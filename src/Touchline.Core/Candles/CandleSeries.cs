namespace Touchline.Core;

/// <summary>
/// The newest candles of one instrument version and interval. Trades are sorted into bars by exchange time; a bar closes for good when
/// the engine's time reaches its end plus a grace, so that trades which arrive a little late still count. Several bars can be forming
/// at once. For one thread; allocates nothing after construction.
/// </summary>
/// <remarks>
/// The bars are without holes: they reach from the first trade's bar to the newest traded or newest closed bar, whichever is later, and
/// go back at most <see cref="Capacity"/> bars. So there is no bar before the first trade, and an empty bar appears when it closes or
/// when a later bar trades. Times are within 2^62 ns of zero and of each other.
/// </remarks>
public sealed class CandleSeries
{
    private readonly CandleBar[] _bars;
    private readonly long _interval;
    private readonly long _grace;

    // Bars are numbered by exchange time divided by the interval; bar n lies at n modulo the capacity. Valid while _count > 0.
    private long _newest;
    private long _newestOpenNs;
    private int _newestPlace;
    private int _count;

    // The newest closed number and the engine time that closes the one after it.
    private long _closed = long.MinValue;
    private long _nextCloseNs = long.MinValue;

    /// <param name="intervalNs">The length of a bar in nanoseconds, at least 1.</param>
    /// <param name="graceNs">How long after its end a bar still takes trades, in engine time.</param>
    /// <param name="capacity">How many bars are kept.</param>
    public CandleSeries(long intervalNs, long graceNs, int capacity = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalNs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(graceNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _interval = intervalNs;
        _grace = graceNs;
        _bars = new CandleBar[capacity];
    }

    public long IntervalNs => _interval;

    public long GraceNs => _grace;

    public int Capacity => _bars.Length;

    public int Count => _count;

    /// <summary>Trades that weren't applied because their bar had closed or was older than the series keeps.</summary>
    public long LateTrades { get; private set; }

    /// <summary>A bar by age: 0 is the newest, <see cref="Count"/> - 1 the oldest.</summary>
    public Candle this[int age]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(age);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, _count);
            long number = _newest - age;
            ref readonly CandleBar bar = ref Bar(number);
            return new Candle(
                number * _interval, _interval, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Trades, number > _closed);
        }
    }

    /// <summary>Adds a trade; false when it is late. Call <see cref="OnClock"/> with the trade's engine time first.</summary>
    public bool OnTrade(long exchangeNs, Price price, Quantity quantity)
    {
        if (_count > 0 && _newest > _closed && (ulong)(exchangeNs - _newestOpenNs) < (ulong)_interval)
        {
            _bars[_newestPlace].Add(exchangeNs, price, quantity);
            return true;
        }

        return OnTradeElsewhere(exchangeNs, price, quantity);
    }

    /// <summary>Closes the bars that are over by engine time. Time that runs backwards changes nothing.</summary>
    /// <returns>How many bars closed, those that the series no longer keeps not counted; they end at the newest closed bar.</returns>
    public int OnClock(long nowNs) => nowNs < _nextCloseNs ? 0 : CloseUntil(nowNs);

    private bool OnTradeElsewhere(long exchangeNs, Price price, Quantity quantity)
    {
        long number = NumberOf(exchangeNs);
        if (number <= _closed || (_count > 0 && number < _newest && _newest - number >= _bars.Length))
        {
            LateTrades++;
            return false;
        }

        if (_count == 0)
            Start(number);
        else if (number > _newest)
            ExtendTo(number);
        else if (number <= _newest - _count)
            ExtendBackTo(number);
        Bar(number).Add(exchangeNs, price, quantity);
        CarryClose(number);
        return true;
    }

    private int CloseUntil(long nowNs)
    {
        long before = _closed;
        _closed = NumberOf(nowNs - _grace) - 1;
        _nextCloseNs = (_closed + 2) * _interval + _grace;
        if (_count == 0)
            return 0;
        if (_closed > _newest)
            ExtendTo(_closed);
        long oldest = Math.Max(_newest - _count, before);
        return (int)Math.Max(0, Math.Min(_closed, _newest) - oldest);
    }

    private void Start(long number)
    {
        SetNewest(number);
        _count = 1;
        Bar(number) = default;
    }

    // Empty bars up to a number; of a gap longer than the series only the end that is kept is written.
    private void ExtendTo(long number)
    {
        CandleBar empty = CandleBar.Empty(Bar(_newest).Close);
        long from = Math.Max(_newest + 1, number - _bars.Length + 1);
        for (long n = from; n <= number; n++)
            Bar(n) = empty;
        _count = (int)Math.Min(_count + (number - _newest), _bars.Length);
        SetNewest(number);
    }

    // A trade before the first bar: the bars between are empty, their prices follow from its close.
    private void ExtendBackTo(long number)
    {
        for (long n = _newest - _count; n >= number; n--)
            Bar(n) = default;
        _count = (int)(_newest - number) + 1;
    }

    // A bar's close is the price of the empty bars that follow it.
    private void CarryClose(long number)
    {
        CandleBar empty = CandleBar.Empty(Bar(number).Close);
        for (long n = number + 1; n <= _newest && Bar(n).Trades == 0; n++)
            Bar(n) = empty;
    }

    private void SetNewest(long number)
    {
        _newest = number;
        _newestOpenNs = number * _interval;
        _newestPlace = PlaceOf(number);
    }

    private ref CandleBar Bar(long number) => ref _bars[PlaceOf(number)];

    private int PlaceOf(long number)
    {
        long place = number % _bars.Length;
        return (int)(place < 0 ? place + _bars.Length : place);
    }

    private long NumberOf(long timeNs)
    {
        long number = timeNs / _interval;
        return number * _interval > timeNs ? number - 1 : number;
    }
}
