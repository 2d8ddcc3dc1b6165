namespace Touchline.Core;

/// <summary>
/// Random numbers that depend on the seed alone, on every machine and runtime: xoshiro256**, seeded through SplitMix64. Only exact
/// operations and single roundings are used, no logarithm. For one thread. Source: Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators" (2021).
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    public ulong NextBits()
    {
        ulong result = ulong.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … count − 1; the bias is below count × 2^-64.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(NextBits(), (ulong)count, out _);
    }

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>
    /// Exponential with mean 1, by von Neumann's comparison of uniform numbers (1951): a logarithm's last bit may differ between
    /// machines.
    /// </summary>
    public double Exponential()
    {
        for (int whole = 0; ; whole++)
        {
            double first = NextDouble(), last = first, next;
            bool even = true;
            while ((next = NextDouble()) < last)
            {
                last = next;
                even = !even;
            }

            if (even)
                return whole + first;
        }
    }

    /// <summary>Nearly normal with mean 0 and variance 1: the sum of twelve uniform numbers, so within ±6.</summary>
    public double Normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
            sum += NextDouble();
        return sum;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
