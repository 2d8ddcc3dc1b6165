namespace Touchline.Core;

/// <summary>
/// Counts things by whole second and in a sliding window of 10 ms. Times never step back. Memory grows with the number of different
/// times within one window only.
/// </summary>
internal sealed class RateCounter
{
    private const long Second = 1_000_000_000;
    private const long Window = 10_000_000;

    private readonly ValueHistogram _seconds = new();
    private readonly Queue<(long Ns, long Count)> _window = new();
    private long _count;
    private long _first;
    private long _second;
    private long _inSecond;
    private long _last;
    private long _atLast;
    private long _inWindow;
    private long _burst;
    private long _burstNs;

    public void Add(long ns)
    {
        if (_count++ == 0)
        {
            (_first, _last, _second) = (ns, ns, ns / Second);
        }
        else if (ns != _last)
        {
            _window.Enqueue((_last, _atLast));
            (_last, _atLast) = (ns, 0);
            while (_window.TryPeek(out (long Ns, long Count) oldest) && oldest.Ns <= ns - Window)
            {
                _inWindow -= oldest.Count;
                _window.Dequeue();
            }

            if (ns / Second != _second)
                EndSecond(ns / Second);
        }

        _inSecond++;
        _atLast++;
        if (++_inWindow > _burst)
            (_burst, _burstNs) = (_inWindow, ns);
    }

    /// <param name="offsetNs">Added to the time of the burst.</param>
    public RateStatistics Finish(long offsetNs)
    {
        if (_count > 0)
            _seconds.Add(_inSecond);
        long span = _last - _first;
        return new RateStatistics
        {
            Count = _count,
            MeanPerSecond = span == 0 ? 0 : _count / (span / 1e9),
            P99PerSecond = _seconds.Percentile(99),
            MaxPerSecond = _seconds.Max,
            LargestBurstIn10Ms = _burst,
            LargestBurstNs = _count == 0 ? null : _burstNs + offsetNs,
        };
    }

    private void EndSecond(long next)
    {
        _seconds.Add(_inSecond);
        _seconds.Add(0, next - _second - 1);
        (_second, _inSecond) = (next, 0);
    }
}
