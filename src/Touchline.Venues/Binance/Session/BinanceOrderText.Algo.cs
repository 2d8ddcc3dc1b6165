using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>Conditional orders: by their client algo id while they wait, by their order's number afterwards, whose client id may be anything.</summary>
internal sealed partial class BinanceOrderText
{
    private const int CallbackPpmInTenths = 1_000;

    public ReadOnlySpan<byte> PlaceConditional(long request, BinanceOrder order, in NewOrder terms, long venueMs, bool isLoggedOn)
    {
        // Two names come before the key's.
        Begin(request, "algoOrder.place"u8, isLoggedOn: true);
        AddConditional(order, terms, venueMs, hasKey: !isLoggedOn);
        return End(isLoggedOn);
    }

    public string ConditionalQuery(BinanceOrder order, in NewOrder terms)
    {
        BeginQuery();
        AddConditional(order, terms, 0, hasKey: false);
        return EndQuery();
    }

    private void AddConditional(BinanceOrder order, in NewOrder terms, long venueMs, bool hasKey)
    {
        Instrument units = order.Instrument.Units!;
        bool isTrailing = terms.Type == OrderType.TrailingStop;
        if (isTrailing && terms.Trigger != default)
            AddText("activatePrice"u8, Decimal(terms.Trigger.Units, units.PriceUnit.Step));
        AddText("algoType"u8, "CONDITIONAL"u8);
        if (hasKey)
            AddText("apiKey"u8, _key);
        if (isTrailing)
            AddText("callbackRate"u8, Callback(terms.CallbackPpm));
        AddText("clientAlgoId"u8, ClientId(order));
        AddText("quantity"u8, Decimal(terms.Quantity.Units, units.QuantityUnit.Step));
        AddWindow();
        if (terms.ReduceOnly)
            AddText("reduceOnly"u8, "true"u8);
        AddText("selfTradePreventionMode"u8, "EXPIRE_MAKER"u8);
        AddText("side"u8, SideText(terms.Side));
        AddSymbol(order);
        AddTime(venueMs);
        if (!isTrailing)
            AddText("triggerPrice"u8, Decimal(terms.Trigger.Units, units.PriceUnit.Step));
        AddText("type"u8, terms.Type switch
        {
            OrderType.StopMarket => "STOP_MARKET"u8,
            OrderType.TakeProfit => "TAKE_PROFIT_MARKET"u8,
            _ => "TRAILING_STOP_MARKET"u8,
        });
        AddText("workingType"u8, terms.TriggerBy == TriggerSource.MarkPrice ? "MARK_PRICE"u8 : "CONTRACT_PRICE"u8);
    }

    // In per cent, with one decimal place.
    private ReadOnlySpan<byte> Callback(int ppm)
    {
        int tenths = ppm / CallbackPpmInTenths, length = 0;
        if (tenths >= 100)
            _value[length++] = (byte)('0' + tenths / 100);
        _value[length++] = (byte)('0' + tenths / 10 % 10);
        _value[length++] = (byte)'.';
        _value[length++] = (byte)('0' + tenths % 10);
        return _value.AsSpan(0, length);
    }

    private void AddConditionalName(BinanceOrder order, long venueMs)
    {
        if (order.IsWaiting)
        {
            AddText("clientAlgoId"u8, ClientId(order));
            AddWindow();
        }
        else
        {
            AddNumber("orderId"u8, order.VenueId);
            AddWindow();
            AddSymbol(order);
        }

        AddTime(venueMs);
    }
}
