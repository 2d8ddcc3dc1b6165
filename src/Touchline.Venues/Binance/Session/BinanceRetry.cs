using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>How long to wait before the next try: 1 to 3 s before the first, doubled with each, up to 12 s, jittered so that many don't come at once.</summary>
internal sealed class BinanceRetry(SeededRandom random)
{
    private const long NsPerMs = 1_000_000;
    private const int MaxDoublings = 2;
    private const long LongestNs = 12_000 * NsPerMs;

    private int _tries;

    public int Tries => _tries;

    public long NextNs()
    {
        long longest = Math.Min(LongestNs, (3_000 * NsPerMs) << Math.Min(_tries, MaxDoublings));
        _tries++;
        return longest / 3 + (long)(random.NextDouble() * (longest - longest / 3));
    }

    public void Reset() => _tries = 0;
}
