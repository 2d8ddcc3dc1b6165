using System.Text;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Its reasons by name, and what it hears of its brackets and legs.</content>
public sealed partial class StrategySlot
{
    internal const int MostReasons = 1024;
    private const int MostReasonLength = 64;

    /// <summary>The first code of those that versions elsewhere name.</summary>
    internal const ushort FirstElsewhere = OrderReason.FirstOwn + MostReasons;

    // By whoever was called in the engine, in all its versions: a replay names the same.
    private readonly List<string> _reasons = [];

    // By versions elsewhere, of which a replay has none.
    private readonly List<string> _reasonsElsewhere = [];

    /// <summary>The reasons that it named in the engine: the code of the first is <see cref="OrderReason.FirstOwn"/>.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>What a reason of its orders is called.</summary>
    public string NameOf(OrderReason reason) => OwnNameOf(reason) ?? reason.ToString();

    /// <summary>The name that it gave to a reason; null: none.</summary>
    public string? OwnNameOf(OrderReason reason)
    {
        (List<string> names, ushort first) = reason.Code < FirstElsewhere ? (_reasons, OrderReason.FirstOwn) : (_reasonsElsewhere, FirstElsewhere);
        return reason.IsOwn && reason.Code - first < names.Count ? names[reason.Code - first] : null;
    }

    internal OrderReason Reason(string name) => Reason(name, _reasons, OrderReason.FirstOwn);

    /// <summary>A reason that a version named whose code runs elsewhere: with a code that is nobody's in the engine, where a replay names nothing for it.</summary>
    internal OrderReason ReasonElsewhere(string name) => Reason(name, _reasonsElsewhere, FirstElsewhere);

    private static OrderReason Reason(string name, List<string> names, ushort first)
    {
        ArgumentNullException.ThrowIfNull(name);
        int known = names.IndexOf(name);
        if (known >= 0)
            return new OrderReason((ushort)(first + known));
        if (name.Length is 0 or > MostReasonLength || name.Any(char.IsControl) || name.EnumerateRunes().Contains(Rune.ReplacementChar))
            throw new ArgumentException($"a reason's name has 1 to {MostReasonLength} characters that can be read", nameof(name));
        if (names.Count == MostReasons)
            throw new ArgumentException($"{MostReasons} reasons have names already", nameof(name));
        names.Add(name);
        return new OrderReason((ushort)(first + names.Count - 1));
    }

    internal void OnBracket(in BracketUpdate bracket)
    {
        if (IsTold)
            _seat.OnBracket(bracket);
    }

    internal void OnLegs(in LegsUpdate legs)
    {
        if (IsTold)
            _seat.OnLegs(legs);
    }
}
