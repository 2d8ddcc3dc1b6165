using System.Text;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// The folder of a journal while a session of it is written: the lock, the order journal and a copy of the file that the strategy reads, if it reads one. The markets'
/// recordings come besides.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly List<string> _folders = [];
    private readonly List<string> _files = [];
    private readonly JournalLock _lock;

    // None is its own before it is known which there are.
    private readonly int _firstSegment = int.MaxValue;

    /// <param name="path">Where it is to be; it is made where it isn't there.</param>
    /// <param name="feeAssets">The engine's.</param>
    /// <param name="prefix">What the session's client order ids begin with; empty where no orders leave.</param>
    /// <param name="isLive">The session can't wait for the disk.</param>
    /// <param name="before">The folder's lock and what the sessions before left, when this one goes on with them; null: the folder holds no journal.</param>
    /// <exception cref="BadInputException">Something can't be made, or another process writes there.</exception>
    public JournalFolder(
        string path, TradingSettings chosen, IReadOnlyList<Instrument> instruments, IReadOnlyList<string> feeAssets, string prefix = "", bool isLive = false, EarlierSessions? before = null)
    {
        try
        {
            Path = path;
            MakeFolder(path);
            _lock = before?.TakeLock() ?? JournalLock.Take(path);
            _firstSegment = JournalNames.Segments(path) is { Count: > 0 } there ? there[^1].Number + 1 : 1;
            Session = Math.Max(before?.Journal.LastSession ?? 0, JournalNames.LastSession(path)) + 1;
            SessionText = JournalSession.Of(chosen, instruments, feeAssets, Session, prefix, prefix.Length > 0 ? prefix : SessionPrefix.New());
            byte[] session = Encoding.UTF8.GetBytes(SessionText);
            Orders = chosen.Run.SegmentBytes is { } bytes
                ? OrderJournal.OnDemand(_lock, session, Session, bytes)
                : new OrderJournal(_lock, session, Session, chosen.Risk, waits: !isLive, instruments: instruments.Count, strategies: Engine.MostStrategies);
            if (JournalSession.FileReadBy(chosen) is { } file)
                Keep(file.Path, System.IO.Path.Combine(path, JournalNames.Kept(Session, file.Name)));
            foreach (StrategySource source in chosen.Further.Select(f => f.Source).Prepend(chosen.Source).OfType<StrategySource>().DistinctBy(s => s.Version))
                Keep(source);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>The session's number in the journal.</summary>
    public int Session { get; }

    /// <summary>What makes the same engine again.</summary>
    public string SessionText { get; }

    public OrderJournal Orders { get; }

    /// <summary>
    /// Deletes what was made here: the session never began. What others put into the folder stays, and the folder with it; so does the lock file, once it was taken: who has it open already
    /// would lock a file that isn't there any more, beside who makes the next.
    /// </summary>
    public void Discard()
    {
        Orders?.Dispose();
        try
        {
            // Who takes the lock next may write here at once.
            if (_lock is not null)
                _files.AddRange(JournalNames.Segments(Path).Where(s => s.Number >= _firstSegment).Select(s => s.Path));
            foreach (string file in _files)
                File.Delete(file);
        }
        finally
        {
            _lock?.Dispose();
        }

        foreach (string folder in _folders.Where(Directory.Exists).TakeWhile(f => !Directory.EnumerateFileSystemEntries(f).Any()))
            Directory.Delete(folder);
    }

    /// <summary>Where the session's market log of an instrument goes.</summary>
    public string MarketFile(int instrument) => System.IO.Path.Combine(Path, JournalNames.Market(Session, instrument));

    public void Dispose()
    {
        Orders?.Dispose();
        _lock?.Dispose();
    }

    private void MakeFolder(string path)
    {
        try
        {
            // Innermost first, as they are deleted.
            for (string? folder = System.IO.Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
                _folders.Add(folder);
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"can't make the journal's folder {path}: {e.Message}", e);
        }
    }

    // For versions that come back: docs/hot-reload.md.
    private void Keep(StrategySource source)
    {
        string copy = JournalVersions.PathOf(Path, Session, source.Version, ".cs");
        using (var file = new OutputFile(copy))
        {
            file.Writer.Write(source.Text);
            file.Complete();
        }

        _files.Add(copy);
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
