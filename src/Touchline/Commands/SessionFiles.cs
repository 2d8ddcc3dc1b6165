using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What a session keeps: recordings of its markets, and its journal (a folder with the order journal and recordings too).</summary>
internal sealed class SessionFiles : IDisposable
{
    private const string Producer = "paper session";

    private readonly List<SessionRecorder> _recorders = [];
    private readonly JournalFolder? _journal;

    /// <exception cref="BadInputException">A file can't be made, or their number is wrong.</exception>
    public SessionFiles(TradingSettings chosen, IReadOnlyList<RowSource> sources)
    {
        Check(chosen, sources.Count);
        try
        {
            for (int i = 0; i < chosen.Run.Record.Count; i++)
                _recorders.Add(new SessionRecorder(sources[i], chosen.Run.Record[i], Producer));
            Instrument[] instruments = [.. sources.Select(MarketSimulation.InstrumentOf)];
            SessionText = JournalSession.Of(chosen, instruments, [], 1, "", SessionPrefix.New());
            if (chosen.Run.Journal is not { } folder)
                return;
            _journal = new JournalFolder(folder, chosen, instruments, []);
            SessionText = _journal.SessionText;
            for (int i = 0; i < sources.Count; i++)
                _recorders.Add(new SessionRecorder(sources[i], _journal.MarketFile(i), Producer));
        }
        catch
        {
            Discard();
            throw;
        }
    }

    public OrderJournal? Journal => _journal?.Orders;

    /// <summary>What makes the session's engine again, also where no journal keeps it.</summary>
    public string SessionText { get; }

    /// <summary>Before the engine's first input.</summary>
    /// <param name="nowNs">The market's time.</param>
    public void Begin(Engine engine, long nowNs) => Journal?.Begin(engine, nowNs);

    public void Advance(long localNs)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Advance(localNs);
    }

    /// <summary>The session was given a command.</summary>
    public void MarkCommand(long localNs, EngineCommand command)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.MarkCommand(localNs, command.ToString());
    }

    /// <summary>The session was told to end.</summary>
    public void MarkEnd(long stopNs)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.MarkEnd(stopNs);
    }

    public void Complete(long playedNs, long inputs)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Complete(null, playedNs);
        Journal?.Complete(inputs);
    }

    /// <summary>Leaves nothing behind: the session never began.</summary>
    public void Discard()
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Discard();
        _journal?.Discard();
    }

    public void Dispose()
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Dispose();
        _journal?.Dispose();
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>What can be known before there is a market.</summary>
    /// <exception cref="BadInputException">The recordings' number is wrong, one of them or a journal is there already, or a folder isn't.</exception>
    public static void Check(TradingSettings chosen, int markets)
    {
        CheckRecordings(chosen, markets);
        if (chosen.Run.Journal is not { } journal)
            return;
        if (chosen.Run.Live && Directory.Exists(journal))
            return; // it goes on with what is there
        if (File.Exists(journal))
            throw new BadInputException($"setting run.journal: {journal} is a file, and a journal is a folder; give another name");
        if (JournalNames.IsJournal(journal))
            throw new BadInputException($"setting run.journal: {journal} holds a journal already, and one is never written over; give another folder, or move that one away");
    }

    private static void CheckRecordings(TradingSettings chosen, int markets)
    {
        IReadOnlyList<string> paths = chosen.Run.Record;
        if (paths.Count > 0 && paths.Count != markets)
            throw new BadInputException($"setting run.record has {Count(paths.Count, "file")} for {Count(markets, "market")}; right is one file a market (--record given {(markets == 1 ? "once" : $"{markets} times")})");
        if (paths.Distinct(StringComparer.Ordinal).Count() < paths.Count)
            throw new BadInputException("setting run.record has a file twice; give each market a file of its own");
        foreach (string path in paths)
        {
            PartialFile.CheckApart(path, chosen.Data);
            if (File.Exists(path))
                throw new BadInputException($"setting run.record: {path} is there already, and a session can't be recorded again; give another name");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
                throw new BadInputException($"setting run.record: there is no folder {folder} for {Path.GetFileName(path)}; make it (mkdir -p {folder}), or write elsewhere");
        }
    }
}
