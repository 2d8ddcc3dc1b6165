using Touchline.Configuration;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>A journal that live sessions have written already: locked, and read, for the one that goes on with it.</summary>
internal sealed class EarlierSessions : IDisposable
{
    // Who asks whether a session runs has the lock for a moment.
    private const int MostTries = 25, TryEveryMs = 20;

    private JournalLock? _lock;

    private EarlierSessions(JournalLock place, RecoveredJournal journal)
    {
        _lock = place;
        Journal = journal;
    }

    public RecoveredJournal Journal { get; }

    /// <summary>Null: there is nothing to go on with.</summary>
    /// <exception cref="BadInputException">The journal is damaged, another process writes it, or it is of something else than this session.</exception>
    public static EarlierSessions? Open(TradingSettings chosen)
    {
        if (chosen.Run.Journal is not { } folder || !JournalNames.IsJournal(folder))
            return null;
        JournalLock place = Take(folder);
        try
        {
            RecoveredJournal? journal = RecoveredJournal.Read(folder);
            if (journal is not null)
                Check(journal, chosen, folder);
            // Also where nothing was ever written: a segment that a killed process made would keep its number, and be missed once it was tidied away.
            RecoveredJournal.Tidy(place);
            if (journal is not null)
                return new EarlierSessions(place, journal);
        }
        catch
        {
            place.Dispose();
            throw;
        }

        place.Dispose();
        return null;
    }

    /// <summary>The lock is the caller's from now on.</summary>
    public JournalLock TakeLock()
    {
        JournalLock place = _lock!;
        _lock = null;
        return place;
    }

    public void Dispose() => _lock?.Dispose();

    private static JournalLock Take(string folder)
    {
        for (int tries = 1; tries < MostTries; tries++)
        {
            if (JournalLock.TryTake(folder) is { } taken)
                return taken;
            Thread.Sleep(TryEveryMs);
        }

        return JournalLock.Take(folder);
    }

    private static void Check(RecoveredJournal journal, TradingSettings chosen, string folder)
    {
        if (journal.Prefix.Length == 0)
            throw new BadInputException($"setting run.journal: {folder} is the journal of a session on paper, and orders with money can't go on from it; give another folder");
        string account = chosen.Venue!.Account;
        if (journal.Account != account)
            throw new BadInputException($"setting run.journal: {folder} is the journal of another account ({journal.Account}), and this session trades in {account}; give another folder, or the venue and key that it began with");
    }
}
