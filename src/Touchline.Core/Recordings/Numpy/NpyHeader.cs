using System.Buffers.Binary;
using System.Text;

namespace Touchline.Core;

/// <summary>
/// What stands before the numbers of a NumPy array file (.npy). Its text is a Python literal: element type, memory order, shape.
/// </summary>
internal sealed class NpyHeader
{
    /// <summary>The longest header read; those of the arrays we take have some 200 bytes.</summary>
    public const int MaxTextBytes = 1 << 16;

    private const int Alignment = 64;
    private const int PrefixSize = 10;

    private NpyHeader(string typeText, IReadOnlyList<(string Name, string Type)> fields, bool isFortranOrder, long[] shape)
    {
        TypeText = typeText;
        Fields = fields;
        IsFortranOrder = isFortranOrder;
        Shape = shape;
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The element type as it stands in the file.</summary>
    public string TypeText { get; }

    /// <summary>A structured type's fields in order; empty for a plain type.</summary>
    public IReadOnlyList<(string Name, string Type)> Fields { get; }

    public bool IsFortranOrder { get; }

    public IReadOnlyList<long> Shape { get; }

    public string ShapeText => Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";

    /// <summary>The header of a one-dimensional array, format version 1.0, padded so that the numbers start at a multiple of 64.</summary>
    public static byte[] Encode(string type, long rows)
    {
        string text = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({rows},), }}";
        int size = (PrefixSize + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[size];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(size - PrefixSize));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(PrefixSize));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <exception cref="BadInputException">The stream doesn't start with an array header that makes sense.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length || !prefix.StartsWith(Magic))
            throw new BadInputException($"{name} is no NumPy array: it doesn't start with the mark of one");
        int sizeBytes = prefix[6] switch
        {
            1 => 2,
            2 or 3 => 4,
            _ => throw new BadInputException($"{name} has NumPy format version {prefix[6]}.{prefix[7]}; 1.0, 2.0 and 3.0 are known"),
        };
        Span<byte> sizeField = stackalloc byte[4];
        sizeField.Clear();
        if (stream.ReadAtLeast(sizeField[..sizeBytes], sizeBytes, throwOnEndOfStream: false) < sizeBytes)
            throw CutOff(name);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(sizeField);
        if (size > MaxTextBytes)
            throw new BadInputException($"{name} has an array header of {size} bytes; at most {MaxTextBytes} make sense");
        byte[] text = new byte[size];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw CutOff(name);
        string literal = Encoding.UTF8.GetString(text);
        return Of(literal) ?? throw new BadInputException($"{name} has an array header that makes no sense: {literal.Trim()}");
    }

    private static BadInputException CutOff(string name) => new($"{name} is cut off inside its array header");

    private static NpyHeader? Of(string literal)
    {
        if (!PythonLiteral.TryParse(literal, out object? value) || value is not IReadOnlyDictionary<string, object> header
            || !header.TryGetValue("descr", out object? type) || !header.TryGetValue("shape", out object? shape)
            || !header.TryGetValue("fortran_order", out object? order) || order is not bool isFortranOrder
            || shape is not IReadOnlyList<object> lengths || !lengths.All(n => n is long and >= 0))
            return null;
        var fields = new List<(string, string)>();
        if (type is IReadOnlyList<object> parts)
        {
            foreach (object part in parts)
            {
                if (part is not IReadOnlyList<object> { Count: 2 } field || field[0] is not string fieldName || field[1] is not string fieldType)
                    return null;
                fields.Add((fieldName, fieldType));
            }
        }
        else if (type is not string)
        {
            return null;
        }

        string text = type as string ?? string.Join(", ", fields.Select(f => $"{f.Item1} {f.Item2}"));
        return new NpyHeader(text, fields, isFortranOrder, [.. lengths.Cast<long>()]);
    }
}
