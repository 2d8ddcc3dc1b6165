using System.Runtime.InteropServices;

namespace Touchline.Plugins;

/// <summary>The best bid and ask, as a plug-in gets it: 64 bytes, natural C alignment, <c>CBookTicker</c> of sdk/touchline.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CBookTicker
{
    /// <summary>ASCII, zeros behind it.</summary>
    public fixed byte Symbol[PluginLayout.SymbolBytes];

    /// <summary>1 to <see cref="PluginSymbol.MostBytes"/>.</summary>
    public byte SymbolLength;

    public double BidPrice;
    public double AskPrice;
    public double BidQuantity;
    public double AskQuantity;

    /// <summary>The exchange's time, ns since the Unix epoch.</summary>
    public long TimeNs;
}

/// <summary>A trade in the market, as a plug-in gets it: 48 bytes, <c>CTrade</c> of sdk/touchline.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CTrade
{
    /// <summary>ASCII, zeros behind it.</summary>
    public fixed byte Symbol[PluginLayout.SymbolBytes];

    /// <summary>1 to <see cref="PluginSymbol.MostBytes"/>.</summary>
    public byte SymbolLength;

    public double Price;

    /// <summary>Negative if the buyer was the maker.</summary>
    public double Quantity;

    /// <summary>The exchange's time, ns since the Unix epoch.</summary>
    public long TimeNs;
}

/// <summary>A market event, as a plug-in gets it: 80 bytes, <c>CEvent</c> of sdk/touchline.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
public struct CEvent
{
    /// <summary><see cref="BookTicker"/> or <see cref="Trade"/>.</summary>
    [FieldOffset(0)]
    public byte EventType;

    [FieldOffset(8)]
    public CBookTicker Ticker;

    [FieldOffset(8)]
    public CTrade MarketTrade;

    /// <summary>When we had it, ns since the Unix epoch.</summary>
    [FieldOffset(72)]
    public ulong ReceivedAtNs;

    public const byte BookTicker = 0;
    public const byte Trade = 1;
}

/// <summary>What came of a request, as a plug-in gets it: 24 bytes, <c>OrderResult</c> of sdk/touchline.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OrderResult
{
    private byte _success;

    /// <summary>The order's number, as a cancel names it; -1 on an error.</summary>
    public long OrderId;

    /// <summary>The venue's code; 0 without an error, <see cref="NoCode"/> or <see cref="NoReply"/>.</summary>
    public int ErrorCode;

    /// <summary>An error without a venue's code: refused before it was sent.</summary>
    public const int NoCode = -1;

    /// <summary>There is no usable reply: the order may work or not.</summary>
    public const int NoReply = -9998;

    public readonly bool Success => _success != 0;

    public static OrderResult Done(long orderId) => new() { _success = 1, OrderId = orderId };

    /// <param name="errorCode">Not 0.</param>
    public static OrderResult Failed(int errorCode) => new() { OrderId = -1, ErrorCode = errorCode };
}

/// <summary>What a plug-in and the program share a layout of.</summary>
public static class PluginLayout
{
    /// <summary>The field of a symbol in an event.</summary>
    public const int SymbolBytes = 16;

    /// <summary>sdk/touchline.h as it is, which C and C++ include.</summary>
    public static byte[] CHeader() => Resource("touchline.h");

    /// <summary>sdk/touchline.rs as it is, which Rust takes by <c>mod touchline;</c>.</summary>
    public static byte[] RustModule() => Resource("touchline.rs");

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(PluginLayout).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} isn't part of the program");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
