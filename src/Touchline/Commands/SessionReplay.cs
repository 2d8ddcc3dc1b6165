using System.Text;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A journal's session made ready to be played again: its records, its markets, and an engine made as its own was.</summary>
internal sealed class SessionReplay : IDisposable
{
    private readonly List<Recording> _recordings = [];

    /// <param name="session">Its number; null: the newest.</param>
    /// <exception cref="BadInputException">The journal or a market log can't be read.</exception>
    public SessionReplay(string folder, int? session)
    {
        Journal = OrderJournalFile.Read(folder, session);
        (Engine, Instruments) = JournalSession.Restore(Encoding.UTF8.GetString(Journal.Session.Span), folder, Journal.Number, Journal.ToString());
        try
        {
            for (int i = 0; i < Instruments.Count; i++)
                _recordings.Add(OpenMarket(Path.Combine(folder, JournalNames.Market(Journal.Number, i))));
            Market = new MarketLog(_recordings, Instruments);
            Files = [.. Journal.Files, .. _recordings.Select(r => r.Name)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrderJournalFile Journal { get; }

    public Engine Engine { get; }

    public IReadOnlyList<Instrument> Instruments { get; }

    public MarketLog Market { get; }

    /// <summary>The market log, one an instrument.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    /// <summary>All that is read of the session.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Once.</summary>
    public ReplayResult Run(IEngineTap? tap = null) => JournalReplay.Run(Journal, Market, Engine, tap);

    /// <summary>What is damaged of the journal and its market logs, with file and byte, for people; what stands before is played.</summary>
    public IEnumerable<string> Damages => _recordings.Select(r => r.Damage).Prepend(Journal.Damage).OfType<string>();

    /// <summary>All that was journaled was replayed. A market log that was closed holds all that the journal needs; one that wasn't ends where the process died.</summary>
    public bool IsWhole(ReplayResult result) => !Damages.Any() && (result.Stop is null || _recordings.Exists(r => !r.IsComplete));

    public void Dispose()
    {
        foreach (Recording recording in _recordings)
            recording.Dispose();
    }

    // A session that was killed left its recording under its working name.
    private static Recording OpenMarket(string path) => Recording.Open(File.Exists(path) ? path : path + PartialFile.Suffix);
}
