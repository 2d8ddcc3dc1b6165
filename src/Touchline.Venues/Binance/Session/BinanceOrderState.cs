using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

internal enum BinanceOrderStatus : byte
{
    None,
    New,
    PartiallyFilled,
    Filled,
    Canceled,
    Expired,
    Rejected,
}

/// <summary>An order as replies and queries tell it. Texts point into the message.</summary>
internal ref struct BinanceOrderState
{
    public ReadOnlySpan<byte> Symbol, ClientId, Price, Quantity, Executed;
    public long VenueId, UpdateMs;
    public BinanceOrderStatus Status;
    public Side Side;

    public readonly bool IsLive => Status is BinanceOrderStatus.New or BinanceOrderStatus.PartiallyFilled;

    /// <summary>What makes it an order is there.</summary>
    public readonly bool IsWhole => VenueId > 0 && Status != BinanceOrderStatus.None && !ClientId.IsEmpty;

    /// <summary>Reads one object; what it doesn't know it passes over.</summary>
    public static BinanceOrderState Read(scoped ref JsonScanner scanner)
    {
        var state = default(BinanceOrderState);
        if (!scanner.Enter((byte)'{'))
            return state;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (next is (byte)'{' or (byte)'[')
                scanner.Skip();
            else if (next == '"' || JsonScanner.IsNumberStart(next))
                state.Set(name, ref scanner);
            else
                scanner.Skip();
        }

        return state;
    }

    public static BinanceOrderStatus StatusOf(ReadOnlySpan<byte> text) => text.Length switch
    {
        3 when text.SequenceEqual("NEW"u8) => BinanceOrderStatus.New,
        6 when text.SequenceEqual("FILLED"u8) => BinanceOrderStatus.Filled,
        7 when text.SequenceEqual("EXPIRED"u8) => BinanceOrderStatus.Expired,
        8 when text.SequenceEqual("CANCELED"u8) => BinanceOrderStatus.Canceled,
        8 when text.SequenceEqual("REJECTED"u8) => BinanceOrderStatus.Rejected,
        16 when text.SequenceEqual("PARTIALLY_FILLED"u8) => BinanceOrderStatus.PartiallyFilled,
        16 when text.SequenceEqual("EXPIRED_IN_MATCH"u8) => BinanceOrderStatus.Expired,
        _ => BinanceOrderStatus.None,
    };

    public static Side SideOf(ReadOnlySpan<byte> text) => text.SequenceEqual("BUY"u8) ? Side.Buy : text.SequenceEqual("SELL"u8) ? Side.Sell : Side.None;

    private void Set(ReadOnlySpan<byte> name, scoped ref JsonScanner scanner)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("side"u8):
                Side = SideOf(scanner.ReadScalar());
                break;
            case 5 when name.SequenceEqual("price"u8):
                Price = scanner.ReadScalar();
                break;
            case 6 when name.SequenceEqual("symbol"u8):
                Symbol = scanner.ReadScalar();
                break;
            case 6 when name.SequenceEqual("status"u8):
                Status = StatusOf(scanner.ReadScalar());
                break;
            case 7 when name.SequenceEqual("orderId"u8):
                VenueId = scanner.ReadInteger();
                break;
            case 7 when name.SequenceEqual("origQty"u8):
                Quantity = scanner.ReadScalar();
                break;
            case 10 when name.SequenceEqual("updateTime"u8):
                UpdateMs = scanner.ReadInteger();
                break;
            case 11 when name.SequenceEqual("executedQty"u8):
                Executed = scanner.ReadScalar();
                break;
            case 13 when name.SequenceEqual("clientOrderId"u8):
                ClientId = scanner.ReadScalar();
                break;
            default:
                scanner.Skip();
                break;
        }
    }
}
