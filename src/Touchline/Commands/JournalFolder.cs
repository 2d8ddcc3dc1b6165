using System.Text;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// The folder of a session's journal while it is written: the order journal and a copy of the file that its strategy reads, if it reads
/// one. The markets' recordings come besides.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly List<string> _folders = [];
    private readonly List<string> _files = [];

    /// <exception cref="BadInputException">Something can't be made, or a journal is there already.</exception>
    public JournalFolder(string path, TradingSettings chosen, IReadOnlyList<Instrument> instruments, IReadOnlyList<string>? feeAssets = null)
    {
        try
        {
            MakeFolder(path);
            Orders = MakeOrders(Path.Combine(path, JournalSession.OrdersFile), JournalSession.Of(chosen, instruments, feeAssets));
            if (JournalSession.FileReadBy(chosen) is { } file)
                Keep(file.Path, Path.Combine(path, file.Name));
        }
        catch
        {
            Discard();
            throw;
        }
    }

    public OrderJournal Orders { get; }

    /// <summary>Deletes what was made here: the session never began. What others put into the folder stays, and the folder with it.</summary>
    public void Discard()
    {
        Dispose();
        foreach (string file in _files)
            File.Delete(file);
        foreach (string folder in _folders.Where(Directory.Exists).TakeWhile(f => !Directory.EnumerateFileSystemEntries(f).Any()))
            Directory.Delete(folder);
    }

    public void Dispose() => Orders?.Dispose();

    private void MakeFolder(string path)
    {
        try
        {
            // Innermost first, as they are deleted.
            for (string? folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
                _folders.Add(folder);
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"can't make the journal's folder {path}: {e.Message}", e);
        }
    }

    private OrderJournal MakeOrders(string path, string session)
    {
        var orders = new OrderJournal(path, Encoding.UTF8.GetBytes(session));
        _files.Add(path);
        return orders;
    }

    private void Keep(string path, string copy)
    {
        try
        {
            File.Copy(path, copy);
            _files.Add(copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't keep a copy of {path} in the journal: {e.Message}", e);
        }
    }
}
