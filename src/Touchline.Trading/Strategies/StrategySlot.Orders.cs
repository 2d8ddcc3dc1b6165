using System.Text;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Its reasons by name, and what it hears of its brackets and legs.</content>
public sealed partial class StrategySlot
{
    internal const int MostReasons = 1024;
    private const int MostReasonLength = 64;

    private readonly List<string> _reasons = [];

    /// <summary>The reasons that it named: the code of the first is <see cref="OrderReason.FirstOwn"/>.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>What a reason of its orders is called.</summary>
    public string NameOf(OrderReason reason) => OwnNameOf(reason) ?? reason.ToString();

    /// <summary>The name that it gave to a reason; null: none.</summary>
    public string? OwnNameOf(OrderReason reason) =>
        reason.IsOwn && reason.Code - OrderReason.FirstOwn < _reasons.Count ? _reasons[reason.Code - OrderReason.FirstOwn] : null;

    internal OrderReason Reason(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int known = _reasons.IndexOf(name);
        if (known >= 0)
            return new OrderReason((ushort)(OrderReason.FirstOwn + known));
        if (name.Length is 0 or > MostReasonLength || name.Any(char.IsControl) || name.EnumerateRunes().Contains(Rune.ReplacementChar))
            throw new ArgumentException($"a reason's name has 1 to {MostReasonLength} characters that can be read", nameof(name));
        if (_reasons.Count == MostReasons)
            throw new ArgumentException($"{MostReasons} reasons have names already", nameof(name));
        _reasons.Add(name);
        return new OrderReason((ushort)(OrderReason.FirstOwn + _reasons.Count - 1));
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
