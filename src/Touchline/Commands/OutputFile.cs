using System.IO.Compression;
using System.Text;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>A text file that appears whole or not at all. Compressed with gzip when its name ends in .gz.</summary>
internal sealed class OutputFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly PartialFile _file;
    private bool _done;

    /// <exception cref="BadInputException">The file can't be written.</exception>
    public OutputFile(string path)
    {
        _file = new PartialFile(path);
        bool compress = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        Stream stream = compress ? new GZipStream(_file.Stream, CompressionLevel.SmallestSize, leaveOpen: true) : _file.Stream;
        Writer = new StreamWriter(stream, new UTF8Encoding(false), BufferBytes, leaveOpen: !compress) { NewLine = "\n" };
    }

    public StreamWriter Writer { get; }

    public void Complete()
    {
        _done = true;
        using (_file)
        {
            Writer.Dispose();
            _file.Complete();
        }
    }

    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        using (_file)
            Writer.Dispose();
    }
}
