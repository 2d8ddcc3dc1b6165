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
    /// <param name="engine">Made as the session's was, and not restored yet: it is from the journal's checkpoint.</param>
    /// <param name="tap">Sees what goes in and what comes out, as a session's taps do. Null: nobody does.</param>
    /// <exception cref="BadInputException">The engine isn't made as the session's was, or a file can't be read.</exception>
    public static ReplayResult Run(OrderJournalFile journal, MarketLog market, Engine engine, IEngineTap? tap = null)
    {
        engine.Restore(journal.Checkpoint);
        using var records = new RecordCursor(journal);
        byte[] bytes = new byte[JournalRecord.IntentSize];
        long intents = 0;
        while (records.HasOne)
        {
            JournalRecord next = records.Current;
            long number = engine.Inputs + 1;
            if (next.Kind == JournalRecordKind.Full)
                return new ReplayResult(engine.Inputs, intents, null, $"there was no more room for the journal at input {next.Input}");
            if (next.Kind == JournalRecordKind.End && next.Input < number)
                break;
            tap?.BeforeInput();
            if (next.Kind is not (JournalRecordKind.Intent or JournalRecordKind.End) && next.Input == number)
            {
                Feed(engine, next, tap);
                records.Advance();
            }
            else if (!market.Feed(engine))
            {
                return new ReplayResult(engine.Inputs, intents, null, $"the market log ends before input {number}, the journal goes on");
            }

            if (engine.Intents.Length > 0)
                tap?.OnIntents(engine.Intents);
            foreach (ref readonly Intent intent in engine.Intents)
            {
                if (!records.HasOne)
                    return new ReplayResult(engine.Inputs, intents, null); // the session's process died while it wrote these
                if (records.Current.Kind == JournalRecordKind.Full)
                    break;
                JournalRecord.Write(intent, bytes);
                bool isJournaled = records.Current.Kind == JournalRecordKind.Intent;
                if (!isJournaled || !records.Current.IntentBytes.Span.SequenceEqual(bytes))
                    return new ReplayResult(engine.Inputs, intents, Difference(number, intent, isJournaled ? records.Current : null));
                records.Advance();
                intents++;
            }

            engine.ClearIntents();
            if (records.HasOne && records.Current.Kind == JournalRecordKind.Intent && records.Current.Input <= number)
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
            case JournalRecordKind.Request:
                engine.OnRequest(record.Request, record.LocalNs);
                tap?.OnRequest(record.Input, record.LocalNs, record.Request);
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

    // One record of look-ahead.
    private sealed class RecordCursor : IDisposable
    {
        private readonly IEnumerator<JournalRecord> _records;

        public RecordCursor(OrderJournalFile journal)
        {
            _records = journal.Records().GetEnumerator();
            Advance();
        }

        public bool HasOne { get; private set; }

        public JournalRecord Current => _records.Current;

        public void Advance()
        {
            do
                HasOne = _records.MoveNext();
            while (HasOne && _records.Current.Kind is JournalRecordKind.Told or (>= JournalRecordKind.Marks and <= JournalRecordKind.ReasonName)); // neither inputs nor intents
        }

        public void Dispose() => _records.Dispose();
    }
}
