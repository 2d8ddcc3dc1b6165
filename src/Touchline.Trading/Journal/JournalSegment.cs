using System.IO.MemoryMappedFiles;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// A segment file that is written through memory: all of it has its place on the disk and zeros in it before the first byte counts, so that a full disk can't
/// meet the writer, and what was written survives the death of the process at any instant.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private const int PageBytes = 4096;
    private const int ChunkBytes = 1 << 20;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewStream _view;

    private JournalSegment(string path, int number, FileStream file, long bytes)
    {
        Path = path;
        Number = number;
        Bytes = bytes;
        _file = file;
        _map = MemoryMappedFile.CreateFromFile(file, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewStream(0, bytes);
    }

    /// <summary>Where it was made; it may have another name by now.</summary>
    public string Path { get; }

    public int Number { get; }

    public long Bytes { get; }

    /// <summary>Where the next bytes go.</summary>
    public long At => _view.Position;

    /// <summary>A new file.</summary>
    /// <exception cref="IOException">The disk takes no more, or no file of that size.</exception>
    public static JournalSegment Create(string path, int number, long bytes)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                PreallocationSize = bytes,
            });
            Fill(file, bytes);
            var segment = new JournalSegment(path, number, file, bytes);
            segment.Touch();
            return segment;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            if (file is not null)
            {
                file.Dispose();
                File.Delete(path);
            }

            throw new IOException($"{path} needs {bytes:N0} bytes: {(e is ArgumentOutOfRangeException ? "the file system or a limit of this process (ulimit -f) forbids a file of that size" : e.Message)}", e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes) => _view.Write(bytes);

    /// <summary>Goes somewhere else in it.</summary>
    public void Seek(long at) => _view.Position = at;

    /// <summary>Hands what was written to the disk and waits for it.</summary>
    public void Flush()
    {
        _view.Flush();
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Gives back what wasn't used. Nothing is written to it any more.</summary>
    public void Trim()
    {
        long used = At;
        Unmap();
        _file.SetLength(used);
    }

    public void Dispose()
    {
        Unmap();
        _file.Dispose();
    }

    // Space that is only promised may turn out not to be there.
    private static void Fill(FileStream file, long bytes)
    {
        byte[] zeros = new byte[Math.Min(ChunkBytes, bytes)];
        for (long left = bytes; left > 0; left -= zeros.Length)
            file.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
    }

    // The first write to each page costs a fault.
    private void Touch()
    {
        for (long at = 0; at < Bytes; at += PageBytes)
        {
            _view.Position = at;
            _view.WriteByte(0);
        }

        _view.Position = 0;
    }

    private void Unmap()
    {
        _view.Dispose();
        _map.Dispose();
    }
}
