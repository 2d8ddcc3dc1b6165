using System.Text;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What a session keeps: recordings of its markets, and its journal (a folder with the order journal and recordings too).</summary>
internal sealed class SessionFiles : IDisposable
{
    private const string Producer = "paper session";

    private readonly List<SessionRecorder> _recorders = [];

    /// <exception cref="BadInputException">A file can't be made, or their number is wrong.</exception>
    public SessionFiles(TradingSettings chosen, IReadOnlyList<RowSource> sources)
    {
        if (chosen.Run.Record.Count > 0 && chosen.Run.Record.Count != sources.Count)
            throw new BadInputException($"setting run.record has {chosen.Run.Record.Count} files for {sources.Count} markets; right is one file a market (--record given {sources.Count} times)");
        if (chosen.Run.Record.Distinct(StringComparer.Ordinal).Count() < chosen.Run.Record.Count)
            throw new BadInputException("setting run.record has a file twice; give each market a file of its own");
        foreach (string path in chosen.Run.Record)
            PartialFile.CheckApart(path, chosen.Data);
        try
        {
            for (int i = 0; i < chosen.Run.Record.Count; i++)
                _recorders.Add(new SessionRecorder(sources[i], chosen.Run.Record[i], Producer));
            if (chosen.Run.Journal is { } folder)
                Journal = StartJournal(folder, chosen, sources);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrderJournal? Journal { get; }

    public void Advance(long localNs)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Advance(localNs);
    }

    /// <param name="stopNs">When the session was told to end; null when its markets ended.</param>
    public void Complete(long? stopNs, long playedNs, long inputs)
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Complete(stopNs, playedNs);
        Journal?.Complete(inputs);
    }

    public void Dispose()
    {
        foreach (SessionRecorder recorder in _recorders)
            recorder.Dispose();
        Journal?.Dispose();
    }

    private OrderJournal StartJournal(string folder, TradingSettings chosen, IReadOnlyList<RowSource> sources)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't make the journal's folder {folder}: {e.Message}", e);
        }

        byte[] session = Encoding.UTF8.GetBytes(JournalSession.Of(chosen, [.. sources.Select(MarketSimulation.InstrumentOf)]));
        var journal = new OrderJournal(Path.Combine(folder, JournalSession.OrdersFile), session);
        for (int i = 0; i < sources.Count; i++)
            _recorders.Add(new SessionRecorder(sources[i], Path.Combine(folder, JournalSession.MarketFile(i)), Producer));
        return journal;
    }
}
