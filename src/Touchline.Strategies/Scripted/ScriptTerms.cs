using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>The terms of an order on a line of a script, in exact units of its instrument.</summary>
internal readonly ref struct ScriptTerms(LineReader reader, int index, Instrument instrument)
{
    private const int SideField = 4;
    private const int TypeField = 5;
    private const int TimeInForceField = 6;
    private const int PriceField = 7;
    private const int QuantityField = 8;

    private const int TriggerField = 9;
    private const int TriggerByField = 10;
    private const int CallbackField = 11;
    private const int ExpiresField = 12;
    private const int ReduceOnlyField = 13;

    public NewOrder New(CsvLine fields)
    {
        Side side = fields.Text(SideField) switch
        {
            "buy" or "1" => Side.Buy,
            "sell" or "-1" => Side.Sell,
            var text => throw reader.Bad($"side '{text}' is wrong; right is buy or 1, sell or -1"),
        };
        OrderType type = TypeOf(fields.Text(TypeField));
        bool isLong = fields.Count > TriggerField;
        if (type.IsConditional() && !isLong)
            throw reader.Bad($"type '{fields.Text(TypeField)}' needs a trigger; right is the header '{Script.LongHeader}'");
        TimeInForce timeInForce = TimeInForceOf(fields.Text(TimeInForceField), type, isLong);
        CheckUnused(fields, type, timeInForce);
        var order = new NewOrder(
            index, side, type, timeInForce,
            type == OrderType.Limit ? PriceOf(fields, PriceField, "price") : default, QuantityOf(fields));
        return isLong ? WithTerms(order, fields) : order;
    }

    /// <summary>Side, type and time in force are those of the order.</summary>
    public NewOrder Amended(CsvLine fields) => NewOrder.Limit(index, Side.None, PriceOf(fields, PriceField, "price"), QuantityOf(fields));

    // A term that its order doesn't have would be dropped without a word, and another order than was meant would leave.
    private void CheckUnused(CsvLine fields, OrderType type, TimeInForce timeInForce)
    {
        string ofType = $"type {fields.Text(TypeField)}";
        if (type != OrderType.Limit)
            RefuseGiven(fields, PriceField, "price", ofType, "only a limit order has one");
        if (fields.Count <= TriggerField)
            return;
        if (!type.IsConditional())
        {
            RefuseGiven(fields, TriggerField, "trigger", ofType, "only stop-market, take-profit and trailing-stop have one");
            RefuseGiven(fields, TriggerByField, "trigger_by", ofType, "only stop-market, take-profit and trailing-stop have one");
        }

        if (type != OrderType.TrailingStop)
            RefuseGiven(fields, CallbackField, "callback", ofType, "only a trailing-stop has one");
        if (timeInForce != TimeInForce.GoodTillDate)
            RefuseGiven(fields, ExpiresField, "expires_ns", $"tif '{fields.Text(TimeInForceField)}'", "only tif gtd has one");
    }

    private void RefuseGiven(CsvLine fields, int field, string name, string order, string why)
    {
        if (fields[field].Length > 0)
            throw reader.Bad($"{name} '{fields.Text(field)}' is wrong for {order}; right is nothing: {why}");
    }

    private OrderType TypeOf(string text) => text switch
    {
        "limit" => OrderType.Limit,
        "market" => OrderType.Market,
        "stop-market" => OrderType.StopMarket,
        "take-profit" => OrderType.TakeProfit,
        "trailing-stop" => OrderType.TrailingStop,
        _ => throw reader.Bad($"type '{text}' is wrong; right is limit, market, stop-market, take-profit or trailing-stop"),
    };

    private NewOrder WithTerms(in NewOrder order, CsvLine fields)
    {
        bool hasTrigger = order.Type is OrderType.StopMarket or OrderType.TakeProfit || (order.Type == OrderType.TrailingStop && fields[TriggerField].Length > 0);
        return order with
        {
            Trigger = hasTrigger ? PriceOf(fields, TriggerField, "trigger") : default,
            TriggerBy = TriggerByOf(fields.Text(TriggerByField)),
            CallbackPpm = order.Type == OrderType.TrailingStop ? CallbackOf(fields) : 0,
            ExpiresNs = order.TimeInForce == TimeInForce.GoodTillDate ? ExpiresOf(fields) : 0,
            ReduceOnly = ReduceOnlyOf(fields.Text(ReduceOnlyField)),
        };
    }

    // A market order trades at once whatever is said here, so nothing need be; only what can't be meant is refused.
    private TimeInForce TimeInForceOf(string text, OrderType type, bool isLong) => text switch
    {
        "" when type == OrderType.Market => TimeInForce.ImmediateOrCancel,
        "" when type.IsConditional() => TimeInForce.GoodTillCancel,
        "gtc" => TimeInForce.GoodTillCancel,
        "ioc" when !type.IsConditional() => TimeInForce.ImmediateOrCancel,
        "fok" when !type.IsConditional() => TimeInForce.FillOrKill,
        "post-only" or "gtx" when type == OrderType.Limit => TimeInForce.PostOnly,
        "gtd" when type != OrderType.Market && isLong => TimeInForce.GoodTillDate,
        _ when type == OrderType.Market => throw reader.Bad($"tif '{text}' is wrong for a market order; right is none, gtc, ioc or fok"),
        _ when type.IsConditional() => throw reader.Bad($"tif '{text}' is wrong for an order that waits for a price; right is none, gtc or gtd"),
        _ => throw reader.Bad($"tif '{text}' is wrong; right is gtc, ioc, fok, post-only (also gtx){(isLong ? " or gtd" : "")}"),
    };

    private TriggerSource TriggerByOf(string text) => text switch
    {
        "" or "last" => TriggerSource.LastTrade,
        "mark" => TriggerSource.MarkPrice,
        _ => throw reader.Bad($"trigger_by '{text}' is wrong; right is last, mark or nothing"),
    };

    private int CallbackOf(CsvLine fields)
    {
        decimal ppm = fields.Number(CallbackField, "callback").ToDecimal() * NewOrder.CallbackScale;
        return ppm > 0 && ppm < NewOrder.CallbackScale && ppm == Math.Floor(ppm)
            ? (int)ppm
            : throw reader.Bad($"callback {fields.Text(CallbackField)} is wrong; right is a share of the price above 0 and below 1 in steps of 0.000001, e.g. 0.005");
    }

    private long ExpiresOf(CsvLine fields)
    {
        if (fields[ExpiresField].Length == 0)
            throw reader.Bad("tif gtd has no expires_ns; right are nanoseconds since the Unix epoch by the venue's clock");
        long expires = fields.Integer(ExpiresField, "expires_ns");
        return expires > 0 ? expires : throw reader.Bad($"expires_ns {expires} is wrong; right are nanoseconds since the Unix epoch by the venue's clock");
    }

    private bool ReduceOnlyOf(string text) => text switch
    {
        "" or "false" or "0" => false,
        "true" or "1" => true,
        _ => throw reader.Bad($"reduce_only '{text}' is wrong; right is true or 1, false or 0, or nothing"),
    };

    // A number with more zeros than that may be beyond a decimal, and is beyond any price or quantity.
    private static bool IsBeyond(DecimalText text, decimal most) => text.Mantissa > 0 && (text.Decimals < -10 || text.ToDecimal() > most);

    private Price PriceOf(CsvLine fields, int field, string name)
    {
        DecimalText text = fields.Number(field, name);
        bool fits = instrument.PriceUnit.TryCount(text, out Price price) && price.Units > 0 && price.Units % instrument.TickUnits == 0;
        if (!fits && IsBeyond(text, instrument.PriceUnit.ToDecimal(new Price(DecimalUnit.MaxCount))))
            throw reader.Bad($"{name} {fields.Text(field)} is too large; right is at most {instrument.PriceUnit.ToDecimal(new Price(DecimalUnit.MaxCount))}");
        return fits
            ? price
            : throw reader.Bad($"{name} {fields.Text(field)} is wrong; right is a multiple of {instrument}'s tick {instrument.Tick} above 0");
    }

    private Quantity QuantityOf(CsvLine fields)
    {
        DecimalText text = fields.Number(QuantityField, "quantity");
        bool fits = instrument.QuantityUnit.TryCount(text, out Quantity quantity) && quantity.Units > 0 && quantity.Units % instrument.LotUnits == 0;
        if (!fits && IsBeyond(text, instrument.QuantityUnit.ToDecimal(new Quantity(DecimalUnit.MaxCount))))
            throw reader.Bad($"quantity {fields.Text(QuantityField)} is too large; right is at most {instrument.QuantityUnit.ToDecimal(new Quantity(DecimalUnit.MaxCount))}");
        return fits
            ? quantity
            : throw reader.Bad($"quantity {fields.Text(QuantityField)} is wrong; right is a multiple of {instrument}'s lot {instrument.Lot} above 0");
    }
}
