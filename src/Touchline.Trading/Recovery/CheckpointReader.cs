using System.Buffers.Binary;
using System.Text;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Reads what <see cref="CheckpointWriter"/> wrote. What can't be is told as damage, with where it stands.</summary>
internal ref struct CheckpointReader(ReadOnlySpan<byte> bytes, string about)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _about = about;

    public int At { get; private set; }

    public readonly bool IsAtEnd => At == _bytes.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw Wrong("a flag that is neither 0 nor 1"),
    };

    public ushort UShort() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public decimal Decimal()
    {
        Span<int> bits = [Int(), Int(), Int(), Int()];
        try
        {
            return new decimal(bits);
        }
        catch (ArgumentException)
        {
            throw Wrong("no decimal number");
        }
    }

    public string Text()
    {
        int size = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return Encoding.UTF8.GetString(Take(size));
    }

    /// <summary>How many of something follow, each of so many bytes at least.</summary>
    public int Count(int leastBytes)
    {
        int count = Int();
        return count >= 0 && (long)count * leastBytes <= _bytes.Length - At ? count : throw Wrong($"a count of {count}");
    }

    public DecimalUnit Unit()
    {
        long mantissa = Long();
        int decimals = Int();
        return Math.Abs((long)decimals) <= 18 && DecimalUnit.TryCreate(new DecimalText(mantissa, decimals), out DecimalUnit unit) ? unit : throw Wrong("no unit");
    }

    /// <summary>A value of an enumeration whose values go from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public byte Within(byte least, byte most)
    {
        byte value = Byte();
        return value >= least && value <= most ? value : throw Wrong($"a {value} where {least} to {most} can be");
    }

    public readonly BadInputException Wrong(string what) => new($"{_about} is damaged: {what} at its byte {At}");

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    private ReadOnlySpan<byte> Take(int size)
    {
        if (_bytes.Length - At < size)
            throw Wrong("it ends");
        ReadOnlySpan<byte> taken = _bytes.Slice(At, size);
        At += size;
        return taken;
    }
}
