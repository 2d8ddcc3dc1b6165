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

    public NewOrder New(CsvLine fields)
    {
        Side side = fields.Text(SideField) switch
        {
            "buy" or "1" => Side.Buy,
            "sell" or "-1" => Side.Sell,
            var text => throw reader.Bad($"side '{text}' is wrong; right is buy or 1, sell or -1"),
        };
        bool isMarket = fields.Text(TypeField) switch
        {
            "limit" => false,
            "market" => true,
            var text => throw reader.Bad($"type '{text}' is wrong; right is limit or market"),
        };
        return new NewOrder(
            index, side, isMarket ? OrderType.Market : OrderType.Limit, TimeInForceOf(fields.Text(TimeInForceField), isMarket),
            isMarket ? default : PriceOf(fields), QuantityOf(fields));
    }

    /// <summary>Side, type and time in force are those of the order.</summary>
    public NewOrder Amended(CsvLine fields) => NewOrder.Limit(index, Side.None, PriceOf(fields), QuantityOf(fields));

    // A market order trades at once whatever is said here, so nothing need be; only what can't be meant is refused.
    private TimeInForce TimeInForceOf(string text, bool isMarket) => text switch
    {
        "" when isMarket => TimeInForce.ImmediateOrCancel,
        "gtc" => TimeInForce.GoodTillCancel,
        "ioc" => TimeInForce.ImmediateOrCancel,
        "fok" => TimeInForce.FillOrKill,
        "post-only" or "gtx" when !isMarket => TimeInForce.PostOnly,
        _ when isMarket => throw reader.Bad($"tif '{text}' is wrong for a market order; right is none, gtc, ioc or fok"),
        _ => throw reader.Bad($"tif '{text}' is wrong; right is gtc, ioc, fok or post-only (also gtx)"),
    };

    private Price PriceOf(CsvLine fields)
    {
        DecimalText text = fields.Number(PriceField, "price");
        bool fits = instrument.PriceUnit.TryCount(text, out Price price) && price.Units > 0 && price.Units % instrument.TickUnits == 0;
        return fits
            ? price
            : throw reader.Bad($"price {fields.Text(PriceField)} is wrong; right is a multiple of {instrument}'s tick {instrument.Tick} above 0");
    }

    private Quantity QuantityOf(CsvLine fields)
    {
        DecimalText text = fields.Number(QuantityField, "quantity");
        bool fits = instrument.QuantityUnit.TryCount(text, out Quantity quantity) && quantity.Units > 0 && quantity.Units % instrument.LotUnits == 0;
        return fits
            ? quantity
            : throw reader.Bad($"quantity {fields.Text(QuantityField)} is wrong; right is a multiple of {instrument}'s lot {instrument.Lot} above 0");
    }
}
