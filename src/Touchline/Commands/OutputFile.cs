using System.IO.Compression;
using System.Text;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>
/// A text file that appears whole or not at all: written beside its name, given the name by <see cref="Complete"/>, deleted by
/// disposing before that. Compressed with gzip when the name ends in .gz.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _partialPath;
    private bool _done;

    /// <exception cref="BadInputException">The file can't be written.</exception>
    public OutputFile(string path)
    {
        _path = path;
        _partialPath = path + ".partial";
        try
        {
            Stream file = File.Create(_partialPath);
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                file = new GZipStream(file, CompressionLevel.SmallestSize);
            Writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"can't write {path}: {e.Message}", e);
        }
    }

    public StreamWriter Writer { get; }

    public void Complete()
    {
        Writer.Dispose();
        File.Move(_partialPath, _path, overwrite: true);
        _done = true;
    }

    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        Writer.Dispose();
        File.Delete(_partialPath);
    }
}
