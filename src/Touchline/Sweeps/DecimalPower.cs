namespace Touchline.Sweeps;

/// <summary>Points between two numbers by their logarithm, in decimal arithmetic: the same on every machine.</summary>
internal static class DecimalPower
{
    private const decimal Ln2 = 0.6931471805599453094172321215m;

    /// <summary>least × (most ÷ least)^share, to some twenty digits.</summary>
    /// <param name="least">Above 0.</param>
    /// <param name="share">0 to 1.</param>
    public static decimal Between(decimal least, decimal most, decimal share) => share == 1 ? most : least * Exp(share * (Ln(most) - Ln(least)));

    private static decimal Ln(decimal x)
    {
        decimal result = 0;
        for (; x > 1.5m; x /= 2)
            result += Ln2;
        for (; x < 0.75m; x *= 2)
            result -= Ln2;
        // ln x = 2 (y + y³/3 + y⁵/5 + …) with y = (x − 1) / (x + 1), at most a fifth.
        decimal y = (x - 1) / (x + 1), power = y, sum = 0;
        for (int odd = 1; power != 0; odd += 2)
        {
            sum += power / odd;
            power *= y * y;
        }

        return result + 2 * sum;
    }

    private static decimal Exp(decimal x)
    {
        int twos = (int)decimal.Floor(x / Ln2);
        decimal rest = x - twos * Ln2, term = 1, sum = 0;
        for (int i = 1; term != 0; i++)
        {
            sum += term;
            term *= rest / i;
        }

        for (; twos > 0; twos--)
            sum *= 2;
        for (; twos < 0; twos++)
            sum /= 2;
        return sum;
    }
}
