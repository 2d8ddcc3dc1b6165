namespace Touchline.Core;

/// <summary>
/// Why an order was sent, and by it why a position was opened or closed. A few are the engine's own; a strategy names its own from
/// <see cref="FirstOwn"/> on. The codes stand in files and never change.
/// </summary>
public readonly record struct OrderReason(ushort Code)
{
    /// <summary>The first code of a strategy's own reasons.</summary>
    public const ushort FirstOwn = 256;

    /// <summary>The strategy wanted it and said no more.</summary>
    public static OrderReason Strategy => default;

    public static OrderReason TakeProfit => new(1);

    public static OrderReason StopLoss => new(2);

    /// <summary>The price came back from its best by the callback.</summary>
    public static OrderReason Trailing => new(3);

    /// <summary>The kill switch flattened.</summary>
    public static OrderReason Kill => new(4);

    /// <summary>The venue closed it because the margin was used up.</summary>
    public static OrderReason Liquidation => new(5);

    /// <summary>Somebody else closed or opened it at the venue: by hand, another program, auto-deleveraging.</summary>
    public static OrderReason External => new(6);

    /// <summary>The entry had filled too little to be worth keeping.</summary>
    public static OrderReason BarelyFilled => new(7);

    /// <summary>The second leg of two.</summary>
    public static OrderReason Hedge => new(8);

    /// <summary>The first leg given back because the second couldn't be had in time.</summary>
    public static OrderReason Unwind => new(9);

    /// <summary>Somebody ordered it by hand.</summary>
    public static OrderReason Operator => new(10);

    /// <summary>A strategy's own.</summary>
    public bool IsOwn => Code >= FirstOwn;

    public override string ToString() => Code switch
    {
        0 => "strategy",
        1 => "take-profit",
        2 => "stop-loss",
        3 => "trailing",
        4 => "kill",
        5 => "liquidation",
        6 => "external",
        7 => "barely-filled",
        8 => "hedge",
        9 => "unwind",
        10 => "operator",
        _ => $"reason-{Code}",
    };
}
