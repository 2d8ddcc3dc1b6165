using System.Runtime.InteropServices;

namespace Touchline.Plugins;

/// <summary>What a plug-in asks for.</summary>
public enum PluginRequestKind
{
    Place = 1,
    Cancel = 2,
}

/// <summary>Which way an order trades.</summary>
public enum PluginSide
{
    /// <summary>Of a cancel.</summary>
    None = 0,
    Buy = 1,
    Sell = 2,
}

/// <summary>A request of a plug-in, checked: symbol, kind and side are known, price and quantity finite and above 0.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PluginRequest
{
    /// <summary>By which it is answered; never 0, never twice the same in one plug-in.</summary>
    public long Ticket;

    /// <summary>Of a new order, in the quote currency; 0 of a cancel.</summary>
    public double Price;

    /// <summary>Of a new order, in the base currency; 0 of a cancel.</summary>
    public double Quantity;

    /// <summary>Of a cancel: as an answer gave it. 0 of a new order.</summary>
    public long OrderId;

    /// <summary>Its place in the list of symbols that the plug-in was started with.</summary>
    public int Symbol;

    public PluginRequestKind Kind;

    public PluginSide Side;

    /// <summary>Of tickets as the host counts them; above it the owner counts starts.</summary>
    internal const int TicketBits = 50;

    /// <summary>Whether it can be taken from memory that somebody else writes to.</summary>
    internal readonly bool IsRight(int symbols) => Ticket is > 0 and < 1L << TicketBits && (uint)Symbol < (uint)symbols && Kind switch
    {
        PluginRequestKind.Place => Side is PluginSide.Buy or PluginSide.Sell && IsAmount(Price) && IsAmount(Quantity),
        PluginRequestKind.Cancel => true,
        _ => false,
    };

    internal static bool IsAmount(double value) => double.IsFinite(value) && value > 0;
}

/// <summary>An answer on its way to a plug-in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PluginAnswer
{
    public long Ticket;
    public OrderResult Result;
}
