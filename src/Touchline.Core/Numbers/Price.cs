namespace Touchline.Core;

/// <summary>
/// A price as a whole count of its instrument version's <see cref="PriceUnit"/>. Range ±2^60, checked where text becomes a price.
/// Two prices compare only within one instrument version.
/// </summary>
public readonly record struct Price(long Units) : IComparable<Price>
{
    public int CompareTo(Price other) => Units.CompareTo(other.Units);

    public static bool operator <(Price a, Price b) => a.Units < b.Units;
    public static bool operator >(Price a, Price b) => a.Units > b.Units;
    public static bool operator <=(Price a, Price b) => a.Units <= b.Units;
    public static bool operator >=(Price a, Price b) => a.Units >= b.Units;
    public static Price operator +(Price a, long units) => new(a.Units + units);
    public static Price operator -(Price a, long units) => new(a.Units - units);

    /// <summary>The distance between two prices in units.</summary>
    public static long operator -(Price a, Price b) => a.Units - b.Units;

    public override string ToString() => Units.ToString();
}
