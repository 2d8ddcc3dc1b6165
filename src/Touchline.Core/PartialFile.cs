namespace Touchline.Core;

/// <summary>
/// A file that stands under its name with <c>.partial</c> behind it until <see cref="Complete"/> gives it its own; disposing it
/// incomplete deletes it.
/// </summary>
public sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _partialPath;
    private bool _done;

    /// <exception cref="BadInputException">The file can't be created.</exception>
    public PartialFile(string path)
    {
        _path = path;
        _partialPath = path + ".partial";
        try
        {
            Stream = new FileStream(_partialPath, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Unbuffered.</summary>
    public FileStream Stream { get; }

    public static BadInputException CannotWrite(string path, Exception e) => new($"can't write {path}: {e.Message}", e);

    /// <summary>Gives the file its name, in place of one that stood there.</summary>
    public void Complete()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_partialPath, _path, overwrite: true);
        _done = true;
    }

    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        Stream.Dispose();
        File.Delete(_partialPath);
    }
}
