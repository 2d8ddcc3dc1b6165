using System.Text;
using Touchline.Core;

namespace Touchline.Sweeps;

/// <summary>
/// Where a sweep's results are kept as they come, one line each, so that a sweep that was stopped, even by <c>kill -9</c>, goes on where it
/// was: a last line without its end is dropped. The file is locked while a sweep writes it. For any thread.
/// </summary>
internal sealed class SweepFile : IDisposable
{
    // After a power failure at most so many results have to be found again.
    private const int LinesBetweenFlushes = 64;

    private readonly Lock _gate = new();
    private readonly FileStream _stream;
    private int _unflushed;

    private SweepFile(FileStream stream, IReadOnlyList<PointResult> results)
    {
        _stream = stream;
        Found = results;
    }

    /// <summary>What earlier sweeps left.</summary>
    public IReadOnlyList<PointResult> Found { get; }

    /// <exception cref="BadInputException">The file holds something else or another sweep's results, is damaged, in use, or can't be written.</exception>
    public static SweepFile Open(string path, string identity, FigureNames names)
    {
        FileStream? stream = null;
        try
        {
            if (Directory.Exists(path))
                throw new BadInputException($"can't write {path}: it is a folder");
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            List<PointResult> results = Load(stream, path, identity, names);
            var file = new SweepFile(stream, results);
            if (stream.Length == 0)
                file.Add(identity);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            stream?.Dispose();
            throw new BadInputException($"can't write {path}: {e.Message}", e);
        }
        catch (BadInputException)
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Adds a line by a single write.</summary>
    public void Add(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_gate)
        {
            _stream.Write(bytes);
            if (++_unflushed < LinesBetweenFlushes)
                return;
            _stream.Flush(flushToDisk: true);
            _unflushed = 0;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_stream.CanWrite)
                _stream.Flush(flushToDisk: true);
            _stream.Dispose();
        }
    }

    // Leaves the stream behind the last whole line.
    private static List<PointResult> Load(FileStream stream, string path, string identity, FigureNames names)
    {
        var results = new List<PointResult>();
        // Every line is held until it is read, and none is longer than what follows from the parameters and the figures.
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true);
        long whole = 0;
        for (int number = 1; ReadLine(reader, out string line, out bool isWhole); number++)
        {
            if (number == 1)
                CheckFirst(path, line, isWhole, identity);
            if (!isWhole)
                break;
            if (number > 1)
                results.Add(PointResult.Read(line, names, $"line {number} of {path}"));
            whole += Encoding.UTF8.GetByteCount(line) + 1;
        }

        stream.SetLength(whole);
        stream.Seek(0, SeekOrigin.End);
        return results;
    }

    private static void CheckFirst(string path, string line, bool isWhole, string identity)
    {
        bool isTorn = !isWhole && identity.StartsWith(line, StringComparison.Ordinal);
        if (isTorn || (isWhole && line == identity))
            return;
        throw new BadInputException(line.StartsWith($"{{\"{SweepIdentity.Mark}\"", StringComparison.Ordinal)
            ? $"{path} holds results of another sweep: {SweepIdentity.Difference(line, identity)}; give another name"
            : $"{path} isn't a file of sweep results; give another name");
    }

    // StreamReader.ReadLine doesn't tell whether a line had its end.
    private static bool ReadLine(StreamReader reader, out string line, out bool isWhole)
    {
        var text = new StringBuilder();
        isWhole = false;
        for (int next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\n')
            {
                isWhole = true;
                break;
            }

            text.Append((char)next);
        }

        line = text.ToString();
        return isWhole || text.Length > 0;
    }
}
