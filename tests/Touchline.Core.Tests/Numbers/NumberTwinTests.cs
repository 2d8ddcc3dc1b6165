using System.Numerics;
using System.Text;

namespace Touchline.Core.Tests;

/// <summary>Numbers from text against a plain reader with big integers, over random texts with fixed seeds.</summary>
public class NumberTwinTests
{
    private const int Texts = 1_200_000;

    private static readonly DecimalUnit[] Units = Array.ConvertAll(
        ["1", "0.1", "0.5", "0.00005", "25", "10", "1e-12", "0.01", "1e-18", "1000000000", "0.003", "1e18", "1.25", "0.00000001"],
        text => DecimalUnit.Parse(text, "unit"));

    [Fact]
    public void Every_text_reads_as_its_exact_value_or_not_at_all()
    {
        var random = new Random(21);
        var texts = new NumberTexts(random);
        int numbers = 0, counts = 0;
        for (int i = 0; i < Texts; i++)
        {
            string text = texts.Next();
            byte[] bytes = Encoding.Latin1.GetBytes(text);
            bool expected = PlainDecimal.TryParse(text, out BigInteger digits, out int exponent);
            bool ours = DecimalText.TryParse(bytes, out DecimalText value);
            if (ours != expected)
                Assert.Fail($"'{text}' was {(ours ? "read" : "refused")}");
            if (ours && (value.Mantissa != digits || (digits != 0 && value.Decimals != -exponent)))
                Assert.Fail($"'{text}' was read as {value.Mantissa} with {value.Decimals} decimals");
            numbers += ours ? 1 : 0;
            DecimalUnit unit = Units[random.Next(Units.Length)];
            BigInteger? count = expected ? PlainDecimal.Count(digits, exponent, unit) : null;
            counts += count is null ? 0 : 1;
            CheckCount(text, unit, count, ours && unit.TryCount(value, out long exact), ours ? CountOf(unit, value) : 0);
            CheckCount(text, unit, count, unit.TryParseCount(bytes, out long read), read);
        }

        Assert.InRange(numbers, Texts / 2, Texts - Texts / 20);
        Assert.InRange(counts, Texts / 10, numbers);
    }

    [Fact]
    public void A_refined_unit_is_the_coarsest_that_fits_both()
    {
        var random = new Random(22);
        var texts = new NumberTexts(random);
        int refined = 0;
        for (int i = 0; i < 300_000; i++)
        {
            DecimalUnit unit = Units[random.Next(Units.Length)];
            if (!DecimalText.TryParse(texts.Next(), out DecimalText value) || !unit.TryRefine(value, out DecimalUnit finer))
                continue;
            refined++;
            BigInteger ours = Scaled(finer.Mantissa, finer.Decimals);
            BigInteger both = BigInteger.GreatestCommonDivisor(Scaled(unit.Mantissa, unit.Decimals), Scaled(value.Mantissa, value.Decimals));
            if (ours != both)
                Assert.Fail($"{value} refines {unit} to {finer}");
        }

        Assert.True(refined > 100_000, $"only {refined} were refined");
    }

    [Fact]
    public void Decimals_and_doubles_give_back_what_text_said()
    {
        var random = new Random(23);
        var texts = new NumberTexts(random);
        for (int i = 0; i < 200_000; i++)
        {
            string text = texts.Next();
            if (!DecimalText.TryParse(text, out DecimalText value) || value.Decimals < -9)
                continue;
            Assert.Equal(decimal.Parse(text, System.Globalization.NumberStyles.Float), value.ToDecimal());
            double number = random.NextDouble() * Math.Pow(10, random.Next(-6, 12));
            if (DecimalText.TryFrom(number, out DecimalText shortest))
                Assert.Equal(number, double.Parse(shortest.ToString()));
        }
    }

    [Fact]
    public void Reading_counts_allocates_nothing()
    {
        byte[][] texts = ["61800.20"u8.ToArray(), "-3"u8.ToArray(), "1e-7"u8.ToArray(), "0.00000000000000000000"u8.ToArray(), "junk"u8.ToArray()];
        int read = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (DecimalUnit unit in Units)
            {
                foreach (byte[] text in texts)
                    read += unit.TryParseCount(text, out _) ? 1 : 0;
            }
        }));
        Assert.True(read > 0);
    }

    private static long CountOf(DecimalUnit unit, DecimalText value)
    {
        unit.TryCount(value, out long count);
        return count;
    }

    private static void CheckCount(string text, DecimalUnit unit, BigInteger? expected, bool fits, long count)
    {
        if (fits != expected.HasValue || (fits && count != expected!.Value))
            Assert.Fail($"'{text}' in steps of {unit} is {expected?.ToString() ?? "refused"}, not {(fits ? count : "refused")}");
    }

    private static BigInteger Scaled(long mantissa, int decimals) => mantissa * BigInteger.Pow(10, 60 - decimals);
}
