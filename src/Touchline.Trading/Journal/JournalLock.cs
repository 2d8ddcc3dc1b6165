using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The right to write a journal: one process has it at a time, and it ends with the process, however that ends.</summary>
public sealed class JournalLock : IDisposable
{
    // EWOULDBLOCK, and a sharing violation.
    private const int LockedOnLinux = 11, LockedOnMac = 35, LockedOnWindows = unchecked((int)0x80070020);
    private readonly FileStream _file;

    private JournalLock(string folder, FileStream file)
    {
        Folder = folder;
        _file = file;
    }

    public string Folder { get; }

    /// <param name="folder">It is there.</param>
    /// <exception cref="BadInputException">Another process has it, or the folder can't be written.</exception>
    public static JournalLock Take(string folder) => TryTake(folder)
        ?? throw new BadInputException($"{folder} is the journal of a session that is running. Wait until it has ended, or give another folder");

    /// <summary>Null: another process has it.</summary>
    /// <param name="folder">It is there.</param>
    /// <exception cref="BadInputException">The folder can't be written.</exception>
    public static JournalLock? TryTake(string folder)
    {
        string path = Path.Combine(folder, JournalNames.Lock);
        try
        {
            return new JournalLock(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException e) when (e.HResult is LockedOnLinux or LockedOnMac or LockedOnWindows)
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException($"can't write in the journal's folder {folder}: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
