using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// A session's order journal read back, segment by segment. A record that was cut off or damaged ends it: what stands before is whole, and <see cref="LostBytes"/>
/// says how much doesn't count. A process that dies cuts off the last record; whole ones behind a broken one mean damage.
/// </summary>
public sealed class OrderJournalFile
{
    private readonly List<string> _segments = [];
    private readonly string _folder;

    private OrderJournalFile(string folder, SegmentFile first)
    {
        _folder = folder;
        Number = first.Head.Session;
        Session = first.Session;
        Checkpoint = first.Checkpoint();
    }

    /// <summary>The session's.</summary>
    public int Number { get; }

    /// <summary>What the writer said is needed to make the same engine again.</summary>
    public ReadOnlyMemory<byte> Session { get; }

    /// <summary>What the engine had before the session's first input.</summary>
    public EngineCheckpoint Checkpoint { get; }

    /// <summary>The session's segments, in order.</summary>
    public IReadOnlyList<string> Files => _segments;

    /// <summary>Bytes behind the last whole record.</summary>
    public long LostBytes { get; private set; }

    /// <summary>What is damaged, with file and byte: whole records stand behind it. Null: nothing. <see cref="Records"/> ends before it.</summary>
    public string? Damage { get; private set; }

    /// <param name="session">Its number; null: the newest.</param>
    /// <exception cref="BadInputException">The folder holds no such session, or the session's beginning is damaged.</exception>
    public static OrderJournalFile Read(string folder, int? session = null)
    {
        IReadOnlyList<(int Number, string Path)> there = JournalNames.Segments(folder);
        if (there.Count == 0)
            throw new BadInputException($"can't read the journal {folder}: {Missing(folder)}");
        string? behind = null;
        int first = session is { } number ? FirstOf(there, folder, number) : FirstOfNewest(there, folder, out behind);
        var journal = new OrderJournalFile(folder, SegmentFile.Read(there[first].Path));
        journal.Look(there, first);
        journal.Damage ??= behind;
        return journal;
    }

    /// <summary>The numbers of the sessions that a journal has, in order; one that never began isn't among them.</summary>
    /// <exception cref="BadInputException">The folder holds no journal, or a segment is missing in the middle.</exception>
    public static IReadOnlyList<int> Sessions(string folder)
    {
        IReadOnlyList<(int Number, string Path)> there = JournalNames.Segments(folder);
        if (there.Count == 0)
            throw new BadInputException($"can't read the journal {folder}: {Missing(folder)}");
        var sessions = new SortedSet<int>();
        string? shortfall = null;
        for (int i = 0; i < there.Count; i++)
        {
            if (there[i].Number != i + 1)
                throw new BadInputException($"{folder} isn't whole: {JournalNames.Segment(i + 1)} is missing");
            SegmentFile segment = SegmentFile.Read(there[i].Path);
            if (segment.Wrong is null)
                sessions.Add(segment.Head.Session);
            else if (segment.Damage is { } damage)
                throw new BadInputException(damage);
            else
                shortfall ??= segment.Shortfall;
        }

        return sessions.Count > 0 || shortfall is null ? [.. sessions] : throw new BadInputException(shortfall);
    }

    /// <summary>The records, in order. Segments are read as they are come to.</summary>
    /// <exception cref="BadInputException">A file can't be read any more.</exception>
    public IEnumerable<JournalRecord> Records()
    {
        foreach (string path in _segments)
        {
            SegmentFile segment = SegmentFile.Read(path);
            for (int at = segment.Head.RecordsAt; segment.TryNext(ref at, out JournalRecord record);)
                yield return record;
        }
    }

    internal static string Missing(string folder) =>
        !Directory.Exists(folder) ? "there is no such folder"
        : JournalNames.HasFirstForm(folder) ? "orders.tlj there is of journal format version 2 or before, and this program reads version 3"
        : $"the folder holds none ({JournalNames.Segment(1)})";

    private static int FirstOf(IReadOnlyList<(int Number, string Path)> there, string folder, int session)
    {
        int last = 0;
        for (int i = 0; i < there.Count; i++)
        {
            SegmentFile segment = SegmentFile.Read(there[i].Path);
            if (segment.Wrong is not null)
                continue;
            if (segment.Head.Session == session)
                return i;
            last = segment.Head.Session;
        }

        throw new BadInputException($"{folder} has no session {session}; the last one there is {last}");
    }

    // One that was taken but never begun doesn't count. A damaged one may be a newer session's.
    private static int FirstOfNewest(IReadOnlyList<(int Number, string Path)> there, string folder, out string? damage)
    {
        damage = null;
        string? other = null, shortfall = null;
        int session = 0, first = -1;
        for (int i = there.Count - 1; i >= 0; i--)
        {
            SegmentFile segment = SegmentFile.Read(there[i].Path);
            if (segment.IsOfOtherVersion)
                other ??= $"{segment.Path} {segment.Wrong}";
            if (segment.Wrong is not null && first < 0)
                (damage, shortfall) = (damage ?? segment.Damage, shortfall ?? segment.Shortfall);
            else if (segment.Wrong is null && (first < 0 || segment.Head.Session == session))
                (first, session) = (i, segment.Head.Session);
            else if (segment.Wrong is null)
                break;
        }

        return first >= 0 ? first : throw new BadInputException(damage ?? shortfall ?? other ?? $"{folder} holds no session: {Path.GetFileName(there[0].Path)} was made, and none was begun in it");
    }

    private void Look(IReadOnlyList<(int Number, string Path)> there, int first)
    {
        long end = 0;
        for (int i = first; i < there.Count && Damage is null; i++)
        {
            SegmentFile segment = SegmentFile.Read(there[i].Path);
            if (segment.Wrong is not null)
            {
                Damage = segment.Damage;
                continue;
            }

            if (segment.Head.Session != Number)
                return;
            if (_segments.Count > 0 && segment.Head.BeforeBytes != end)
            {
                Damage = $"{_segments[^1]} ends at byte {end}, and its records went to byte {segment.Head.BeforeBytes}";
                return;
            }

            _segments.Add(segment.Path);
            int at = segment.Head.RecordsAt;
            bool isEnd = false;
            while (segment.TryNext(ref at, out JournalRecord record))
                isEnd = record.Kind == JournalRecordKind.End;
            end = at;
            LostBytes = segment.LostBytes(at);
            if (segment.RecordFrom(at) is >= 0 and var behind)
                Damage = $"{segment.Path} is damaged at byte {at}: whole records stand behind it, from byte {behind} on";
            if (isEnd)
                return; // what is wrong behind it is another session's
        }
    }

    public override string ToString() => $"session {Number} of {_folder}";
}
