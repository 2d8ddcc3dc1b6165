using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a replay came to.</summary>
/// <param name="Inputs">Inputs that were taken in.</param>
/// <param name="Intents">Intents that were the same to the last byte.</param>
/// <param name="Difference">The first difference; null when there is none.</param>
/// <param name="Stop">Why the replay ended before the journal did; null when it didn't.</param>
public sealed record ReplayResult(long Inputs, long Intents, string? Difference, string? Stop = null);

/// <summary>
/// Feeds a journal to an engine made as the session's was, and compares every intent with the journal's, byte by byte. The journal
/// numbers all inputs but market events; these fill the numbers between.
/// </summary>
public static class JournalReplay
{
    /// <param name="tap">Sees what goes in and what comes out, as a session's taps do. Null: nobody does.</param>
    public static ReplayResult Run(OrderJournalFile journal, MarketLog market, Engine engine, IEngineTap? tap = null)
    {
        long intents = 0;
        int at = 0;
        IReadOnlyList<JournalRecord> records = journal.Records;
        byte[] bytes = new byte[JournalRecord.IntentSize];
        while (at < records.Count)
        {
            JournalRecord next = records[at];
            long number = engine.Inputs + 1;
            tap?.BeforeInput();
            if (next.Kind == JournalRecordKind.End && next.Input < number)
                break;
            if (next.Kind is not (JournalRecordKind.Intent or JournalRecordKind.End) && next.Input == number)
            {
                Feed(engine, next, tap);
                at++;
            }
            else if (!market.Feed(engine))
            {
                return new ReplayResult(engine.Inputs, intents, null, $"the market log ends before input {number}, the journal goes on to input {records[^1].Input}");
            }

            if (engine.Intents.Length > 0)
                tap?.OnIntents(engine.Intents);
            foreach (ref readonly Intent intent in engine.Intents)
            {
                if (at == records.Count)
                    return new ReplayResult(engine.Inputs, intents, null); // the session's process died while it wrote these
                JournalRecord.Write(intent, bytes);
                bool isJournaled = records[at].Kind == JournalRecordKind.Intent;
                if (!isJournaled || !records[at].IntentBytes.Span.SequenceEqual(bytes))
                    return new ReplayResult(engine.Inputs, intents, Difference(number, intent, isJournaled ? records[at] : null));
                at++;
                intents++;
            }

            engine.ClearIntents();
            if (at < records.Count && records[at].Kind == JournalRecordKind.Intent && records[at].Input <= number)
                return new ReplayResult(engine.Inputs, intents, $"input {number}: the journal has an intent that the replay hasn't");
        }

        return new ReplayResult(engine.Inputs, intents, null);
    }

    private static void Feed(Engine engine, in JournalRecord record, IEngineTap? tap)
    {
        switch (record.Kind)
        {
            case JournalRecordKind.Start:
                engine.Start(record.LocalNs);
                tap?.OnStart(record.Input, record.LocalNs);
                break;
            case JournalRecordKind.Stop:
                engine.Stop(record.LocalNs);
                tap?.OnStop(record.Input, record.LocalNs);
                break;
            case JournalRecordKind.Clock:
                engine.OnClock(record.LocalNs);
                tap?.OnClock(record.Input, record.LocalNs);
                break;
            case JournalRecordKind.Report:
                engine.OnReport(record.Report);
                tap?.OnReport(record.Input, record.Report);
                break;
            case JournalRecordKind.Command:
                engine.OnCommand(record.Command!, record.LocalNs);
                tap?.OnCommand(record.Input, record.LocalNs, record.Command!);
                break;
        }
    }

    private static string Difference(long input, in Intent intent, JournalRecord? journaled)
    {
        string replayed = $"{intent.Kind} of order {intent.Id} at {intent.LocalNs}: {intent.Terms.Side} {intent.Terms.Quantity} at {intent.Terms.Price}";
        return journaled is { } record
            ? $"input {input}: the replay gives {replayed}, the journal has {Convert.ToHexString(record.IntentBytes.Span)} for input {record.Input}"
            : $"input {input}: the replay gives {replayed}, the journal has none";
    }
}
