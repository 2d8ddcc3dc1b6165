namespace Touchline.Core;

/// <summary>
/// A file that stands under its name with <c>.partial</c> behind it until <see cref="Complete"/> gives it its own; disposing it
/// incomplete deletes it, unless it was to be kept. A link is followed; anything but an ordinary file is left alone.
/// </summary>
public sealed class PartialFile : IDisposable
{
    /// <summary>What stands behind the name of a file that isn't complete.</summary>
    public const string Suffix = ".partial";

    private readonly string _path;
    private readonly string _partialPath;
    private bool _done;

    /// <exception cref="BadInputException">The file can't be created, or may not be replaced.</exception>
    public PartialFile(string path)
    {
        try
        {
            _path = Target(path);
            if (Directory.Exists(_path))
                throw new BadInputException($"can't write {path}: it is a folder");
            if (Path.GetDirectoryName(_path) == "/dev")
                throw new BadInputException($"can't write {path}: it is a device, and the output would take its place");
            _partialPath = _path + Suffix;
            Stream = new FileStream(_partialPath, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"can't write {path}: {e.Message}", e);
        }
    }

    /// <summary>Refuses an output that would take the place of a file in use.</summary>
    /// <exception cref="BadInputException">The output is one of the others.</exception>
    public static void CheckApart(string output, params IEnumerable<string?> others)
    {
        foreach (string? other in others)
        {
            if (other is not null && Target(other) == Target(output))
                throw new BadInputException($"can't write {output}: the same file is used as {(other == output ? "something else" : other)}; give another name");
        }
    }

    /// <summary>Unbuffered.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes where the stream stands.</summary>
    /// <exception cref="IOException">The disk takes no more, or no larger file.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Stream.Write(bytes);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So the framework tells of a file that would be larger than its file system, or a limit of the process, allows.
            throw new IOException($"{_partialPath} may not become any larger: the file system or a limit of this process (ulimit -f) forbids it", e);
        }
    }

    /// <summary>Gives the file its name, in place of one that stood there.</summary>
    public void Complete()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_partialPath, _path, overwrite: true);
        _done = true;
    }

    /// <summary>Closes the file as it is, under the name with <c>.partial</c>: half of it is better than nothing.</summary>
    public void Keep()
    {
        if (_done)
            return;
        _done = true;
        Stream.Dispose();
    }

    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        Stream.Dispose();
        File.Delete(_partialPath);
    }

    // The file that a name means: a link's end. A link may point to a file that isn't there yet.
    private static string Target(string path)
    {
        string? link = new FileInfo(path).LinkTarget;
        if (link is null)
            return Path.GetFullPath(path);
        string end = Path.GetFullPath(link, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return File.Exists(end) ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : end;
    }
}
