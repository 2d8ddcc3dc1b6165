using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Its reasons by name, and what it hears of its brackets and legs.</content>
public sealed partial class StrategySlot
{
    private const int MostReasons = 1024;
    private const int MostReasonLength = 64;

    private readonly List<string> _reasons = [];

    /// <summary>The reasons that it named: the code of the first is <see cref="OrderReason.FirstOwn"/>.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>What a reason of its orders is called.</summary>
    public string NameOf(OrderReason reason) =>
        reason.IsOwn && reason.Code - OrderReason.FirstOwn < _reasons.Count ? _reasons[reason.Code - OrderReason.FirstOwn] : reason.ToString();

    internal OrderReason Reason(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MostReasonLength)
            throw new ArgumentException($"a reason's name has 1 to {MostReasonLength} characters", nameof(name));
        int known = _reasons.IndexOf(name);
        if (known >= 0)
            return new OrderReason((ushort)(OrderReason.FirstOwn + known));
        if (_reasons.Count == MostReasons)
            throw new ArgumentException($"{MostReasons} reasons have names already", nameof(name));
        _reasons.Add(name);
        return new OrderReason((ushort)(OrderReason.FirstOwn + _reasons.Count - 1));
    }

    internal void OnBracket(in BracketUpdate bracket)
    {
        if (!IsTold)
            return;
        try
        {
            _strategy.OnBracket(bracket);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnBracket), e);
        }
    }

    internal void OnLegs(in LegsUpdate legs)
    {
        if (!IsTold)
            return;
        try
        {
            _strategy.OnLegs(legs);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnLegs), e);
        }
    }
}
