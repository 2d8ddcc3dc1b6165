using System.Text;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A session's journal with its market log and an engine made as the session's was.</summary>
internal sealed class JournaledSession : IDisposable
{
    private readonly List<Recording> _recordings = [];

    private JournaledSession(OrderJournalFile journal, Engine engine)
    {
        Journal = journal;
        Engine = engine;
    }

    public OrderJournalFile Journal { get; }

    public Engine Engine { get; }

    /// <summary>One an instrument.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    /// <summary>All that is read of it.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <exception cref="BadInputException">It isn't there, is damaged, or one of its markets is.</exception>
    public static JournaledSession Open(string folder)
    {
        string path = Path.Combine(folder, JournalSession.OrdersFile);
        OrderJournalFile journal = OrderJournalFile.Read(path);
        if (journal.IsDamaged)
            throw new BadInputException($"{path} is damaged: whole records stand behind a broken one, {journal.LostBytes:N0} bytes before its end; what a session had can't be told from a part of it");
        (Engine engine, IReadOnlyList<Instrument> instruments) = JournalSession.Restore(Encoding.UTF8.GetString(journal.Session.Span), folder);
        var session = new JournaledSession(journal, engine);
        try
        {
            for (int i = 0; i < instruments.Count; i++)
                session._recordings.Add(Recording.Open(MarketPath(folder, i)));
        }
        catch
        {
            session.Dispose();
            throw;
        }

        session.Files = [path, .. Enumerable.Range(0, instruments.Count).Select(i => MarketPath(folder, i))];
        return session;
    }

    public void Dispose()
    {
        foreach (Recording recording in _recordings)
            recording.Dispose();
    }

    // A session that was killed left its recording under its working name.
    private static string MarketPath(string folder, int instrument)
    {
        string path = Path.Combine(folder, JournalSession.MarketFile(instrument));
        return File.Exists(path) ? path : path + PartialFile.Suffix;
    }
}
