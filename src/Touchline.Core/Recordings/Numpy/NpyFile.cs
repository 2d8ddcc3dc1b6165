using System.IO.Compression;

namespace Touchline.Core;

/// <summary>
/// A NumPy array in a file of its own (.npy) or in an archive (.npz, deflated or stored), its elements read from first to last
/// without holding more than the caller's buffer.
/// </summary>
internal sealed class NpyFile : IDisposable
{
    private const string Ending = ".npy";

    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive? _zip;
    private readonly Stream _content;

    private NpyFile(string path, FileStream file, ZipArchive? zip, string name, Stream content)
    {
        _path = path;
        _file = file;
        _zip = zip;
        _content = content;
        Name = name;
        Header = NpyHeader.Read(content, name);
    }

    /// <summary>The file, with the array's key when it is an archive.</summary>
    public string Name { get; }

    public NpyHeader Header { get; }

    /// <summary>Bytes taken from the file as it lies on disk.</summary>
    public long BytesRead => _file.Position;

    /// <param name="key">The array to take from an archive; the first one when there is none of that name.</param>
    /// <exception cref="BadInputException">The file can't be read or holds no array.</exception>
    public static NpyFile Open(string path, string key)
    {
        FileStream? file = null;
        ZipArchive? zip = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            Span<byte> start = stackalloc byte[4];
            int got = file.ReadAtLeast(start, 4, throwOnEndOfStream: false);
            file.Position = 0;
            if (got < 4 || !start.StartsWith("PK"u8))
                return new NpyFile(path, file, null, path, file);
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry entry = zip.GetEntry(key + Ending)
                ?? zip.Entries.FirstOrDefault(e => e.FullName.EndsWith(Ending, StringComparison.Ordinal))
                ?? throw new BadInputException($"{path} is a zip without an array (.npy); it holds {Names(zip)}");
            return new NpyFile(path, file, zip, $"{path} [{entry.FullName[..^Ending.Length]}]", entry.Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or BadInputException)
        {
            zip?.Dispose();
            file?.Dispose();
            throw e as BadInputException ?? Damaged(path, e);
        }
    }

    /// <summary>Fills the buffer; less only at the end of the array.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Damaged(_path, e);
        }
    }

    public void Dispose()
    {
        _content.Dispose();
        _zip?.Dispose();
        _file.Dispose();
    }

    private static BadInputException Damaged(string path, Exception e) => e is InvalidDataException
        ? new BadInputException($"{path} is cut off or damaged: {e.Message}", e)
        : new BadInputException($"can't read {path}: {e.Message}", e);

    private static string Names(ZipArchive zip) =>
        zip.Entries.Count == 0 ? "nothing" : string.Join(", ", zip.Entries.Take(10).Select(e => e.FullName));
}
