namespace Touchline.StoredStrategies;

/// <summary>
/// Says to other processes which stored strategies a session of this one runs: a file in the folder of each, which is held as long. Those that only look whether one runs do so without a mark of their own. One thread.
/// </summary>
internal sealed class RunningMarks : IDisposable
{
    private const string Name = ".running";

    private readonly Dictionary<string, FileStream> _held = [];

    /// <summary>Holds the marks of just these folders. Where the disk doesn't let it there is none: it keeps nobody from trading.</summary>
    public void Set(IReadOnlyCollection<string> folders)
    {
        foreach (string gone in _held.Keys.Except(folders).ToArray())
        {
            _held.Remove(gone, out FileStream? mark);
            mark!.Dispose();
        }

        foreach (string folder in folders.Where(f => !_held.ContainsKey(f) && Directory.Exists(f)))
        {
            try
            {
                string path = Path.Combine(folder, Name);
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
                {
                }

                _held[folder] = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>A session, of whichever process, runs the strategy of a folder.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var mark = new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => Set([]);
}
