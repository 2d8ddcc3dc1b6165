using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>How things stand in text columns. The names are in files of other people: they never change.</summary>
internal static class RowTexts
{
    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Side side) => side == Side.Buy ? "buy" : side == Side.Sell ? "sell" : "none";

    public static string Of(OrderState state) => state switch
    {
        OrderState.Pending => "pending",
        OrderState.Placed => "placed",
        OrderState.PartiallyFilled => "partially_filled",
        OrderState.Filled => "filled",
        OrderState.Cancelled => "cancelled",
        OrderState.Rejected => "rejected",
        _ => "expired",
    };

    public static OrderState State(string text) => Enum.GetValues<OrderState>().First(s => Of(s) == text);

    public static string Of(OrderType type) => type switch
    {
        OrderType.Limit => "limit",
        OrderType.Market => "market",
        OrderType.StopMarket => "stop_market",
        OrderType.TakeProfit => "take_profit",
        _ => "trailing_stop",
    };

    public static string Of(TimeInForce time) => time switch
    {
        TimeInForce.PostOnly => "post_only",
        TimeInForce.ImmediateOrCancel => "ioc",
        TimeInForce.FillOrKill => "fok",
        TimeInForce.GoodTillDate => "gtd",
        _ => "gtc",
    };

    public static string Of(ReportKind kind) => kind switch
    {
        ReportKind.Acknowledged => "acknowledged",
        ReportKind.Rejected => "rejected",
        ReportKind.Fill => "fill",
        ReportKind.Cancelled => "cancelled",
        ReportKind.CancelRejected => "cancel_rejected",
        ReportKind.Expired => "expired",
        ReportKind.Amended => "amended",
        ReportKind.AmendRejected => "amend_rejected",
        ReportKind.Unknown => "unknown",
        ReportKind.Reduced => "reduced",
        ReportKind.Funding => "funding",
        ReportKind.Liquidation => "liquidation",
        ReportKind.External => "external",
        ReportKind.Unresolved => "unresolved",
        _ => $"report_{(int)kind}",
    };

    /// <summary>What an order of the kill switch is for, and who it is from.</summary>
    public const string Kill = "kill";

    /// <param name="name">What its strategy calls it. One that is a reason of the engine's is told from it.</param>
    /// <returns>Null: the strategy wanted it and said no more.</returns>
    public static string? Of(OrderReason reason, string? name) => reason.Code switch
    {
        0 => null,
        < OrderReason.FirstOwn when Engines(reason) is { } engines => engines,
        _ when name is null => $"strategy:{reason.Code}",
        _ => IsEngines(name) ? $"strategy:{name}" : name,
    };

    private static string? Engines(OrderReason reason) => reason.Code switch
    {
        1 => "take_profit",
        2 => "stop_loss",
        3 => "trailing",
        4 => Kill,
        5 => "liquidation",
        6 => "external",
        7 => "barely_filled",
        8 => "hedge",
        9 => "unwind",
        10 => "operator",
        _ => null,
    };

    private static bool IsEngines(string name)
    {
        for (ushort code = 1; Engines(new OrderReason(code)) is { } engines; code++)
        {
            if (engines == name)
                return true;
        }

        return false;
    }

    /// <summary>Why an order's fill opened or closed a position where the order has no reason of its own.</summary>
    public static string Reason(string type, string timeInForce) => type switch
    {
        "stop_market" => "stop",
        "limit" when timeInForce == "post_only" => "post_only",
        _ => type,
    };

    public static string Json(JsonObject fields) => fields.ToJsonString(Line);

    public static string? Market(Instrument instrument, MarketTouch touch)
    {
        if (touch.IsNone)
            return null;
        var fields = new JsonObject();
        if (!touch.BidQuantity.IsZero)
        {
            fields["bid"] = instrument.PriceUnit.ToDecimal(touch.Bid);
            fields["bid_quantity"] = instrument.QuantityUnit.ToDecimal(touch.BidQuantity);
        }

        if (!touch.AskQuantity.IsZero)
        {
            fields["ask"] = instrument.PriceUnit.ToDecimal(touch.Ask);
            fields["ask_quantity"] = instrument.QuantityUnit.ToDecimal(touch.AskQuantity);
        }

        return Json(fields);
    }

    public static string? Signal(SessionSignal? signal) => signal is null ? null : Json(new JsonObject
    {
        ["type"] = signal.Type,
        ["side"] = Of(signal.Side),
        ["confidence"] = Number(signal.Confidence),
        ["reason"] = signal.Reason,
    });

    public static string? Indicators(IReadOnlyList<(string Name, double Value)> indicators)
    {
        if (indicators.Count == 0)
            return null;
        var fields = new JsonObject();
        foreach ((string name, double value) in indicators)
            fields[name] = Number(value);
        return Json(fields);
    }

    // JSON has no words for what isn't a number.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
