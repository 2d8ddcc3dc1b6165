using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>What a request wants of an order, read from its parameters.</summary>
internal static class BinanceOrderForm
{
    private static readonly string[] Types =
        ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];

    private static readonly string[] TimesInForce = ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"];

    private static readonly string[] PreventionModes = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"];

    /// <summary>A new order's terms; what they don't allow is in the form's refusal.</summary>
    public static BinanceOrderTerms Terms(BinanceForm form) => new()
    {
        Symbol = form.Text("symbol"),
        Side = form.Side(),
        Type = form.OneOf("type", BinanceErrors.BadType, Types),
        PositionSide = Position(form),
        TimeInForce = form.OptionalOneOf("timeInForce", BinanceErrors.BadTimeInForce, TimesInForce),
        Quantity = form.OptionalDecimal("quantity"),
        Price = form.OptionalDecimal("price"),
        ReduceOnly = form.OptionalBoolean("reduceOnly") ?? false,
        ClientOrderId = form.OptionalText("newClientOrderId"),
        SelfTradePrevention = Prevention(form),
        PriceMatch = form.OptionalText("priceMatch", "NONE"),
        GoodTillMs = form.OptionalInteger("goodTillDate") ?? 0,
    };

    /// <summary>A conditional order's terms.</summary>
    public static BinanceOrderTerms AlgoTerms(BinanceForm form)
    {
        form.OneOf("algoType", ProtocolErrors.Invalid("algoType"), "CONDITIONAL");
        return Terms(form) with
        {
            ClientOrderId = form.OptionalText("clientAlgoId"),
            TriggerPrice = form.OptionalDecimal("triggerPrice"),
            ActivatePrice = form.OptionalDecimal("activatePrice") ?? form.OptionalDecimal("activationPrice"),
            CallbackRate = form.OptionalDecimal("callbackRate"),
            WorkingType = form.OptionalOneOf("workingType", ProtocolErrors.Invalid("workingType"), "CONTRACT_PRICE", "MARK_PRICE") ?? "CONTRACT_PRICE",
            ClosePosition = form.OptionalBoolean("closePosition") ?? false,
            PriceProtect = form.OptionalBoolean("priceProtect") ?? false,
        };
    }

    /// <summary>Which order is meant: by the exchange's id, which wins, or the client's.</summary>
    public static (long? OrderId, string? ClientOrderId) Named(BinanceForm form)
    {
        long? id = form.OptionalInteger("orderId");
        string? clientId = form.OptionalText("origClientOrderId");
        if (id is null && clientId is null)
            form.Refuse(BinanceErrors.NoOrderNamed);
        return (id, id is null ? clientId : null);
    }

    public static bool IsResult(BinanceForm form) =>
        form.OptionalOneOf("newOrderRespType", ProtocolErrors.InvalidReplyType, "ACK", "RESULT") == "RESULT";

    private static PositionSide Position(BinanceForm form) =>
        form.OptionalOneOf("positionSide", ProtocolErrors.InvalidPositionSide, "BOTH", "LONG", "SHORT") switch
        {
            "LONG" => PositionSide.Long,
            "SHORT" => PositionSide.Short,
            _ => PositionSide.Both,
        };

    private static SelfTradePrevention Prevention(BinanceForm form) =>
        form.OptionalOneOf("selfTradePreventionMode", ProtocolErrors.Invalid("selfTradePreventionMode"), PreventionModes) switch
        {
            "NONE" => SelfTradePrevention.None,
            "EXPIRE_TAKER" => SelfTradePrevention.ExpireTaker,
            "EXPIRE_BOTH" => SelfTradePrevention.ExpireBoth,
            _ => SelfTradePrevention.ExpireMaker,
        };
}
