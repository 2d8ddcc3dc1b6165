using System.Globalization;
using Touchline.Core;

namespace Touchline.View;

/// <summary>Numbers and times as a session shows them, the same in every language.</summary>
internal static class SessionTexts
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    // With all the decimals of the tick, so that prices stand under each other.
    public static string Price(Instrument instrument, Price price)
    {
        decimal tick = instrument.Tick / 1.0000000000000000000000000000m;
        return instrument.PriceUnit.ToDecimal(price).ToString($"F{Math.Min(tick.Scale, (byte)12)}", Plain) is var text && instrument.PriceUnit.ToDecimal(price) % tick == 0
            ? text
            : instrument.PriceUnit.ToDecimal(price).ToString("0.############", Plain);
    }

    public static string Quantity(Instrument instrument, Quantity quantity) =>
        instrument.QuantityUnit.ToDecimal(quantity).ToString("0.########", Plain);

    public static string Signed(decimal quantity) => quantity.ToString("+0.########;-0.########;0", Plain);

    /// <summary>Four decimals, fewer where there is much of it.</summary>
    public static string Money(decimal money, bool isSigned = false)
    {
        string format = Math.Abs(money) switch
        {
            < 1_000 => "0.0000",
            < 1_000_000 => "#,0.00",
            _ => "#,0",
        };
        return money.ToString(isSigned ? $"+{format};-{format};0" : format, Plain);
    }

    public static string Clock(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("HH:mm:ss.fff", Plain);
}
