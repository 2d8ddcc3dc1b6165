using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>An answer of the WebSocket API.</summary>
internal ref struct BinanceApiReply
{
    public const long NoNumber = -1;

    /// <summary>What it answers; <see cref="NoNumber"/>: it doesn't say, or something that isn't one of our numbers.</summary>
    public long Number;

    public int Status;

    /// <summary>Of a success about an order.</summary>
    public BinanceOrderState Order;

    /// <summary>Begins with the result, for whom it says other things.</summary>
    public ReadOnlySpan<byte> Result;

    public int Code;

    public ReadOnlySpan<byte> Text;

    /// <summary>Of a refusal for too many requests: when they are taken again; 0: not told.</summary>
    public long RetryAtMs;

    /// <summary>-1: not told.</summary>
    public int Orders10S, OrdersMinute, Weight;

    /// <summary>No JSON, or without a status.</summary>
    public bool IsBroken;

    public readonly bool IsOk => Status is >= 200 and < 300;

    public static BinanceApiReply Read(ReadOnlySpan<byte> json)
    {
        var reply = new BinanceApiReply { Number = NoNumber, Orders10S = -1, OrdersMinute = -1, Weight = -1 };
        var scanner = new JsonScanner(json);
        if (scanner.Peek == '{' && scanner.Enter((byte)'{'))
        {
            while (scanner.NextMember(out ReadOnlySpan<byte> name))
                reply.ReadMember(name, ref scanner);
        }

        reply.IsBroken = !scanner.AtEnd || reply.Status == 0;
        return reply;
    }

    public readonly BinanceFailure Failure => new(Status, Code, BinanceFailure.TextOf(Text)) { RetryAtMs = RetryAtMs };

    private void ReadMember(ReadOnlySpan<byte> name, scoped ref JsonScanner scanner)
    {
        byte next = scanner.Peek;
        if (name.SequenceEqual("id"u8) && JsonScanner.IsNumberStart(next))
            Number = scanner.ReadInteger();
        else if (name.SequenceEqual("status"u8) && JsonScanner.IsNumberStart(next))
            Status = (int)scanner.ReadInteger();
        else if (name.SequenceEqual("result"u8) && next == '{')
            ReadResult(ref scanner);
        else if (name.SequenceEqual("error"u8) && next == '{')
            ReadError(ref scanner);
        else if (name.SequenceEqual("rateLimits"u8) && next == '[')
            ReadLimits(ref scanner);
        else
            scanner.Skip();
    }

    private void ReadResult(scoped ref JsonScanner scanner)
    {
        Result = scanner.Rest;
        Order = BinanceOrderState.Read(ref scanner);
    }

    private void ReadError(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("code"u8) && JsonScanner.IsNumberStart(scanner.Peek))
                Code = (int)scanner.ReadInteger();
            else if (name.SequenceEqual("msg"u8) && scanner.Peek == '"')
                Text = scanner.ReadScalar();
            else if (name.SequenceEqual("data"u8) && scanner.Peek == '{')
                ReadErrorData(ref scanner);
            else
                scanner.Skip();
        }
    }

    private void ReadErrorData(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("retryAfter"u8) && JsonScanner.IsNumberStart(scanner.Peek))
                RetryAtMs = scanner.ReadInteger();
            else
                scanner.Skip();
        }
    }

    private void ReadLimits(scoped ref JsonScanner scanner)
    {
        scanner.Enter((byte)'[');
        while (scanner.NextElement())
        {
            if (scanner.Peek == '{')
                ReadLimit(ref scanner);
            else
                scanner.Skip();
        }
    }

    private void ReadLimit(scoped ref JsonScanner scanner)
    {
        bool isOrders = false, isWeight = false, isMinute = false;
        long count = -1, every = 0;
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (name.SequenceEqual("rateLimitType"u8) && next == '"')
            {
                ReadOnlySpan<byte> type = scanner.ReadScalar();
                (isOrders, isWeight) = (type.SequenceEqual("ORDERS"u8), type.SequenceEqual("REQUEST_WEIGHT"u8));
            }
            else if (name.SequenceEqual("interval"u8) && next == '"')
            {
                isMinute = scanner.ReadScalar().SequenceEqual("MINUTE"u8);
            }
            else if (name.SequenceEqual("intervalNum"u8) && JsonScanner.IsNumberStart(next))
            {
                every = scanner.ReadInteger();
            }
            else if (name.SequenceEqual("count"u8) && JsonScanner.IsNumberStart(next))
            {
                count = scanner.ReadInteger();
            }
            else
            {
                scanner.Skip();
            }
        }

        if (count is < 0 or > int.MaxValue)
            return;
        if (isWeight && isMinute && every == 1)
            Weight = (int)count;
        else if (isOrders && isMinute && every == 1)
            OrdersMinute = (int)count;
        else if (isOrders && !isMinute && every == 10)
            Orders10S = (int)count;
    }
}
