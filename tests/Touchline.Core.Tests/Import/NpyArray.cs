using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Touchline.Core.Tests;

/// <summary>NumPy arrays and archives made by hand, independent of the code under test.</summary>
internal static class NpyArray
{
    public const ulong Both = Exchange | Local;
    public const ulong Exchange = 0x8000_0000;
    public const ulong Local = 0x4000_0000;
    public const ulong Buy = 0x2000_0000;
    public const ulong Sell = 0x1000_0000;

    public const string EventType =
        "[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')]";

    public static byte[] Of(string type, string shape, byte[] data, string fortran = "False")
    {
        string header = $"{{'descr': {type}, 'fortran_order': {fortran}, 'shape': {shape}, }}";
        header = header.PadRight(117 + (header.Length > 117 ? 128 : 0)) + "\n";
        byte[] bytes = new byte[10 + header.Length + data.Length];
        bytes[0] = 0x93;
        Encoding.ASCII.GetBytes("NUMPY\u0001\0", bytes.AsSpan(1));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(10));
        data.CopyTo(bytes, 10 + header.Length);
        return bytes;
    }

    /// <summary>A version 1 array: event, exch_ts, local_ts, side, price, qty.</summary>
    public static byte[] Version1(params double[][] rows)
    {
        byte[] data = new byte[rows.Length * 48];
        for (int i = 0; i < rows.Length * 6; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * 8), rows[i / 6][i % 6]);
        return Of("'<f8'", $"({rows.Length}, 6)", data);
    }

    /// <summary>A version 2 array.</summary>
    public static byte[] Version2(params (ulong Ev, long Exchange, long Local, double Price, double Quantity, ulong OrderId)[] rows) =>
        Of(EventType, $"({rows.Length},)", Records(rows));

    public static byte[] Records(params (ulong Ev, long Exchange, long Local, double Price, double Quantity, ulong OrderId)[] rows)
    {
        byte[] data = new byte[rows.Length * 64];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<byte> row = data.AsSpan(i * 64);
            BinaryPrimitives.WriteUInt64LittleEndian(row, rows[i].Ev);
            BinaryPrimitives.WriteInt64LittleEndian(row[8..], rows[i].Exchange);
            BinaryPrimitives.WriteInt64LittleEndian(row[16..], rows[i].Local);
            BinaryPrimitives.WriteDoubleLittleEndian(row[24..], rows[i].Price);
            BinaryPrimitives.WriteDoubleLittleEndian(row[32..], rows[i].Quantity);
            BinaryPrimitives.WriteUInt64LittleEndian(row[40..], rows[i].OrderId);
        }

        return data;
    }

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Array)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(array);
            }
        }

        return stream.ToArray();
    }
}
