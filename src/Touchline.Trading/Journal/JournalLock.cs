using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The right to write a journal: one process has it at a time, and it ends with the process, however that ends.</summary>
public sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(string folder, FileStream file)
    {
        Folder = folder;
        _file = file;
    }

    public string Folder { get; }

    /// <param name="folder">It is there.</param>
    /// <exception cref="BadInputException">Another process has it, or the folder can't be written.</exception>
    public static JournalLock Take(string folder)
    {
        string path = Path.Combine(folder, JournalNames.Lock);
        try
        {
            return new JournalLock(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadInputException($"can't write in the journal's folder {folder}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new BadInputException($"{folder} is the journal of a session that is running: {e.Message} Wait until it has ended, or give another folder", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
