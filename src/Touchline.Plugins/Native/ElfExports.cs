using System.Buffers.Binary;
using System.Text;

namespace Touchline.Plugins;

/// <summary>What a library for 64-bit Linux exports, read without loading it, which would run its constructors.</summary>
internal static class ElfExports
{
    private const int HeaderBytes = 64, SectionBytes = 64, SymbolBytes = 24;
    private const uint DynamicSymbols = 11;

    /// <summary>The first of those names that it doesn't export; null when it has all, or isn't such a library, which loading will tell.</summary>
    public static string? Missing(string library, params ReadOnlySpan<string> names)
    {
        byte[] bytes = File.ReadAllBytes(library);
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            return null;
        try
        {
            HashSet<string> exported = Read(bytes);
            foreach (string name in names)
            {
                if (!exported.Contains(name))
                    return name;
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            // Damaged: the loader's words will be better than ours.
        }

        return null;
    }

    private static HashSet<string> Read(ReadOnlySpan<byte> file)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        int sections = (int)BinaryPrimitives.ReadInt64LittleEndian(file[40..]), count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = file.Slice(sections + i * SectionBytes, SectionBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != DynamicSymbols)
                continue;
            ReadOnlySpan<byte> names = Content(file, file.Slice(sections + BinaryPrimitives.ReadInt32LittleEndian(section[40..]) * SectionBytes, SectionBytes));
            for (ReadOnlySpan<byte> symbols = Content(file, section); symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
            {
                // Of a section of this file: what is only wanted from others has none.
                if (BinaryPrimitives.ReadUInt16LittleEndian(symbols[6..]) == 0)
                    continue;
                ReadOnlySpan<byte> name = names[BinaryPrimitives.ReadInt32LittleEndian(symbols)..];
                found.Add(Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]));
            }
        }

        return found;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section) =>
        file.Slice((int)BinaryPrimitives.ReadInt64LittleEndian(section[24..]), (int)BinaryPrimitives.ReadInt64LittleEndian(section[32..]));
}
