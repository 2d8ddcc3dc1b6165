using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A checkpoint's fields as bytes, little-endian. Counterpart of <see cref="CheckpointReader"/>.</summary>
internal readonly struct CheckpointWriter(IBufferWriter<byte> output)
{
    /// <summary>Bytes of the longest text.</summary>
    public const int MostText = ushort.MaxValue;

    public void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UShort(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(sizeof(ushort)), value);
        output.Advance(sizeof(ushort));
    }

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (int part in bits)
            Int(part);
    }

    public void Text(string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostText);
        Span<byte> bytes = output.GetSpan(sizeof(ushort) + size);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)size);
        Encoding.UTF8.GetBytes(text, bytes[sizeof(ushort)..]);
        output.Advance(sizeof(ushort) + size);
    }

    public void Unit(DecimalUnit unit)
    {
        Long(unit.Mantissa);
        Int(unit.Decimals);
    }
}
