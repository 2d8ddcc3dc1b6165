using System.Globalization;

namespace Touchline.Trading;

/// <summary>Risk limits by name and text, as checkpoints have them: a limit that is new doesn't change the format.</summary>
internal static class LimitFields
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static void Write(RiskLimits limits, CheckpointWriter to)
    {
        (string Name, string Text)[] fields =
        [
            ("max_order", limits.MaxOrder.ToString(Plain)),
            ("max_position", limits.MaxPosition.ToString(Plain)),
            ("max_exposure", limits.MaxExposure.ToString(Plain)),
            ("price_collar", limits.PriceCollar.ToString(Plain)),
            ("order_rate_orders", limits.OrderRate.Orders.ToString(Plain)),
            ("order_rate_ns", limits.OrderRate.WindowNs.ToString(Plain)),
            ("max_book_age_ns", limits.MaxBookAgeNs.ToString(Plain)),
            ("max_live_orders", limits.MaxLiveOrders.ToString(Plain)),
        ];
        to.Int(fields.Length);
        foreach ((string name, string text) in fields)
        {
            to.Text(name);
            to.Text(text);
        }
    }

    public static RiskLimits Read(ref CheckpointReader from)
    {
        RiskLimits limits = RiskLimits.None;
        for (int left = from.Count(2 * sizeof(ushort)); left > 0; left--)
        {
            string name = from.Text(), text = from.Text();
            try
            {
                limits = With(limits, name, text) ?? throw from.Wrong($"a limit '{name}' that this program doesn't know, from a newer one;");
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw from.Wrong($"the limit {name} is '{text}'");
            }
        }

        try
        {
            limits.Check();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw from.Wrong($"the limit {e.ParamName} is out of range");
        }

        return limits;
    }

    private static RiskLimits? With(RiskLimits limits, string name, string text) => name switch
    {
        "max_order" => limits with { MaxOrder = decimal.Parse(text, Plain) },
        "max_position" => limits with { MaxPosition = decimal.Parse(text, Plain) },
        "max_exposure" => limits with { MaxExposure = decimal.Parse(text, Plain) },
        "price_collar" => limits with { PriceCollar = decimal.Parse(text, Plain) },
        "order_rate_orders" => limits with { OrderRate = limits.OrderRate with { Orders = int.Parse(text, Plain) } },
        "order_rate_ns" => limits with { OrderRate = limits.OrderRate with { WindowNs = long.Parse(text, Plain) } },
        "max_book_age_ns" => limits with { MaxBookAgeNs = long.Parse(text, Plain) },
        "max_live_orders" => limits with { MaxLiveOrders = int.Parse(text, Plain) },
        _ => null,
    };
}
