using System.Buffers.Text;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

internal enum BinanceAlgoStatus : byte
{
    None,

    /// <summary>It waits.</summary>
    New,

    /// <summary>Its price has come.</summary>
    Triggering,

    /// <summary>Its order is in the market.</summary>
    Triggered,

    /// <summary>Its order has ended.</summary>
    Finished,
    Canceled,
    Rejected,
    Expired,
}

/// <summary>A conditional order as the algo service tells it: replies, queries, lists and ALGO_UPDATE. Texts point into the message.</summary>
internal ref struct BinanceAlgoState
{
    /// <summary>The client's algo id.</summary>
    public ReadOnlySpan<byte> ClientId;

    public ReadOnlySpan<byte> Symbol;

    /// <summary>Why it was rejected.</summary>
    public ReadOnlySpan<byte> Reason;

    /// <summary>None: not told. A cancel's answer says no more than that it was carried out.</summary>
    public BinanceAlgoStatus Status;

    /// <summary>The order that it became; 0: none, or not told.</summary>
    public long OrderId;

    public long UpdateMs;

    /// <summary>What makes it news of an order is there.</summary>
    public readonly bool IsWhole => !ClientId.IsEmpty && Status != BinanceAlgoStatus.None;

    /// <summary>Reads one object of REST or order entry.</summary>
    public static BinanceAlgoState Read(scoped ref JsonScanner scanner)
    {
        var state = default(BinanceAlgoState);
        if (!scanner.Enter((byte)'{'))
            return state;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (scanner.Peek is (byte)'{' or (byte)'[')
                scanner.Skip();
            else if (name.SequenceEqual("clientAlgoId"u8))
                state.ClientId = scanner.ReadScalar();
            else if (name.SequenceEqual("symbol"u8))
                state.Symbol = scanner.ReadScalar();
            else if (name.SequenceEqual("algoStatus"u8))
                state.Status = StatusOf(scanner.ReadScalar());
            else if (name.SequenceEqual("actualOrderId"u8))
                state.OrderId = NumberOf(scanner.ReadScalar());
            else if (name.SequenceEqual("updateTime"u8))
                state.UpdateMs = NumberOf(scanner.ReadScalar());
            else
                scanner.Skip();
        }

        return state;
    }

    /// <summary>Reads an ALGO_UPDATE, wrapped by its stream's name or not.</summary>
    public static BinanceAlgoState ReadUpdate(ReadOnlySpan<byte> message)
    {
        var state = default(BinanceAlgoState);
        var scanner = new JsonScanner(message);
        state.ReadEvent(ref scanner, mayBeWrapped: true);
        return scanner.AtEnd ? state : default;
    }

    private void ReadEvent(scoped ref JsonScanner scanner, bool mayBeWrapped)
    {
        if (!scanner.Enter((byte)'{'))
            return;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (next == '{' && name.SequenceEqual("o"u8))
                ReadOrder(ref scanner);
            else if (next == '{' && mayBeWrapped && name.SequenceEqual("data"u8))
                ReadEvent(ref scanner, mayBeWrapped: false);
            else if (name.SequenceEqual("T"u8) && JsonScanner.IsNumberStart(next))
                UpdateMs = scanner.ReadInteger();
            else
                scanner.Skip();
        }
    }

    private void ReadOrder(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (scanner.Peek is (byte)'{' or (byte)'[')
                scanner.Skip();
            else if (name.SequenceEqual("caid"u8))
                ClientId = scanner.ReadScalar();
            else if (name.SequenceEqual("s"u8))
                Symbol = scanner.ReadScalar();
            else if (name.SequenceEqual("X"u8))
                Status = StatusOf(scanner.ReadScalar());
            else if (name.SequenceEqual("ai"u8))
                OrderId = NumberOf(scanner.ReadScalar());
            else if (name.SequenceEqual("rm"u8))
                Reason = scanner.ReadScalar();
            else
                scanner.Skip();
        }
    }

    private static BinanceAlgoStatus StatusOf(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("NEW"u8) ? BinanceAlgoStatus.New
        : text.SequenceEqual("TRIGGERING"u8) ? BinanceAlgoStatus.Triggering
        : text.SequenceEqual("TRIGGERED"u8) ? BinanceAlgoStatus.Triggered
        : text.SequenceEqual("FINISHED"u8) ? BinanceAlgoStatus.Finished
        : text.SequenceEqual("CANCELED"u8) ? BinanceAlgoStatus.Canceled
        : text.SequenceEqual("REJECTED"u8) ? BinanceAlgoStatus.Rejected
        : text.SequenceEqual("EXPIRED"u8) ? BinanceAlgoStatus.Expired
        : BinanceAlgoStatus.None;

    // Empty, null and 0 all say that there is none.
    private static long NumberOf(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number > 0 ? number : 0;
}
