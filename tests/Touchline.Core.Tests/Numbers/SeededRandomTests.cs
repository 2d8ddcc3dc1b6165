namespace Touchline.Core.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_first_numbers_of_a_seed_are_those_of_xoshiro256_starstar()
    {
        // SplitMix64 from 0 fills the state with E220A8397B1DCDAF, 6E789E6AA1B965F4, 06C45D188009454F, F88BB8A8724C81EC.
        ulong expected = ulong.RotateLeft(unchecked(0x6E789E6AA1B965F4 * 5), 7) * 9;
        Assert.Equal(expected, new SeededRandom(0).NextBits());
        Assert.NotEqual(expected, new SeededRandom(1).NextBits());
    }

    [Fact]
    public void Numbers_are_spread_as_their_names_say()
    {
        const int Count = 200_000;
        var random = new SeededRandom(1);
        double uniform = 0, exponential = 0, normal = 0, squares = 0;
        int chances = 0, beyondOne = 0;
        int[] below = new int[7];
        for (int i = 0; i < Count; i++)
        {
            uniform += random.NextDouble();
            double e = random.Exponential();
            exponential += e;
            beyondOne += e > 1 ? 1 : 0;
            double n = random.Normal();
            normal += n;
            squares += n * n;
            chances += random.Chance(0.3) ? 1 : 0;
            below[random.Below(7)]++;
        }

        Assert.Equal(0.5, uniform / Count, 0.01);
        Assert.Equal(1, exponential / Count, 0.02);
        Assert.Equal(Math.Exp(-1), (double)beyondOne / Count, 0.01);
        Assert.Equal(0, normal / Count, 0.02);
        Assert.Equal(1, squares / Count, 0.02);
        Assert.Equal(0.3, (double)chances / Count, 0.01);
        Assert.All(below, n => Assert.Equal(1.0 / 7, (double)n / Count, 0.01));
    }
}
