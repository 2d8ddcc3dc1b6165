using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// What is known of a conditional order besides what is known of every order. It waits in Binance's algo service until it is set off; then it is an order like others, with a number of its own, and
/// <see cref="BinanceOrder.VenueId"/> is that.
/// </summary>
internal sealed class BinanceConditional
{
    private const int CallbackStepPpm = 1_000, LeastCallbackPpm = 1_000, MostCallbackPpm = 100_000;

    /// <summary>The venue said that it was set off; which order it became may not be known yet.</summary>
    public bool IsSetOff;

    /// <summary>It is to be asked about: whether it was set off, which order it became, or, once that is known, how that one stands.</summary>
    public bool IsSought;

    /// <summary>When the newest question was asked whose answer said that it waits.</summary>
    public long WaitedNs = long.MinValue;

    /// <summary>Some of its fills were told as a stranger's before anybody knew.</summary>
    public bool HasLostFills;

    /// <summary>Why Binance can't take it; null: nothing stands against it.</summary>
    public static string? Objection(in NewOrder terms)
    {
        if (terms.TimeInForce == TimeInForce.GoodTillDate)
            return "a stop, take-profit or trailing order with a date isn't sent to Binance: it isn't documented what becomes of it when it is set off. Send it without one, and cancel it when its time is up";
        bool isCallback = terms.CallbackPpm is >= LeastCallbackPpm and <= MostCallbackPpm && terms.CallbackPpm % CallbackStepPpm == 0;
        return terms.Type == OrderType.TrailingStop && !isCallback
            ? $"a callback of {terms.CallbackPpm / 10_000m} %: Binance takes 0.1 to 10 % in steps of 0.1 %"
            : null;
    }
}
