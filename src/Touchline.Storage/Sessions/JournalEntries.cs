using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>A session as its journal tells it.</summary>
/// <param name="Entries">In order; read once.</param>
/// <param name="Begin">What the session began with; null: nothing.</param>
public sealed record JournaledSession(SessionDescription Session, IEnumerable<SessionEntry> Entries, EngineCheckpoint? Begin = null);

/// <summary>An order journal's records as entries: what a rebuild reads.</summary>
public static class JournalEntries
{
    public static IEnumerable<SessionEntry> Of(IEnumerable<JournalRecord> records)
    {
        long newestNs = 0;
        var names = new Dictionary<(int Strategy, OrderReason Reason), string>();
        foreach (JournalRecord record in records)
        {
            if (record.Kind != JournalRecordKind.Told)
                newestNs = Math.Max(newestNs, record.TimeNs);
            if (record.Kind == JournalRecordKind.ReasonName)
                Note(record, names);
            if (!TryRead(record, newestNs, out SessionEntry entry))
                continue;
            if (entry.Kind == SessionEntryKind.Place)
                entry.Text = names.GetValueOrDefault((entry.Strategy, entry.Terms.Reason));
            yield return entry;
        }
    }

    private static void Note(in JournalRecord record, Dictionary<(int Strategy, OrderReason Reason), string> names)
    {
        (int strategy, OrderReason reason, string name) = record.ReasonName();
        names[(strategy, reason)] = name;
    }

    // The end has no time of its own.
    private static bool TryRead(in JournalRecord record, long newestNs, out SessionEntry entry)
    {
        entry = new SessionEntry { Input = record.Input, LocalNs = record.TimeNs };
        switch (record.Kind)
        {
            case JournalRecordKind.Start:
                entry.Kind = SessionEntryKind.Start;
                return true;
            case JournalRecordKind.Stop:
                entry.Kind = SessionEntryKind.Stop;
                return true;
            case JournalRecordKind.End:
                entry.Kind = SessionEntryKind.End;
                entry.LocalNs = newestNs;
                return true;
            case JournalRecordKind.Command:
                entry.Kind = SessionEntryKind.Command;
                entry.Text = record.Command!.ToString();
                return true;
            case JournalRecordKind.Report:
                entry.Kind = SessionEntryKind.Report;
                entry.Instrument = record.Report.Instrument;
                entry.Report = record.Report;
                return true;
            case JournalRecordKind.Intent:
                Take(record.Intent, ref entry);
                return true;
            default:
                return false;
        }
    }

    private static void Take(in JournalIntent intent, ref SessionEntry entry)
    {
        entry.Kind = SessionEntry.KindOf(intent.Kind);
        entry.Strategy = intent.Strategy;
        entry.Instrument = intent.Terms.Instrument;
        entry.Order = intent.Id;
        entry.Terms = intent.Terms;
    }
}
