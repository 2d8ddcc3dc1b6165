using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What an account deposits for an instrument and what the venue asks for (isolated margin; every instrument for itself). Rules:
/// docs/simulation.md, "Margin and liquidation".
/// </summary>
public sealed record MarginTerms
{
    private static readonly MarginBracket[] DefaultMaintenance = [new(0, 0.004m)];

    /// <summary>No limit: nothing is asked for and nothing liquidated.</summary>
    public static MarginTerms None { get; } = new();

    /// <summary>Quote currency, above 0; <see cref="decimal.MaxValue"/> is no limit.</summary>
    public decimal Deposit { get; init; } = decimal.MaxValue;

    /// <summary>A position may be worth so many times its margin when it is opened; at least 1.</summary>
    public decimal Leverage { get; init; } = 1;

    /// <summary>What must remain of a position's value, in brackets by rising value from 0 on; each rate is for the part within its bracket.</summary>
    public IReadOnlyList<MarginBracket> Maintenance { get; init; } = DefaultMaintenance;

    /// <summary>Taken of the value that a liquidation trades, in place of the taker fee.</summary>
    public decimal LiquidationFee { get; init; } = 0.0125m;

    public bool IsLimited => Deposit != decimal.MaxValue;

    /// <summary>The margin that a position of a value must keep.</summary>
    public decimal MaintenanceOf(decimal value)
    {
        decimal margin = 0;
        for (int i = 0; i < Maintenance.Count && value > Maintenance[i].FromValue; i++)
        {
            decimal to = i + 1 < Maintenance.Count ? Math.Min(value, Maintenance[i + 1].FromValue) : value;
            margin += (to - Maintenance[i].FromValue) * Maintenance[i].Rate;
        }

        return margin;
    }

    /// <exception cref="BadInputException">The terms contradict each other.</exception>
    public void Check()
    {
        if (IsLimited && Leverage * Maintenance[0].Rate >= 1)
        {
            throw new BadInputException(
                $"leverage {Leverage} asks for a margin of {1 / Leverage:0.######}, not more than the maintenance of {Maintenance[0].Rate}: every position would be liquidated as it opens");
        }
    }
}

/// <summary>A maintenance rate from a position's value on.</summary>
/// <param name="FromValue">Quote currency.</param>
/// <param name="Rate">A share from 0 to 1.</param>
public readonly record struct MarginBracket(decimal FromValue, decimal Rate);
