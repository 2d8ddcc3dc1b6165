namespace Touchline.Core;

/// <summary>
/// A quantity as a whole count of its instrument version's <see cref="QuantityUnit"/>. Range ±2^60, checked where text becomes a
/// quantity. Negative only where a sign has a meaning (a short position).
/// </summary>
public readonly record struct Quantity(long Units) : IComparable<Quantity>
{
    public bool IsZero => Units == 0;

    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    public static bool operator <(Quantity a, Quantity b) => a.Units < b.Units;
    public static bool operator >(Quantity a, Quantity b) => a.Units > b.Units;
    public static bool operator <=(Quantity a, Quantity b) => a.Units <= b.Units;
    public static bool operator >=(Quantity a, Quantity b) => a.Units >= b.Units;
    public static Quantity operator +(Quantity a, Quantity b) => new(a.Units + b.Units);
    public static Quantity operator -(Quantity a, Quantity b) => new(a.Units - b.Units);
    public static Quantity operator -(Quantity a) => new(-a.Units);

    public override string ToString() => Units.ToString();
}
