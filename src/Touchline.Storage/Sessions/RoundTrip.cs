namespace Touchline.Storage;

/// <summary>
/// A position from flat to flat, at average cost by the same rule as the engine's ledger: what closing a part releases of the cost is rounded to 12
/// decimals, and what was rounded off is realised with the rest.
/// </summary>
internal sealed class RoundTrip(PositionRow row, long units, decimal multiplier)
{
    private const int Decimals = 12;

    public PositionRow Row => row;

    /// <summary>Open units, not negative.</summary>
    public long Units { get; private set; } = units;

    public bool IsLong => row.Side == Long;

    public const string Long = "long";
    public const string Short = "short";

    public static decimal Mean(decimal value, decimal quantity) => quantity == 0 ? 0 : Math.Round(value / quantity, Decimals, MidpointRounding.AwayFromZero);

    /// <summary>A part of an amount, rounded.</summary>
    public static decimal Share(decimal amount, long part, long whole) => Math.Round(amount * part / whole, Decimals, MidpointRounding.AwayFromZero);

    public void Open(long more, decimal quantity, decimal value, decimal fee, long atNs)
    {
        Units += more;
        row.Quantity += quantity;
        row.OpenCost += value;
        row.EntryQuantity += quantity;
        row.EntryValue += value;
        row.EntryPrice = Mean(row.EntryValue, row.EntryQuantity * multiplier);
        Count(fee, atNs);
    }

    /// <returns>What it earned, without the fee.</returns>
    public decimal Close(long part, decimal quantity, decimal value, decimal fee, long atNs)
    {
        long left = Units - part;
        decimal costLeft = left == 0 ? 0 : Math.Round(row.OpenCost * ((decimal)left / Units), Decimals, MidpointRounding.AwayFromZero);
        decimal cost = row.OpenCost - costLeft;
        decimal earned = IsLong ? value - cost : cost - value;
        Units = left;
        row.OpenCost = costLeft;
        row.Quantity -= quantity;
        row.ExitQuantity += quantity;
        row.ExitValue += value;
        row.ExitPrice = Mean(row.ExitValue, row.ExitQuantity * multiplier);
        row.RealisedPnl += earned;
        Count(fee, atNs);
        return earned;
    }

    /// <param name="amount">Positive when received.</param>
    public void Fund(decimal amount, long atNs)
    {
        row.Funding += amount;
        Count(0, atNs);
    }

    private void Count(decimal fee, long atNs)
    {
        row.Fees += fee;
        row.NetPnl = row.RealisedPnl - row.Fees + row.Funding;
        row.UpdatedAt = Math.Max(row.UpdatedAt, atNs);
    }
}
