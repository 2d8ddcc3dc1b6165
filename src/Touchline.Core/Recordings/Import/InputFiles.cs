using System.IO.Compression;

namespace Touchline.Core;

/// <summary>
/// The input files of an import, read one after the other: plain text, gzip or a zip with one entry, told apart by their first
/// bytes. Counts what it read for the progress display.
/// </summary>
public sealed class InputFiles
{
    private readonly string[] _paths;
    private readonly IProgress<ImportProgress>? _progress;
    private long _bytesOfEarlierFiles;

    /// <exception cref="BadInputException">There is no file, or one is missing or empty.</exception>
    public InputFiles(IReadOnlyList<string> paths, IProgress<ImportProgress>? progress = null)
    {
        _paths = [.. paths];
        _progress = progress;
        if (_paths.Length == 0)
            throw new BadInputException("no input file was given");
        foreach (string path in _paths)
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new BadInputException(Directory.Exists(path) ? $"{path} is a folder; give a file" : $"{path}: no such file");
            if (file.Length == 0)
                throw new BadInputException($"{path} is empty");
            TotalBytes += file.Length;
        }
    }

    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Size of all files as they lie on disk.</summary>
    public long TotalBytes { get; }

    /// <summary>Opens the files' lines for one pass from the start.</summary>
    public IEnumerable<LineReader> Lines()
    {
        _bytesOfEarlierFiles = 0;
        foreach (string path in _paths)
        {
            using (LineReader lines = OpenLines(path))
                yield return lines;
            _bytesOfEarlierFiles += new FileInfo(path).Length;
        }
    }

    /// <summary>Tells the display how far a reader is.</summary>
    public void Report(LineReader lines, long rows) =>
        _progress?.Report(new ImportProgress(_bytesOfEarlierFiles + lines.BytesRead, TotalBytes, rows));

    /// <summary>As the overload, for a format that opens the files itself.</summary>
    /// <param name="bytes">Bytes taken from all files as they lie on disk.</param>
    public void Report(long bytes, long rows) => _progress?.Report(new ImportProgress(bytes, TotalBytes, rows));

    /// <summary>Opens one file's lines, for a format that reads several files side by side. The caller disposes it.</summary>
    public static LineReader OpenLines(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read {path}: {e.Message}", e);
        }

        Span<byte> start = stackalloc byte[4];
        int got = file.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        file.Position = 0;
        if (got >= 2 && start[0] == 0x1F && start[1] == 0x8B)
            return new LineReader(path, file, new GZipStream(file, CompressionMode.Decompress), isGzip: true);
        return got == 4 && start.SequenceEqual("PK\u0003\u0004"u8)
            ? new LineReader(path, file, OpenZip(path, file), isGzip: false)
            : new LineReader(path, file, file, isGzip: false);
    }

    private static Stream OpenZip(string path, FileStream file)
    {
        try
        {
            var zip = new ZipArchive(file, ZipArchiveMode.Read);
            return zip.Entries.Count == 1
                ? zip.Entries[0].Open()
                : throw new BadInputException($"{path} has {zip.Entries.Count} entries; a zip with exactly one file is right");
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new BadInputException($"{path} is cut off or damaged: {e.Message}", e);
        }
    }
}

/// <summary>How far an import is: bytes of the files as they lie on disk, and rows written.</summary>
public readonly record struct ImportProgress(long Bytes, long TotalBytes, long Rows);
