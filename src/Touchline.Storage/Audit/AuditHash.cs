using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Touchline.Storage;

/// <summary>
/// A row's hash: SHA-256 over the hash before and the row's columns in order, numbers as 8 bytes little-endian, texts in UTF-8 behind their length
/// in 4 bytes (-1: none). docs/storage.md describes it, so that others can check the chain.
/// </summary>
internal static class AuditHash
{
    /// <summary>What stands before the first row.</summary>
    public static string Origin { get; } = new('0', SHA256.HashSizeInBytes * 2);

    public static string Of(AuditRow row) => Of(row, row.Seq);

    /// <summary>The hash that the row would have under another number.</summary>
    public static string Of(AuditRow row, long seq)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, row.PreviousHash);
        Add(hash, seq);
        Add(hash, row.AtNs);
        Add(hash, row.Actor);
        Add(hash, row.Action);
        Add(hash, row.EntityType);
        Add(hash, row.EntityId);
        Add(hash, row.OldValue);
        Add(hash, row.NewValue);
        Add(hash, row.Reason);
        Add(hash, row.SignalData);
        Add(hash, row.Indicators);
        Add(hash, row.Market);
        Add(hash, row.Success ? 1 : 0);
        Add(hash, row.ErrorMessage);
        Add(hash, row.TraceId);
        Add(hash, row.SourceKey);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }

    private static void Add(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        byte[] bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
