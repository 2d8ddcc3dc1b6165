namespace Touchline.Core;

/// <summary>
/// The side of a book level or order, or the aggressor of a trade. The values are the signs used in files: 1 bid or buy,
/// -1 ask or sell, 0 none (or both, for a clear row).
/// </summary>
public enum Side : sbyte
{
    Sell = -1,
    None = 0,
    Buy = 1,
}

public static class Sides
{
    public static Side Opposite(this Side side) => (Side)(-(sbyte)side);

    /// <summary>1 for a buy, -1 for a sell, 0 for none.</summary>
    public static int Sign(this Side side) => (sbyte)side;
}
