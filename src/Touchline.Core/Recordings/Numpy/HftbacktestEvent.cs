namespace Touchline.Core;

/// <summary>
/// One row of hftbacktest's event array, version 2: eight fields of 8 bytes. The low byte of <c>ev</c> is the kind, the high bits
/// say who sees the row and its side.
/// </summary>
internal static class HftbacktestEvent
{
    public const int Size = 64;

    /// <summary>EXCH_EVENT: the exchange sees it, at <c>exch_ts</c>.</summary>
    public const ulong Exchange = 1ul << 31;

    /// <summary>LOCAL_EVENT: we see it, at <c>local_ts</c>.</summary>
    public const ulong Local = 1ul << 30;

    public const ulong Buy = 1ul << 29;

    public const ulong Sell = 1ul << 28;

    public const ulong CodeMask = 0xFF;

    /// <summary>The NumPy type of the array.</summary>
    public const string Descr =
        "[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')]";

    /// <summary>Whether the format has a place for rows of a kind.</summary>
    public static bool Has(EventKind kind) => CodeOf(kind) != 0;

    public static bool HasOrderId(EventKind kind) => kind.IsOrder();

    /// <summary>The kind's code; 0 when there is none.</summary>
    public static ulong CodeOf(EventKind kind) => kind switch
    {
        EventKind.Depth => 1,
        EventKind.Trade => 2,
        EventKind.Clear => 3,
        EventKind.Snapshot => 4,
        EventKind.BestQuote => 5,
        EventKind.OrderAdd => 10,
        EventKind.OrderCancel => 11,
        EventKind.OrderModify => 12,
        EventKind.OrderExecute => 13,
        _ => 0,
    };

    /// <summary>The kind of a code; <see cref="EventKind.None"/> for one that isn't the format's own, such as a user's.</summary>
    public static EventKind KindOf(ulong code) => code switch
    {
        1 => EventKind.Depth,
        2 => EventKind.Trade,
        3 => EventKind.Clear,
        4 => EventKind.Snapshot,
        5 => EventKind.BestQuote,
        10 => EventKind.OrderAdd,
        11 => EventKind.OrderCancel,
        12 => EventKind.OrderModify,
        13 => EventKind.OrderExecute,
        _ => EventKind.None,
    };
}
