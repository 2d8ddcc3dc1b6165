namespace Touchline.Core;

/// <summary>How long each spread stood, and the mid at whole seconds. By the exchange's clock, which may not step back.</summary>
internal sealed class TouchTimes
{
    private const long Second = 1_000_000_000;
    private const int Far = 10;

    private readonly ValueHistogram _spreads = new();
    private readonly double[] _lastMids = new double[Far + 1];
    private readonly Moments _one = new();
    private readonly Moments _ten = new();
    private double _weighted;
    private long _ns = MarketEvent.Unseen;
    private long _bid;
    private long _ask;
    private long _seconds;
    private long _moves;

    public long Updates { get; private set; }

    public void Set(long ns, Price bid, Price ask)
    {
        Updates++;
        if (_ns != MarketEvent.Unseen)
            Pass(Math.Max(_ns, ns));
        else
            _ns = ns;
        if (bid.Units != _bid && _bid != 0)
            _moves++;
        if (ask.Units != _ask && _ask != 0)
            _moves++;
        (_bid, _ask) = (bid.Units, ask.Units);
    }

    public SpreadFacts Spread(long tick)
    {
        double all = _spreads.Count;
        double one = 0, few = 0;
        for (int ticks = 1; ticks <= 5; ticks++)
        {
            long time = _spreads.CountOf(ticks * tick);
            if (ticks == 1)
                one = time / all;
            else
                few += time / all;
        }

        return new SpreadFacts(one, few, 1 - one - few, _weighted / all / tick);
    }

    public MoveFacts Moves(double seconds) => new(_one.Deviation * 1e4, _ten.Deviation * 1e4, _one.Kurtosis, _moves / seconds);

    private void Pass(long ns)
    {
        long spread = _ask - _bid, passed = ns - _ns;
        if (spread > 0 && _bid > 0)
        {
            _spreads.Add(spread, passed);
            _weighted += (double)spread * passed;
            for (long second = _ns / Second + 1; second <= ns / Second; second++)
                EndSecond();
        }

        _ns = ns;
    }

    private void EndSecond()
    {
        double mid = _bid + (_ask - _bid) / 2.0;
        if (_seconds >= 1)
            _one.Add(mid / _lastMids[(_seconds - 1) % _lastMids.Length] - 1);
        if (_seconds >= Far)
            _ten.Add(mid / _lastMids[(_seconds - Far) % _lastMids.Length] - 1);
        _lastMids[_seconds % _lastMids.Length] = mid;
        _seconds++;
    }
}

/// <summary>Sums of powers for a deviation and a kurtosis about the mean.</summary>
internal sealed class Moments
{
    private long _count;
    private double _one, _two, _three, _four;

    public double Deviation => Math.Sqrt(Variance);

    public double Kurtosis
    {
        get
        {
            double m = _one / _count;
            double fourth = _four / _count - 4 * m * _three / _count + 6 * m * m * _two / _count - 3 * m * m * m * m;
            return fourth / (Variance * Variance);
        }
    }

    private double Variance => _two / _count - _one / _count * (_one / _count);

    public void Add(double value)
    {
        _count++;
        _one += value;
        _two += value * value;
        _three += value * value * value;
        _four += value * value * value * value;
    }
}
