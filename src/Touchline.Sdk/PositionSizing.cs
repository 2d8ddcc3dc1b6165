namespace Touchline.Sdk;

/// <summary>
/// How much of a balance a position may take: a share that falls with the balance and with volatility. A balance under 200 gives 8 %, under 500 6 %, and 3 % from there on; that is divided
/// by 1 + 10 × volatility.
/// </summary>
public static class PositionSizing
{
    private const decimal VolatilityWeight = 10;

    /// <summary>The share of the balance, 0 to 0.08.</summary>
    /// <param name="balance">In quote currency; nothing is taken of one that isn't above 0.</param>
    /// <param name="volatility">Of the returns over the time that the position is meant for, as a share: 0.02 is two percent. Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The volatility is negative.</exception>
    public static decimal Share(decimal balance, decimal volatility)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(volatility);
        decimal share = balance switch
        {
            <= 0 => 0,
            < 200 => 0.08m,
            < 500 => 0.06m,
            _ => 0.03m,
        };
        return share / (1 + VolatilityWeight * volatility);
    }

    /// <summary>The position's value in quote currency: that share of the balance.</summary>
    /// <inheritdoc cref="Share"/>
    public static decimal Value(decimal balance, decimal volatility) => balance * Share(balance, volatility);
}
