using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Live;

/// <summary>What a user can do about a refusal that the venue explains in its own terms only.</summary>
internal static class RefusalAdvice
{
    // MIN_NOTIONAL. Its text names the least value, not what to change.
    private const string NotionalTooSmall = "-4164";

    // What the strategies call the quantity of an order.
    private const string Size = "size";

    /// <summary>To be put behind the venue's word; empty where that says enough.</summary>
    public static string Of(string told, Strategy strategy)
    {
        if (!told.Contains(NotionalTooSmall, StringComparison.Ordinal))
            return "";
        return RaiseSize(strategy);
    }

    /// <summary>The same behind risk's word, which knows the venue's least value.</summary>
    public static string Of(RiskRefusal refusal, Instrument instrument, Strategy strategy) => refusal == RiskRefusal.MinNotional
        ? $": {instrument.Venue} takes no order worth less than {instrument.MinNotional:0.########} there.{RaiseSize(strategy)}"
        : "";

    private static string RaiseSize(Strategy strategy)
    {
        string how = strategy.Parameters.FirstOrDefault(p => p.Name == Size) is { } size ? $" (--param {Size}=, {size.ValueText} now)" : "";
        return $" An order's price times its size has to reach that: raise the size{how}";
    }
}
