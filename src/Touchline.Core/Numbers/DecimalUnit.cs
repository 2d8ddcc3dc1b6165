using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// An exact positive decimal step, <c>Mantissa × 10^-Decimals</c>, in lowest terms (0.1 is 1 and 1, 0.5 is 5 and 1, 10 is 1
/// and -1). Prices and quantities are whole counts of such a step.
/// </summary>
public readonly record struct DecimalUnit
{
    /// <summary>The largest count on either side of zero: 2^60.</summary>
    public const long MaxCount = 1L << 60;

    private DecimalUnit(long mantissa, int decimals)
    {
        Mantissa = mantissa;
        Decimals = decimals;
    }

    public long Mantissa { get; }

    /// <summary>Places after the decimal point; negative for steps of 10 and more. Range -18 to 18.</summary>
    public int Decimals { get; }

    /// <summary>One, the step of whole numbers.</summary>
    public static DecimalUnit One => new(1, 0);

    public static bool TryCreate(DecimalText text, out DecimalUnit unit)
    {
        unit = default;
        (long mantissa, int decimals) = text;
        if (mantissa <= 0)
            return false;
        for (; mantissa % 10 == 0; mantissa /= 10)
            decimals--;
        if (decimals is < -18 or > 18)
            return false;
        unit = new DecimalUnit(mantissa, decimals);
        return true;
    }

    /// <exception cref="BadInputException">The text isn't a positive decimal number within 10^-18 to 10^18.</exception>
    public static DecimalUnit Parse(string text, string name) =>
        DecimalText.TryParse(text, out DecimalText value) && TryCreate(value, out DecimalUnit unit)
            ? unit
            : throw new BadInputException($"{name} '{text}' is not a step: give a positive decimal number such as 0.1");

    /// <summary>The count of steps in a decimal number; false when it is no whole multiple or beyond ±2^60.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCount(DecimalText value, out long count)
    {
        int shift = Decimals - value.Decimals;
        if ((uint)shift <= 18 && Mantissa == 1)
        {
            Int128 wide = Math.BigMul(value.Mantissa, DecimalText.PowersOfTen[shift]);
            count = (long)wide;
            return wide == count && count is >= -MaxCount and <= MaxCount;
        }

        return TryCountSlow(value, out count);
    }

    /// <summary>
    /// The count of steps in a number's text, without a double or an allocation; false when the text is no number or doesn't fit.
    /// Takes what <see cref="DecimalText.TryParse(ReadOnlySpan{byte}, out DecimalText)"/> takes.
    /// </summary>
    public bool TryParseCount(ReadOnlySpan<byte> text, out long count)
    {
        if (Mantissa == 1 && text.Length is > 0 and <= 17)
        {
            long mantissa = 0;
            int point = -1;
            int i = 0;
            for (; i < text.Length; i++)
            {
                uint d = (uint)(text[i] - '0');
                if (d <= 9)
                    mantissa = mantissa * 10 + d;
                else if (text[i] == '.' && point < 0 && i > 0)
                    point = i;
                else
                    break;
            }

            int shift = Decimals - (point < 0 ? 0 : text.Length - point - 1);
            if (i == text.Length && (uint)(shift + 18) <= 36)
                return TryShift(mantissa, shift, out count);
        }

        count = 0;
        return DecimalText.TryParse(text, out DecimalText value) && TryCount(value, out count);
    }

    private static bool TryShift(long mantissa, int shift, out long count)
    {
        if (shift < 0)
        {
            long scale = DecimalText.PowersOfTen[-shift];
            count = mantissa / scale;
            return count * scale == mantissa && count <= MaxCount;
        }

        Int128 wide = Math.BigMul(mantissa, DecimalText.PowersOfTen[shift]);
        count = (long)wide;
        return wide == count && count <= MaxCount;
    }

    private bool TryCountSlow(DecimalText value, out long count)
    {
        count = 0;
        if (value.Mantissa == 0)
            return true;
        int shift = Decimals - value.Decimals;
        if (shift < -18)
            return false;
        Int128 top = value.Mantissa;
        Int128 bottom = shift >= 0 ? Mantissa : (Int128)Mantissa * DecimalText.PowersOfTen[-shift];
        for (; shift > 0; shift--)
        {
            top *= 10;
            if (Int128.Abs(top) > MaxCount * bottom)
                return false;
        }

        (Int128 quotient, Int128 rest) = Int128.DivRem(top, bottom);
        if (rest != 0 || quotient > MaxCount || quotient < -MaxCount)
            return false;
        count = (long)quotient;
        return true;
    }

    /// <summary>How many whole steps a quantity that isn't negative holds, at most 2^60.</summary>
    public long CountDown(decimal quantity)
    {
        decimal step = ToDecimal();
        bool isBeyond = step >= 1 ? quantity / step >= MaxCount : quantity >= MaxCount * step;
        return isBeyond ? MaxCount : (long)Math.Floor(quantity / step);
    }

    /// <summary>The exact value of a count of steps.</summary>
    public decimal ToDecimal(long count) => Mantissa == 1 && Decimals >= 0
        ? new DecimalText(count, Decimals).ToDecimal()
        : count * ToDecimal();

    public decimal ToDecimal() => new DecimalText(Mantissa, Decimals).ToDecimal();

    /// <summary>The nearest double, for display, statistics and signals only.</summary>
    public double ToDouble(long count) => Decimals >= 0
        ? (double)count * Mantissa / DecimalText.PowersOfTen[Decimals]
        : (double)count * Mantissa * DecimalText.PowersOfTen[-Decimals];

    /// <summary>
    /// The coarsest unit of which this unit and the number are both whole multiples. False when it would leave the range.
    /// </summary>
    public bool TryRefine(DecimalText value, out DecimalUnit finer)
    {
        finer = this;
        if (value.Mantissa == 0)
            return true;
        int decimals = Math.Max(Decimals, value.Decimals);
        if (decimals - Decimals > 18 || decimals - value.Decimals > 18)
            return false;
        Int128 a = (Int128)Mantissa * DecimalText.PowersOfTen[decimals - Decimals];
        Int128 b = Int128.Abs(value.Mantissa) * DecimalText.PowersOfTen[decimals - value.Decimals];
        while (b != 0)
            (a, b) = (b, a % b);
        while (a % 10 == 0)
        {
            a /= 10;
            decimals--;
        }

        return a <= long.MaxValue && TryCreate(new DecimalText((long)a, decimals), out finer);
    }

    public override string ToString() => new DecimalText(Mantissa, Decimals).ToString();
}
