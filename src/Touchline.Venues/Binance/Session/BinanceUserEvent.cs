using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

internal enum BinanceUserEventKind : byte
{
    /// <summary>Well formed, but nothing that matters here.</summary>
    Other,
    Order,
    Account,
    MarginCall,
    ListenKeyExpired,
    Configuration,

    /// <summary>A conditional order's: read by <see cref="BinanceAlgoState"/>.</summary>
    Algo,

    /// <summary>Not JSON, or without what it must have.</summary>
    Broken,
}

internal enum BinanceExecution : byte
{
    None,
    New,
    Trade,
    Amendment,
    Canceled,
    Expired,
    Calculated,
}

/// <summary>
/// One message of the private stream. An order's update is decoded in place, its texts point into the message; what an account's update holds is left as the bytes of its
/// <c>a</c>, to be read where there is time. TRADE_LITE is passed over: it comes a little earlier than the order's own update but has no fee, and every fill comes there too.
/// </summary>
internal ref struct BinanceUserEvent
{
    public BinanceUserEventKind Kind;
    public long EventMs, TransactionMs;

    /// <summary>The bytes of <c>a</c> (an account's update).</summary>
    public ReadOnlySpan<byte> Account;

    public ReadOnlySpan<byte> Symbol, ClientId, Price, Quantity, LastQuantity, Cumulative, LastPrice, FeeAsset, Fee;
    public Side Side;
    public BinanceExecution Execution;
    public BinanceOrderStatus Status;
    public long VenueId, TradeId, TradeMs;
    public bool IsMaker;

    private const int MaxNested = 3;

    private ReadOnlySpan<byte> _event;
    private int _nested;

    public static BinanceUserEvent Read(ReadOnlySpan<byte> json)
    {
        var update = default(BinanceUserEvent);
        var scanner = new JsonScanner(json);
        if (scanner.Peek == '{')
            update.ReadObject(ref scanner);
        else
            scanner.Skip();
        update.Classify(scanner.AtEnd);
        return update;
    }

    private void ReadObject(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        _nested++;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (name.Length == 4 && name.SequenceEqual("data"u8) && next == '{' && _nested < MaxNested)
                ReadObject(ref scanner);
            else if (name.Length != 1)
                scanner.Skip();
            else if (name[0] == 'e' && next == '"')
                _event = scanner.ReadScalar();
            else if (name[0] == 'E' && JsonScanner.IsNumberStart(next))
                EventMs = scanner.ReadInteger();
            else if (name[0] == 'T' && JsonScanner.IsNumberStart(next))
                TransactionMs = scanner.ReadInteger();
            else if (name[0] == 'o' && next == '{')
                ReadOrder(ref scanner);
            else if (name[0] == 'a' && next == '{')
                Account = scanner.ReadValue();
            else
                scanner.Skip();
        }

        _nested--;
    }

    private void ReadOrder(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (name.Length == 1 && next == '"')
                SetText(name[0], scanner.ReadScalar());
            else if (name.Length == 1 && JsonScanner.IsNumberStart(next) && name[0] is (byte)'i' or (byte)'t' or (byte)'T')
                SetNumber(name[0], scanner.ReadInteger());
            else if (name.Length == 1 && name[0] == 'm' && next is (byte)'t' or (byte)'f')
                IsMaker = scanner.ReadBoolean();
            else
                scanner.Skip();
        }
    }

    private void SetNumber(byte letter, long number)
    {
        switch (letter)
        {
            case (byte)'i': VenueId = number; break;
            case (byte)'t': TradeId = number; break;
            default: TradeMs = number; break;
        }
    }

    private void SetText(byte letter, ReadOnlySpan<byte> text)
    {
        switch (letter)
        {
            case (byte)'s': Symbol = text; break;
            case (byte)'c': ClientId = text; break;
            case (byte)'S': Side = BinanceOrderState.SideOf(text); break;
            case (byte)'p': Price = text; break;
            case (byte)'q': Quantity = text; break;
            case (byte)'x': Execution = ExecutionOf(text); break;
            case (byte)'X': Status = BinanceOrderState.StatusOf(text); break;
            case (byte)'l': LastQuantity = text; break;
            case (byte)'z': Cumulative = text; break;
            case (byte)'L': LastPrice = text; break;
            case (byte)'N': FeeAsset = text; break;
            case (byte)'n': Fee = text; break;
        }
    }

    private void Classify(bool isWhole)
    {
        if (!isWhole)
            Kind = BinanceUserEventKind.Broken;
        else if (_event.SequenceEqual("ORDER_TRADE_UPDATE"u8))
            Kind = IsWholeOrder ? BinanceUserEventKind.Order : BinanceUserEventKind.Broken;
        else if (_event.SequenceEqual("ACCOUNT_UPDATE"u8))
            Kind = Account.IsEmpty ? BinanceUserEventKind.Broken : BinanceUserEventKind.Account;
        else if (_event.SequenceEqual("MARGIN_CALL"u8))
            Kind = BinanceUserEventKind.MarginCall;
        else if (_event.SequenceEqual("listenKeyExpired"u8))
            Kind = BinanceUserEventKind.ListenKeyExpired;
        else if (_event.SequenceEqual("ACCOUNT_CONFIG_UPDATE"u8))
            Kind = BinanceUserEventKind.Configuration;
        else if (_event.SequenceEqual("ALGO_UPDATE"u8))
            Kind = BinanceUserEventKind.Algo;
        else
            Kind = BinanceUserEventKind.Other;
    }

    private readonly bool IsWholeOrder => !Symbol.IsEmpty && !ClientId.IsEmpty && VenueId > 0 && Side != Side.None
        && (Execution != BinanceExecution.Trade || (!LastQuantity.IsEmpty && !LastPrice.IsEmpty && TradeId > 0));

    private static BinanceExecution ExecutionOf(ReadOnlySpan<byte> text) => text.Length switch
    {
        3 when text.SequenceEqual("NEW"u8) => BinanceExecution.New,
        5 when text.SequenceEqual("TRADE"u8) => BinanceExecution.Trade,
        7 when text.SequenceEqual("EXPIRED"u8) => BinanceExecution.Expired,
        8 when text.SequenceEqual("CANCELED"u8) => BinanceExecution.Canceled,
        9 when text.SequenceEqual("AMENDMENT"u8) => BinanceExecution.Amendment,
        10 when text.SequenceEqual("CALCULATED"u8) => BinanceExecution.Calculated,
        _ => BinanceExecution.None,
    };
}
