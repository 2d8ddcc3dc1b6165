using System.Text;

namespace Touchline.Bench;

/// <summary>What the venue answers to an order or a cancel, written in place: every order rests, every cancel is carried out. It allocates nothing.</summary>
internal sealed class VenueAnswers
{
    private readonly byte[] _answer = new byte[2048];
    private int _length;

    public static bool IsPlace(ReadOnlySpan<byte> request) => request.IndexOf("\"method\":\"order.place\""u8) >= 0;

    public static bool IsCancel(ReadOnlySpan<byte> request) => request.IndexOf("\"method\":\"order.cancel\""u8) >= 0;

    /// <summary>Good until the next.</summary>
    public ReadOnlySpan<byte> Answer(ReadOnlySpan<byte> request, long venueMs)
    {
        ReadOnlySpan<byte> client = TextBehind(request, "ClientOrderId\":\""u8);
        _length = 0;
        Write("{\"id\":"u8);
        Write(NumberBehind(request, "\"id\":"u8));
        Write(",\"status\":200,\"result\":{\"orderId\":"u8);
        // The session's own number of it stands behind the dash.
        Write(client[(client.IndexOf((byte)'-') + 1)..]);
        Write(",\"symbol\":\"BTCUSDT\",\"status\":\""u8);
        Write(IsPlace(request) ? "NEW"u8 : "CANCELED"u8);
        Write("\",\"clientOrderId\":\""u8);
        Write(client);
        Write("\",\"price\":"u8);
        Write("""
            "59999.00","avgPrice":"0.00","origQty":"0.010","executedQty":"0.000","cumQty":"0.000","cumQuote":"0.00000","timeInForce":"GTX","type":"LIMIT","reduceOnly":false,"closePosition":false,"side":"BUY","positionSide":"BOTH","stopPrice":"0.00","workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0
            """u8);
        Write(",\"updateTime\":"u8);
        WriteNumber(venueMs);
        Write("""},"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":1},{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200,"count":1}]}"""u8);
        return _answer.AsSpan(0, _length);
    }

    /// <summary>The private stream's word on the order that was answered last, over by now; good until the next.</summary>
    public ReadOnlySpan<byte> Update(long venueMs)
    {
        string client = Encoding.ASCII.GetString(TextBehind(_answer.AsSpan(0, _length), "clientOrderId\":\""u8));
        _length = Encoding.ASCII.GetBytes(
            $$$"""{"e":"ORDER_TRADE_UPDATE","E":{{{venueMs}}},"T":{{{venueMs}}},"o":{"s":"BTCUSDT","c":"{{{client}}}","S":"BUY","o":"LIMIT","f":"GTX","q":"0.010","p":"59999.00","ap":"0","sp":"0","x":"CANCELED","X":"CANCELED","i":{{{client[(client.IndexOf('-', StringComparison.Ordinal) + 1)..]}}},"l":"0","z":"0","L":"0","n":"0","N":"USDT","T":{{{venueMs}}},"t":0,"m":false,"R":false,"ps":"BOTH"}}""",
            _answer);
        return _answer.AsSpan(0, _length);
    }

    public static ReadOnlySpan<byte> NumberBehind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = Behind(text, name);
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? rest : rest[..end];
    }

    public static ReadOnlySpan<byte> TextBehind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = Behind(text, name);
        return rest[..rest.IndexOf((byte)'"')];
    }

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        if (at < 0)
            throw new InvalidOperationException("what the adapter sent isn't what is answered here");
        return text[(at + name.Length)..];
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_answer.AsSpan(_length));
        _length += text.Length;
    }

    private void WriteNumber(long number)
    {
        number.TryFormat(_answer.AsSpan(_length), out int length);
        _length += length;
    }
}
