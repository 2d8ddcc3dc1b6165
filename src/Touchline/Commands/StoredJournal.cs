using System.Text;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A journal's folder as the database takes it.</summary>
internal static class StoredJournal
{
    /// <param name="before">Only the sessions before this one.</param>
    /// <returns>Each session is read when it is come to.</returns>
    /// <exception cref="BadInputException">It isn't one, or is damaged: a part of it isn't taken for the whole.</exception>
    public static IEnumerable<JournaledSession> Read(string folder, int before = int.MaxValue)
    {
        foreach (int number in OrderJournalFile.Sessions(folder).Where(n => n < before))
        {
            OrderJournalFile journal = OrderJournalFile.Read(folder, number);
            if (journal.Damage is { } damage)
                throw new BadInputException($"{damage}; nothing was rebuilt");
            SessionDescription session = JournalSession.Describe(Encoding.UTF8.GetString(journal.Session.Span), number, journal.ToString());
            yield return new JournaledSession(session, JournalEntries.Of(journal.Records()), journal.Checkpoint);
        }
    }
}
