using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// Volatility and arrival intensity of one instrument: as given, or over a rolling window of what the strategy saw at its looks. An
/// estimate is there once a tenth of the window has been seen. Allocates in its constructor only.
/// </summary>
internal sealed class MarketEstimate
{
    private const long RefitNs = 5_000_000_000;

    private readonly EstimateTerms _terms;
    private readonly long _tickUnits;
    private readonly double _priceUnit;
    private readonly RollingVariance? _variance;
    private readonly ArrivalDepths? _depths;
    private readonly (short Up, short Down, int SpreadTicks)[] _intervals = [];
    private readonly IntensityFit _fit = new();
    private IntervalReach _reach;
    private int _next;
    private int _seen;
    private int _spreadTicks;
    private long _fitDueNs;

    public MarketEstimate(Instrument instrument, EstimateTerms terms)
    {
        _terms = terms;
        _tickUnits = instrument.TickUnits;
        _priceUnit = instrument.PriceUnit.ToDouble(new Price(1));
        (Sigma, A, K) = (terms.EstimatesSigma ? double.NaN : terms.Sigma, terms.A, terms.K);
        _reach.Begin(TwiceMid.None);
        if (terms.EstimatesSigma)
            _variance = new RollingVariance(terms.Lag, terms.Window);
        if (!terms.EstimatesIntensity)
            return;
        (A, K) = (double.NaN, double.NaN);
        _depths = new ArrivalDepths();
        _intervals = new (short, short, int)[terms.Window];
        Array.Fill(_intervals, ((short)-1, (short)0, 0));
    }

    /// <summary>Quote currency by the square root of a second; not a number while it isn't known.</summary>
    public double Sigma { get; private set; }

    /// <inheritdoc cref="IntensityFit.A"/>
    public double A { get; private set; }

    /// <summary>One over quote currency; not a number while it isn't known.</summary>
    public double K { get; private set; }

    public void OnTrade(in MarketEvent trade)
    {
        if (_depths is not null)
            _reach.OnTrade(trade.Side, trade.Price);
    }

    /// <summary>One look at the market, a step after the one before.</summary>
    public void Look(BookView book, long nowNs)
    {
        long mid = Ladder.IsSound(book) ? TwiceMid.Of(book.Touch) : TwiceMid.None;
        _seen = Math.Min(_seen + 1, _terms.Window);
        if (_variance is not null)
            LookAtVariance(_variance, mid);
        if (_depths is not null)
            LookAtDepths(_depths, book, mid, nowNs);
    }

    private void LookAtVariance(RollingVariance variance, long mid)
    {
        variance.Add(mid);
        Sigma = variance.Pairs >= Math.Max(1, _terms.Window / 10)
            ? Math.Sqrt(variance.PerStep / (_terms.StepNs / 1e9)) * _priceUnit
            : double.NaN;
    }

    private void LookAtDepths(ArrivalDepths depths, BookView book, long mid, long nowNs)
    {
        ref (short Up, short Down, int SpreadTicks) interval = ref _intervals[_next];
        _next = (_next + 1) % _intervals.Length;
        if (interval.Up >= 0)
            depths.Remove(interval.Up, interval.Down, interval.SpreadTicks);
        interval = ((short)-1, (short)0, 0);
        if (_reach.IsMeasured)
        {
            interval = ((short)_reach.Up(_tickUnits), (short)_reach.Down(_tickUnits), _spreadTicks);
            depths.Add(interval.Up, interval.Down, interval.SpreadTicks);
        }

        _reach.Begin(mid);
        _spreadTicks = mid == TwiceMid.None ? 0 : (int)Math.Min(ArrivalDepths.Furthest, book.Touch.Spread / _tickUnits);
        if (_seen < _terms.Window / 10 || nowNs < _fitDueNs)
            return;
        _fitDueNs = nowNs + RefitNs;
        bool isFitted = _fit.TryFit(depths, _terms.StepNs / 1e9, _tickUnits * _priceUnit / 2);
        (A, K) = isFitted ? (_fit.A, _fit.K) : (double.NaN, double.NaN);
    }
}
