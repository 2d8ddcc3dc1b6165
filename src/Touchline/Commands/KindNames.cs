using Touchline.Core;

namespace Touchline.Commands;

/// <summary>Row kinds for people and for JSON.</summary>
internal static class KindNames
{
    public static string Of(EventKind kind) => Key(kind).Replace('_', ' ');

    public static string Key(EventKind kind) => kind switch
    {
        EventKind.Definition => "definition",
        EventKind.DefinitionPart => "definition_part",
        EventKind.Clear => "clear",
        EventKind.Snapshot => "snapshot",
        EventKind.Depth => "depth",
        EventKind.BestQuote => "best_quote",
        EventKind.Trade => "trade",
        EventKind.OffBookTrade => "off_book_trade",
        EventKind.OrderAdd => "order_add",
        EventKind.OrderModify => "order_modify",
        EventKind.OrderCancel => "order_cancel",
        EventKind.OrderExecute => "order_execute",
        EventKind.MarkPrice => "mark_price",
        EventKind.Funding => "funding",
        EventKind.Liquidation => "liquidation",
        EventKind.Gap => "gap",
        EventKind.Candle => "candle",
        EventKind.SessionEnd => "session_end",
        EventKind.Command => "command",
        _ => "none",
    };
}
