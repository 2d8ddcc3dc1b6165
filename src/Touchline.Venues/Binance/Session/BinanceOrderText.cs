using System.Buffers.Text;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// The text of an order request, built in a kept buffer: parameters in the order of their names, as the WebSocket API wants them signed, into the message and into what is signed at
/// once. Numbers are plain decimals, exact.
/// </summary>
internal sealed partial class BinanceOrderText
{
    private const int LongestRequest = 4_096;

    private readonly byte[] _message = new byte[LongestRequest];
    private readonly byte[] _signed = new byte[LongestRequest];
    private readonly byte[] _value = new byte[128];
    private readonly byte[] _signature = new byte[1_024];
    private readonly BinanceSigner? _signer;
    private readonly BinanceOrders _orders;
    private readonly byte[] _key;
    private readonly int _receiveWindowMs;
    private int _length, _signedLength;
    private bool _isRest;

    public BinanceOrderText(BinanceVenueOptions options, BinanceSigner? signer, BinanceOrders orders)
    {
        _signer = signer;
        _orders = orders;
        _key = Encoding.UTF8.GetBytes(options.Credentials?.Key ?? "");
        _receiveWindowMs = options.ReceiveWindowMs;
    }

    /// <summary>The session is logged on: requests go without key and signature.</summary>
    public ReadOnlySpan<byte> Place(long request, BinanceOrder order, in NewOrder terms, long venueMs, bool isLoggedOn)
    {
        Begin(request, "order.place"u8, isLoggedOn);
        AddPlace(order, terms, venueMs);
        return End(isLoggedOn);
    }

    public ReadOnlySpan<byte> Amend(long request, BinanceOrder order, Price price, Quantity quantity, long venueMs, bool isLoggedOn)
    {
        Begin(request, "order.modify"u8, isLoggedOn);
        AddAmend(order, price, quantity, venueMs);
        return End(isLoggedOn);
    }

    public ReadOnlySpan<byte> Cancel(long request, BinanceOrder order, long venueMs, bool isLoggedOn)
    {
        Begin(request, order.IsWaiting ? "algoOrder.cancel"u8 : "order.cancel"u8, isLoggedOn);
        AddName(order, venueMs);
        return End(isLoggedOn);
    }

    public ReadOnlySpan<byte> Status(long request, BinanceOrder order, long venueMs, bool isLoggedOn)
    {
        Begin(request, "order.status"u8, isLoggedOn);
        AddName(order, venueMs);
        return End(isLoggedOn);
    }

    public ReadOnlySpan<byte> LogOn(long request, long venueMs)
    {
        Begin(request, "session.logon"u8, isLoggedOn: false);
        AddTimes(venueMs);
        return End(isLoggedOn: false);
    }

    /// <summary>The same as a URL's query, without what <see cref="BinanceRest"/> adds.</summary>
    public string PlaceQuery(BinanceOrder order, in NewOrder terms)
    {
        BeginQuery();
        AddPlace(order, terms, 0);
        return EndQuery();
    }

    public string AmendQuery(BinanceOrder order, Price price, Quantity quantity)
    {
        BeginQuery();
        AddAmend(order, price, quantity, 0);
        return EndQuery();
    }

    public string NameQuery(BinanceOrder order)
    {
        BeginQuery();
        AddName(order, 0);
        return EndQuery();
    }

    /// <summary>Writes a count of steps as a plain decimal and returns its length, at most 40.</summary>
    public static int WriteDecimal(long count, DecimalUnit step, Span<byte> to)
    {
        Int128 number = (Int128)count * step.Mantissa;
        Span<byte> digits = stackalloc byte[40];
        int at = digits.Length, length = 0;
        bool isNegative = number < 0;
        for (number = Int128.Abs(number); number > 0 || at == digits.Length; number /= 10)
            digits[--at] = (byte)('0' + (int)(number % 10));
        if (isNegative)
            to[length++] = (byte)'-';
        ReadOnlySpan<byte> whole = digits[at..];
        int places = step.Decimals;
        if (places <= 0)
        {
            whole.CopyTo(to[length..]);
            length += whole.Length;
            if (count != 0)
            {
                to.Slice(length, -places).Fill((byte)'0');
                length -= places;
            }

            return length;
        }

        int front = whole.Length - places;
        if (front > 0)
        {
            whole[..front].CopyTo(to[length..]);
            length += front;
        }
        else
        {
            to[length++] = (byte)'0';
        }

        to[length++] = (byte)'.';
        for (; front < 0; front++)
            to[length++] = (byte)'0';
        whole[Math.Max(0, whole.Length - places)..].CopyTo(to[length..]);
        return length + Math.Min(places, whole.Length);
    }

    private void AddPlace(BinanceOrder order, in NewOrder terms, long venueMs)
    {
        bool isLimit = terms.Type == OrderType.Limit;
        if (terms.TimeInForce == TimeInForce.GoodTillDate)
            AddNumber("goodTillDate"u8, terms.ExpiresNs / BinanceSession.NsPerMs);
        AddText("newClientOrderId"u8, ClientId(order));
        Instrument units = order.Instrument.Units!;
        if (isLimit)
            AddText("price"u8, Decimal(terms.Price.Units, units.PriceUnit.Step));
        AddText("quantity"u8, Decimal(terms.Quantity.Units, units.QuantityUnit.Step));
        AddWindow();
        if (terms.ReduceOnly)
            AddText("reduceOnly"u8, "true"u8);
        // Binance's default has changed before: what holds is said. Our resting order goes, not the one that comes.
        AddText("selfTradePreventionMode"u8, "EXPIRE_MAKER"u8);
        AddText("side"u8, SideText(terms.Side));
        AddSymbol(order);
        if (isLimit)
            AddText("timeInForce"u8, TimeInForceText(terms.TimeInForce));
        AddTime(venueMs);
        AddText("type"u8, isLimit ? "LIMIT"u8 : "MARKET"u8);
    }

    private void AddAmend(BinanceOrder order, Price price, Quantity quantity, long venueMs)
    {
        Instrument units = order.Instrument.Units!;
        AddText("origClientOrderId"u8, ClientId(order));
        AddText("price"u8, Decimal(price.Units, units.PriceUnit.Step));
        AddText("quantity"u8, Decimal(quantity.Units, units.QuantityUnit.Step));
        AddWindow();
        AddText("side"u8, SideText(order.Side));
        AddSymbol(order);
        AddTime(venueMs);
    }

    private void AddName(BinanceOrder order, long venueMs)
    {
        if (order.Conditional is not null)
        {
            AddConditionalName(order, venueMs);
            return;
        }

        AddText("origClientOrderId"u8, ClientId(order));
        AddWindow();
        AddSymbol(order);
        AddTime(venueMs);
    }

    private void AddTimes(long venueMs)
    {
        AddWindow();
        AddTime(venueMs);
    }

    private void AddWindow()
    {
        if (!_isRest)
            AddNumber("recvWindow"u8, _receiveWindowMs);
    }

    private void AddTime(long venueMs)
    {
        if (!_isRest)
            AddNumber("timestamp"u8, venueMs);
    }

    private void AddSymbol(BinanceOrder order)
    {
        if (_isRest)
            Sign(Encoding.ASCII.GetBytes(order.Instrument.Query));
        else
            AddText("symbol"u8, order.Instrument.SymbolUtf8);
    }

    private ReadOnlySpan<byte> ClientId(BinanceOrder order) => _value.AsSpan(0, _orders.WriteClientId(order.Number, _value));

    private ReadOnlySpan<byte> Decimal(long count, DecimalUnit step) => _value.AsSpan(0, WriteDecimal(count, step, _value));

    private static ReadOnlySpan<byte> SideText(Side side) => side == Side.Buy ? "BUY"u8 : "SELL"u8;

    private static ReadOnlySpan<byte> TimeInForceText(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.PostOnly => "GTX"u8,
        TimeInForce.ImmediateOrCancel => "IOC"u8,
        TimeInForce.FillOrKill => "FOK"u8,
        TimeInForce.GoodTillDate => "GTD"u8,
        _ => "GTC"u8,
    };

    private void Begin(long request, ReadOnlySpan<byte> method, bool isLoggedOn)
    {
        _isRest = false;
        _length = _signedLength = 0;
        Write("{\"id\":"u8);
        WriteNumber(request);
        Write(",\"method\":\""u8);
        Write(method);
        Write("\",\"params\":{"u8);
        if (!isLoggedOn)
            AddText("apiKey"u8, _key);
    }

    private ReadOnlySpan<byte> End(bool isLoggedOn)
    {
        if (!isLoggedOn)
        {
            int length = _signer!.Sign(_signed.AsSpan(0, _signedLength), _signature);
            Write(",\"signature\":\""u8);
            Write(_signature.AsSpan(0, length));
            Write("\""u8);
        }

        Write("}}"u8);
        return _message.AsSpan(0, _length);
    }

    private void BeginQuery()
    {
        _isRest = true;
        _length = _signedLength = 0;
    }

    private string EndQuery() => Encoding.ASCII.GetString(_signed, 0, _signedLength);

    private void AddText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Separate(name);
        Sign(value, name);
        if (_isRest)
            return;
        Write("\":\""u8);
        Write(value);
        Write("\""u8);
    }

    private void AddNumber(ReadOnlySpan<byte> name, long value)
    {
        Separate(name);
        Utf8Formatter.TryFormat(value, _value, out int length);
        Sign(_value.AsSpan(0, length), name);
        if (_isRest)
            return;
        Write("\":"u8);
        Write(_value.AsSpan(0, length));
    }

    private void Separate(ReadOnlySpan<byte> name)
    {
        if (_isRest)
            return;
        if (_message[_length - 1] != '{')
            Write(","u8);
        Write("\""u8);
        Write(name);
    }

    private void Sign(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name = default)
    {
        if (_signedLength > 0)
            _signed[_signedLength++] = (byte)'&';
        name.CopyTo(_signed.AsSpan(_signedLength));
        _signedLength += name.Length;
        if (!name.IsEmpty)
            _signed[_signedLength++] = (byte)'=';
        value.CopyTo(_signed.AsSpan(_signedLength));
        _signedLength += value.Length;
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_message.AsSpan(_length));
        _length += text.Length;
    }

    private void WriteNumber(long number)
    {
        Utf8Formatter.TryFormat(number, _message.AsSpan(_length), out int length);
        _length += length;
    }
}
