using System.Buffers;
using System.Buffers.Binary;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Writes state for a checkpoint: every value as eight little-endian bytes, in a fixed order.</summary>
internal readonly struct StateWriter(IBufferWriter<byte> to)
{
    public void Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), value);
        to.Advance(sizeof(long));
    }

    public void Add(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (int part in bits)
            Add(part);
    }

    public void Add(bool value) => Add(value ? 1 : 0);

    public void Add(in NewOrder order)
    {
        Add(order.Instrument);
        Add((long)order.Side);
        Add((long)order.Type);
        Add((long)order.TimeInForce);
        Add(order.Price.Units);
        Add(order.Quantity.Units);
        Add((long)order.TriggerBy);
        Add(order.ReduceOnly);
        Add(order.CallbackPpm);
        Add(order.Trigger.Units);
        Add(order.ExpiresNs);
        Add(order.Reason.Code);
    }

    public void Add(in OrderOrigin origin)
    {
        Add((long)origin.Purpose);
        Add(origin.Slot);
        Add(origin.Serial);
        Add(origin.First.Number);
        Add(origin.TriesLeft);
        Add(origin.Policy.Tries);
        Add(origin.Policy.OffsetTicks);
        Add(origin.Policy.OffsetPpm);
        Add((long)origin.Policy.AtEnd);
    }

    public void Add(in Bracket bracket)
    {
        Add(bracket.TakeProfit.Units);
        Add(bracket.StopLoss.Units);
        Add(bracket.TrailingPpm);
        Add(bracket.Activation.Units);
        Add((long)bracket.Trigger);
        Add((long)bracket.AtVenue);
        Add(bracket.EntryNs);
        Add(bracket.DropsBarelyFilled);
        Add(bracket.BarelyPpm);
    }
}

/// <summary>Reads what <see cref="StateWriter"/> wrote. Behind the end everything is 0 and <see cref="IsShort"/>.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool IsShort { get; private set; }

    public readonly int Left => _rest.Length;

    public long Long()
    {
        if (_rest.Length < sizeof(long))
        {
            IsShort = true;
            return 0;
        }

        long value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return value;
    }

    public int Int() => (int)Long();

    public bool Bool() => Long() != 0;

    /// <summary>0, and short, where the bits are none of a decimal.</summary>
    public decimal Decimal()
    {
        int low = Int(), middle = Int(), high = Int(), flags = Int();
        int scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00FFFF) == 0 && scale <= 28)
            return new decimal(low, middle, high, flags < 0, (byte)scale);
        IsShort = true;
        return 0;
    }

    public OrderId Id() => new(Long());

    public NewOrder Order() => new(Int(), (Side)Long(), (OrderType)Long(), (TimeInForce)Long(), new Price(Long()), new Quantity(Long()))
    {
        TriggerBy = (TriggerSource)Long(),
        ReduceOnly = Bool(),
        CallbackPpm = Int(),
        Trigger = new Price(Long()),
        ExpiresNs = Long(),
        Reason = new OrderReason((ushort)Long()),
    };

    public OrderOrigin Origin() => new()
    {
        Purpose = (OrderPurpose)Long(),
        Slot = Int(),
        Serial = Int(),
        First = Id(),
        TriesLeft = Int(),
        Policy = new PostOnlyPolicy(Int()) { OffsetTicks = Int(), OffsetPpm = Int(), AtEnd = (PostOnlyEnd)Long() },
    };

    public Bracket Bracket() => new()
    {
        TakeProfit = new Price(Long()),
        StopLoss = new Price(Long()),
        TrailingPpm = Int(),
        Activation = new Price(Long()),
        Trigger = (BracketTrigger)Long(),
        AtVenue = (BracketPart)Long(),
        EntryNs = Long(),
        DropsBarelyFilled = Bool(),
        BarelyPpm = Int(),
    };
}
