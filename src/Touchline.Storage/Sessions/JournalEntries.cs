using System.Buffers.Binary;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>A session as its journal tells it.</summary>
/// <param name="Entries">In order; read once.</param>
public sealed record JournaledSession(SessionDescription Session, IEnumerable<SessionEntry> Entries);

/// <summary>An order journal's records as entries: what a rebuild reads.</summary>
public static class JournalEntries
{
    /// <param name="strategyOf">Whose an order is, by index; null where there is one strategy.</param>
    public static IEnumerable<SessionEntry> Of(IEnumerable<JournalRecord> records, Func<OrderId, int>? strategyOf = null)
    {
        foreach (JournalRecord record in records)
        {
            if (TryRead(record, strategyOf, out SessionEntry entry))
                yield return entry;
        }
    }

    private static bool TryRead(in JournalRecord record, Func<OrderId, int>? strategyOf, out SessionEntry entry)
    {
        entry = new SessionEntry { Input = record.Input, LocalNs = record.LocalNs };
        switch (record.Kind)
        {
            case JournalRecordKind.Start:
                entry.Kind = SessionEntryKind.Start;
                return true;
            case JournalRecordKind.Stop:
                entry.Kind = SessionEntryKind.Stop;
                return true;
            case JournalRecordKind.Command:
                entry.Kind = SessionEntryKind.Command;
                entry.Text = record.Command!.ToString();
                return true;
            case JournalRecordKind.Report:
                entry.Kind = SessionEntryKind.Report;
                entry.LocalNs = record.Report.LocalNs;
                entry.Instrument = record.Report.Instrument;
                entry.Report = record.Report;
                entry.Strategy = strategyOf?.Invoke(record.Report.Id) ?? 0;
                return true;
            case JournalRecordKind.Intent:
                ReadIntent(record.IntentBytes.Span, ref entry);
                entry.Strategy = strategyOf?.Invoke(entry.Order) ?? 0;
                return true;
            default:
                return false;
        }
    }

    // docs/engine.md has the bytes.
    private static void ReadIntent(ReadOnlySpan<byte> bytes, ref SessionEntry entry)
    {
        entry.Kind = (IntentKind)bytes[44] switch
        {
            IntentKind.Place => SessionEntryKind.Place,
            IntentKind.Amend => SessionEntryKind.Amend,
            _ => SessionEntryKind.Cancel,
        };
        entry.Input = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        entry.LocalNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        entry.Order = new OrderId(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        entry.Instrument = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]);
        entry.Terms = new NewOrder(
            entry.Instrument, (Side)(sbyte)bytes[45], (OrderType)bytes[46], (TimeInForce)bytes[47],
            new Price(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])), new Quantity(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])))
        {
            Trigger = new Price(BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])),
            ExpiresNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            CallbackPpm = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]),
            TriggerBy = (TriggerSource)bytes[68],
            ReduceOnly = bytes[69] != 0,
        };
    }
}
