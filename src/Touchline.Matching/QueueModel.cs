using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Touchline.Matching;

/// <summary>The families of queue models. f(front) and f(back) are taken of the quantity ahead of an own order and behind it.</summary>
public enum QueueKind : byte
{
    /// <summary>Only trades move an order up: what is cancelled was behind it.</summary>
    RiskAverse = 1,

    /// <summary>A cancellation was behind us with the chance f(back) / (f(back) + f(front)), f(x) = xⁿ.</summary>
    Power = 2,

    /// <summary>f(back) / f(back + front), f(x) = xⁿ.</summary>
    Power2 = 3,

    /// <summary>1 − f(front / (front + back)), f(x) = xⁿ.</summary>
    Power3 = 4,

    /// <summary>f(back) / (f(back) + f(front)), f(x) = ln(1 + x).</summary>
    Log = 5,

    /// <summary>f(back) / f(back + front), f(x) = ln(1 + x).</summary>
    Log2 = 6,

    /// <summary>The real queue, where the data has order ids.</summary>
    Fifo = 7,
}

/// <summary>
/// What is assumed of a fall of the shown quantity that no trade explains: how much of it was ahead of an own order. Immutable; printed
/// with every result. Rules: docs/simulation.md, "Queue position".
/// </summary>
public sealed record QueueModel
{
    /// <summary>How a model is written, for help and messages.</summary>
    public const string Right = "risk-averse, log, log2, power:n=N, power2:n=N or power3:n=N with a number N above 0, e.g. power:n=3; on order-by-order recordings fifo too";

    private static readonly (QueueKind Kind, string Name)[] Known =
    [
        (QueueKind.RiskAverse, "risk-averse"),
        (QueueKind.Power, "power"),
        (QueueKind.Power2, "power2"),
        (QueueKind.Power3, "power3"),
        (QueueKind.Log, "log"),
        (QueueKind.Log2, "log2"),
        (QueueKind.Fifo, "fifo"),
    ];

    private QueueModel(QueueKind kind, double exponent)
    {
        Kind = kind;
        Exponent = exponent;
    }

    public static QueueModel RiskAverse { get; } = new(QueueKind.RiskAverse, 0);

    public static QueueModel Log { get; } = new(QueueKind.Log, 0);

    public static QueueModel Fifo { get; } = new(QueueKind.Fifo, 0);

    public static QueueModel Log2 { get; } = new(QueueKind.Log2, 0);

    public QueueKind Kind { get; }

    /// <summary>n of the power models, above 0 and finite; 0 for the others.</summary>
    public double Exponent { get; }

    /// <summary>One of the power models.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind has no exponent, or it isn't a finite number above 0.</exception>
    public static QueueModel Power(QueueKind kind, double exponent)
    {
        if (!HasExponent(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a power model");
        if (!IsExponent(exponent))
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "an exponent is a finite number above 0");
        return new QueueModel(kind, exponent);
    }

    /// <summary>Reads what <see cref="ToString"/> writes: a name, for a power model with <c>:n=</c> and its exponent behind it.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out QueueModel model)
    {
        const string Prefix = "n=";
        const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        model = null;
        string[] parts = text.Split(':');
        int known = Array.FindIndex(Known, k => k.Name == parts[0]);
        if (known < 0)
            return false;
        QueueKind kind = Known[known].Kind;
        if (!HasExponent(kind))
        {
            model = new QueueModel(kind, 0);
            return parts.Length == 1;
        }

        if (parts.Length != 2 || !parts[1].StartsWith(Prefix, StringComparison.Ordinal)
            || !double.TryParse(parts[1].AsSpan(Prefix.Length), Number, CultureInfo.InvariantCulture, out double exponent) || !IsExponent(exponent))
            return false;
        model = new QueueModel(kind, exponent);
        return true;
    }

    public override string ToString()
    {
        string name = Array.Find(Known, k => k.Kind == Kind).Name;
        return HasExponent(Kind) ? $"{name}:n={Exponent.ToString(CultureInfo.InvariantCulture)}" : name;
    }

    private static bool HasExponent(QueueKind kind) => kind is QueueKind.Power or QueueKind.Power2 or QueueKind.Power3;

    private static bool IsExponent(double exponent) => exponent > 0 && double.IsFinite(exponent);
}
