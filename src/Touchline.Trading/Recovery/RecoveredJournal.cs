using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// What a journal knows of an engine whose process is gone: the checkpoint of its newest segment, and what the records behind it say. The venue has the last word:
/// every request that was open is unknown.
/// </summary>
public sealed class RecoveredJournal
{
    /// <summary>How far the orders of the next session are set off: more than a loss of power can take from what was written last.</summary>
    public const long OrderNumberGap = 65_536;

    private RecoveredJournal(SegmentFile segment) => SessionText = Encoding.UTF8.GetString(segment.Session.Span);

    /// <summary>The engine at the journal's end; the next session is restored from it.</summary>
    public required EngineCheckpoint Checkpoint { get; init; }

    /// <summary>Of the newest session.</summary>
    public string SessionText { get; }

    /// <summary>What client order ids begin with; empty where the session had no venue.</summary>
    /// <exception cref="BadInputException">The session's description makes no sense.</exception>
    public string Prefix => FieldOf(SessionText, "prefix");

    /// <summary>The same in all sessions of the journal and in no other.</summary>
    /// <exception cref="BadInputException">The session's description makes no sense.</exception>
    public string Name => FieldOf(SessionText, "name");

    /// <summary>The venue's account that the session traded in; empty for none.</summary>
    /// <exception cref="BadInputException">The session's description makes no sense.</exception>
    public string Account => FieldOf(SessionText, "account");

    /// <summary>The highest number of a session that the folder has something of; the next is one more.</summary>
    public required int LastSession { get; init; }

    /// <summary>Up to then everything that happened in the account stands in the journal, by the venue's clock: its start where nobody has looked since.</summary>
    public required long ToldNs { get; init; }

    /// <summary>What others did in the account before this time, by the venue's clock, is none of the journal's: its first session began then, as far as its segments are there.</summary>
    public required long BeganNs { get; init; }

    /// <summary>For <see cref="IVenue.Adopt"/>, before the next session's first input.</summary>
    public required IReadOnlyList<AdoptedOrder> Orders { get; init; }

    /// <inheritdoc cref="Orders"/>
    public required IReadOnlyList<AdoptedInstrument> Instruments { get; init; }

    /// <summary>Bytes of a record that was cut off at the end.</summary>
    public required long LostBytes { get; init; }

    /// <summary>Records that were taken in behind the checkpoint.</summary>
    public required long Records { get; init; }

    /// <summary>The last session was closed properly.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Null where the folder has no journal, or one that nothing was written to.</summary>
    /// <exception cref="BadInputException">It is damaged anywhere but at its torn end: the message names file and byte. Nothing was changed.</exception>
    public static RecoveredJournal? Read(string folder)
    {
        IReadOnlyList<(int Number, string Path)> there = JournalNames.Segments(folder);
        if (there.Count == 0 && JournalNames.HasFirstForm(folder))
            throw new BadInputException($"can't go on with the journal {folder}: {OrderJournalFile.Missing(folder)}");
        string? shortfall = null;
        for (int i = there.Count - 1; i >= 0; i--)
        {
            SegmentFile segment = SegmentFile.Read(there[i].Path);
            if (segment.Wrong is null)
                return Redo(folder, segment, Began(there, segment));
            if (segment.IsOfOtherVersion)
                throw new BadInputException($"{segment.Path} {segment.Wrong}. Nothing was changed; go on with the program that wrote it");
            // Else the process died before it was begun, and nothing stands in it.
            if (segment.Damage is { } damage)
                throw Damaged(damage, folder);
            shortfall ??= segment.Shortfall;
        }

        return shortfall is null ? null : throw Damaged(shortfall, folder);
    }

    private static BadInputException Damaged(string what, string folder) =>
        new($"{what}. Nothing was changed; a copy of the file from before the damage is right. Without one look at the orders and positions at the venue, and move {folder} away");

    /// <summary>
    /// Gives back what sessions that died kept of the disk: segments that were made ahead and never written to, and the room behind the last record of the others. For who has the journal's lock and has
    /// read it; records and damage stay as they are.
    /// </summary>
    public static void Tidy(JournalLock place)
    {
        foreach ((_, string path) in JournalNames.Segments(place.Folder))
        {
            SegmentFile segment = SegmentFile.Read(path);
            if (segment.Wrong is not null)
            {
                if (segment is { IsEmpty: true, Damage: null, Shortfall: null })
                    File.Delete(path);
                continue;
            }

            int end = segment.Head.RecordsAt;
            while (segment.TryNext(ref end, out _))
            {
            }

            if (segment.LostBytes(end) == 0 && end < new FileInfo(path).Length)
                Trim(path, end);
        }
    }

    private static void Trim(string path, long end)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(end);
    }

    private static long Began(IReadOnlyList<(int Number, string Path)> there, SegmentFile newest)
    {
        foreach ((_, string path) in there)
        {
            if (path == newest.Path)
                break;
            SegmentFile segment = SegmentFile.Read(path);
            if (segment.Wrong is null)
                return segment.Head.ToldNs;
        }

        return newest.Head.ToldNs;
    }

    private static RecoveredJournal Redo(string folder, SegmentFile segment, long beganNs)
    {
        EngineCheckpoint begin = segment.Checkpoint();
        Engine engine = StandIn(begin);
        long toldNs = segment.Head.ToldNs, records = 0;
        bool isComplete = false;
        int at = segment.Head.RecordsAt, place = at;
        var redo = new JournalRedo(engine);
        while (segment.TryNext(ref at, out JournalRecord record))
        {
            try
            {
                if (record.Kind is not (JournalRecordKind.End or JournalRecordKind.Told) && record.Input > begin.Inputs)
                    redo.Take(record);
            }
            catch (Exception e) when (e is BadInputException or ArgumentException or IndexOutOfRangeException or OverflowException)
            {
                throw new BadInputException($"{segment.Path} is damaged near byte {place}: {e.Message}", e);
            }

            if (record.Kind == JournalRecordKind.Told)
                toldNs = Math.Max(toldNs, record.LocalNs);
            isComplete = record.Kind == JournalRecordKind.End;
            records++;
            place = at;
        }

        if (segment.RecordFrom(at) is >= 0 and var behind)
            throw new BadInputException($"{segment.Path} is damaged at byte {at}: whole records stand behind it, from byte {behind} on. Nothing was changed; a copy of the file from before the damage is right");
        redo.End();
        engine.MarkAllUnknown();
        engine.EndForNext(OrderNumberGap);
        return new RecoveredJournal(segment)
        {
            Checkpoint = EngineCheckpoint.Of(engine),
            LastSession = Math.Max(segment.Head.Session, JournalNames.LastSession(folder)),
            ToldNs = toldNs,
            BeganNs = beganNs,
            Orders = engine.OrdersToAdopt(),
            Instruments = engine.InstrumentsToAdopt(),
            LostBytes = segment.LostBytes(at),
            Records = records,
            IsComplete = isComplete,
        };
    }

    /// <summary>An engine for a checkpoint's orders and ledgers, whose strategies do nothing.</summary>
    internal static Engine StandIn(EngineCheckpoint checkpoint)
    {
        var engine = new Engine(
            [.. checkpoint.Instruments.Select(i => i.Instrument)],
            [.. checkpoint.Strategies.Select(s => new StrategySetup(s.Name, new Vacant()) { Limits = s.Limits })],
            checkpoint.Account with { MaxLiveOrders = checkpoint.Capacity },
            feeAssets: checkpoint.FeeAssets);
        engine.RestoreWithin(checkpoint);
        return engine;
    }

    private static string FieldOf(string session, string name)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(session);
            return json.RootElement.TryGetProperty(name, out JsonElement text) ? text.GetString() ?? "" : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadInputException($"the journal's session description makes no sense: {e.Message}", e);
        }
    }
}
