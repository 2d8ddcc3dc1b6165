using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What stands in a journal's segments, what is made of broken ones, and what happens when there is no other.</summary>
public sealed class SegmentTests : IDisposable
{
    private const string Session = """{"prefix":"tlabc"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Folder => _folder.FullName;

    private string First => Path.Combine(Folder, JournalNames.Segment(1));

    private string Second => Path.Combine(Folder, JournalNames.Segment(2));

    [Fact]
    public void A_journal_cut_off_at_any_byte_of_its_last_records_is_recovered_to_the_last_whole_one()
    {
        List<(int End, byte[] Then)> course = WriteCourse();
        byte[] whole = File.ReadAllBytes(First);
        for (int length = course[^6].End; length <= whole.Length; length++)
        {
            File.WriteAllBytes(First, whole[..length]);
            RecoveredJournal cut = RecoveredJournal.Read(Folder)!;
            (int end, byte[] then) = course.Last(c => c.End <= length);
            Assert.Equal(then, Bytes(cut.Checkpoint));
            Assert.Equal(length - end, cut.LostBytes + Zeros(whole.AsSpan(end, length - end)));
            // A process that is killed leaves the segment's zeros behind the bytes that it wrote; they may be the very ones that lacked.
            File.WriteAllBytes(First, [.. whole[..length], .. new byte[5_000]]);
            then = course.Last(c => c.End <= length || !whole.AsSpan(length, c.End - length).ContainsAnyExcept((byte)0)).Then;
            Assert.Equal(then, Bytes(RecoveredJournal.Read(Folder)!.Checkpoint));
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_is_told_or_changes_nothing()
    {
        WriteCourse();
        byte[] whole = [.. File.ReadAllBytes(First), .. new byte[200]], right = Bytes(RecoveredJournal.Read(Folder)!.Checkpoint);
        int told = 0;
        File.WriteAllBytes(First, whole);
        for (int at = 0; at < whole.Length; at++)
        {
            Write(at, (byte)(whole[at] ^ (1 << at % 8)));
            try
            {
                RecoveredJournal read = RecoveredJournal.Read(Folder)!;
                Assert.True(read.LostBytes > 0 || Bytes(read.Checkpoint).AsSpan().SequenceEqual(right), $"byte {at}");
            }
            catch (BadInputException e)
            {
                Assert.StartsWith(First, e.Message);
                Assert.Contains("byte", e.Message);
                told++;
            }

            Write(at, whole[at]);
        }

        Assert.True(told > whole.Length / 2);

        void Write(int at, byte value)
        {
            using FileStream file = File.OpenWrite(First);
            file.Position = at;
            file.WriteByte(value);
        }
    }

    [Fact]
    public void A_segment_that_was_never_begun_doesnt_count_and_the_one_before_is_taken()
    {
        WriteCourse();
        byte[] right = Bytes(RecoveredJournal.Read(Folder)!.Checkpoint), whole = File.ReadAllBytes(First);
        int head = SegmentFile.Read(First).Head.RecordsAt;
        foreach (string path in (string[])[Second, Path.Combine(Folder, JournalNames.Spare(2))])
        {
            File.WriteAllBytes(path, new byte[70_000]);
            Assert.Equal(right, Bytes(RecoveredJournal.Read(Folder)!.Checkpoint));
            // The head comes last.
            File.WriteAllBytes(path, [.. new byte[SegmentHead.Bytes], .. whole[SegmentHead.Bytes..head], .. new byte[70_000]]);
            Assert.Equal(right, Bytes(RecoveredJournal.Read(Folder)!.Checkpoint));
            File.WriteAllBytes(path, [.. whole[..40], .. new byte[40], .. whole[SegmentHead.Bytes..head], .. new byte[70_000]]);
            Assert.Equal(right, Bytes(RecoveredJournal.Read(Folder)!.Checkpoint));
            // What the power took from the disk before anything of it was there.
            foreach (int length in (int[])[0, 40, SegmentHead.Bytes + 4])
            {
                File.WriteAllBytes(path, whole[..length]);
                Assert.Equal(right, Bytes(RecoveredJournal.Read(Folder)!.Checkpoint));
                Assert.Equal([1], OrderJournalFile.Sessions(Folder));
                Assert.Null(OrderJournalFile.Read(Folder).Damage);
            }

            // One with records was begun, and its head is damaged.
            File.WriteAllBytes(path, [.. whole[..40], .. new byte[40], .. whole[SegmentHead.Bytes..]]);
            Assert.StartsWith($"{path} has a damaged head", Assert.Throws<BadInputException>(() => RecoveredJournal.Read(Folder)).Message);
            File.Delete(path);
        }
    }

    [Fact]
    public void A_folder_without_a_journal_has_nothing_to_recover()
    {
        Assert.Null(RecoveredJournal.Read(Folder));
        Assert.Null(RecoveredJournal.Read(Path.Combine(Folder, "nowhere")));
        File.WriteAllBytes(First, new byte[5_000]);
        Assert.Null(RecoveredJournal.Read(Folder));
    }

    [Fact]
    public void A_segment_that_no_writer_left_so_is_damage_wherever_it_stands()
    {
        byte[] garbage = new byte[100_000];
        new Random(1).NextBytes(garbage);
        foreach (string path in (string[])[First, Path.Combine(Folder, JournalNames.Spare(1))])
        {
            File.WriteAllBytes(path, garbage);
            AssertDamage(path, "is no order journal");
            File.WriteAllBytes(path, []);
            // A spare has no byte yet for a moment.
            if (path == First)
                AssertDamage(path, "is empty (0 bytes)");
            else
                Assert.Null(RecoveredJournal.Read(Folder));
            File.Delete(path);
        }

        WriteCourse();
        byte[] whole = File.ReadAllBytes(First);
        foreach (int length in (int[])[5, 40, SegmentHead.Bytes + 4])
        {
            File.WriteAllBytes(First, whole[..length]);
            AssertDamage(First, "is ");
        }

        // What went on beside such a file would have lost whatever it held.
        File.WriteAllBytes(First, whole);
        File.WriteAllBytes(Second, garbage);
        AssertDamage(Second, "is no order journal");
        Assert.StartsWith($"{Second} is no order journal", OrderJournalFile.Read(Folder).Damage);
        Assert.Throws<BadInputException>(() => OrderJournalFile.Sessions(Folder));
    }

    [Fact]
    public void A_replay_of_a_session_whose_head_is_broken_names_that_file_and_not_the_spare_behind_it()
    {
        WriteCourse();
        File.WriteAllBytes(Path.Combine(Folder, JournalNames.Spare(2)), new byte[70_000]);
        byte[] whole = File.ReadAllBytes(First);
        whole[20] ^= 1;
        File.WriteAllBytes(First, whole);
        Assert.StartsWith($"{First} has a damaged head", Assert.Throws<BadInputException>(() => OrderJournalFile.Read(Folder)).Message);
        File.WriteAllBytes(First, new byte[5_000]);
        Assert.Contains("holds no session", Assert.Throws<BadInputException>(() => OrderJournalFile.Read(Folder)).Message);
    }

    [Fact]
    public void A_session_goes_on_with_the_one_before_and_each_is_replayed_by_itself()
    {
        WriteCourse();
        RecoveredJournal before = RecoveredJournal.Read(Folder)!;
        var desk = new Desk(start: false);
        desk.Engine.Restore(before.Checkpoint);
        using (JournalLock place = JournalLock.Take(Folder))
        using (var journal = new OrderJournal(place, "again"u8, before.LastSession + 1, new RiskLimits { MaxLiveOrders = 100 }, waits: true))
        {
            journal.Begin(desk.Engine, before.ToldNs);
            desk.Engine.Start(desk.Engine.NowNs + 1);
            journal.OnStart(desk.Engine.Inputs, desk.Engine.NowNs);
            journal.Complete(desk.Engine.Inputs);
        }

        OrderJournalFile newest = OrderJournalFile.Read(Folder);
        Assert.Equal((1, 2), (OrderJournalFile.Read(Folder, 1).Number, newest.Number));
        Assert.Equal(Bytes(before.Checkpoint), Bytes(newest.Checkpoint));
        Assert.Equal([JournalRecordKind.Start, JournalRecordKind.End], newest.Records().Select(r => r.Kind));
        Assert.Contains("no session 3; the last one there is 2", Assert.Throws<BadInputException>(() => OrderJournalFile.Read(Folder, 3)).Message);
        RecoveredJournal after = RecoveredJournal.Read(Folder)!;
        Assert.Equal((2, true, before.ToldNs), (after.LastSession, after.IsComplete, after.ToldNs));
    }

    [Fact]
    public void Without_another_segment_nothing_new_is_written_but_reports_and_cancels_are_to_the_last_byte()
    {
        var supply = new LimitedSupply(Folder, 1, 1 << 18);
        var desk = new Desk(new RiskLimits { MaxLiveOrders = 5_000 }, start: false);
        using var journal = new OrderJournal(Folder, "{}"u8, 1, supply);
        journal.Begin(desk.Engine, 7);
        desk.Engine.Start(1);
        journal.OnStart(desk.Engine.Inputs, 1);
        var placed = new List<OrderId>();
        IOException full = Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                OrderId id = desk.Limit(Side.Buy, 100, 1).Id;
                journal.OnIntents(desk.Engine.Intents);
                placed.Add(id);
                desk.Engine.ClearIntents();
            }
        });
        Assert.Contains("has no room: the disk is full", full.Message);
        desk.Engine.ClearIntents();

        // A cancel beside a new order is written, and the new order is refused.
        desk.Limit(Side.Buy, 100, 1);
        desk.Strategy.Context.Cancel(placed[0]);
        desk.Limit(Side.Buy, 100, 1);
        Assert.Throws<IOException>(() => journal.OnIntents(desk.Engine.Intents));
        desk.Engine.ClearIntents();
        Assert.Throws<IOException>(() => journal.OnClock(desk.Engine.Inputs, 5));
        int cancels = 1, reports = 0;
        Assert.Throws<IOException>(() =>
        {
            foreach (OrderId id in placed.Skip(1))
            {
                desk.Strategy.Context.Cancel(id);
                journal.OnIntents(desk.Engine.Intents);
                desk.Engine.ClearIntents();
                cancels++;
                var report = new OrderReport { Kind = ReportKind.Cancelled, Id = id, LocalNs = 9, ExchangeNs = 9 };
                desk.Engine.OnReport(report);
                journal.OnReport(desk.Engine.Inputs, report);
                reports++;
            }
        });
        Assert.True(cancels > 100 && reports > 100, $"{cancels} cancels and {reports} reports are too few for a reserve");
        RecoveredJournal found = RecoveredJournal.Read(Folder)!;
        Assert.Equal(placed.Count - reports, found.Checkpoint.Live.Count);
        Assert.Equal(cancels - reports, found.Checkpoint.Live.Count(o => (o.Open & Requests.Cancel) != 0));
        Assert.Contains(OrderJournalFile.Read(Folder).Records(), r => r.Kind == JournalRecordKind.Full);
    }

    [Fact]
    public void A_disk_without_room_for_a_segment_is_told_with_what_it_needs()
    {
        using JournalLock place = JournalLock.Take(Folder);
        BadInputException full = Assert.Throws<BadInputException>(() => new OrderJournal(place, "s"u8, 1, new RiskLimits(), segmentBytes: 1L << 60));
        Assert.Contains($"{JournalNames.Spare(1)} needs {1L << 60:N0} bytes", full.Message);
        Assert.Equal([Path.Combine(Folder, JournalNames.Lock)], Directory.GetFiles(Folder));
    }

    [Fact]
    public void An_append_costs_no_allocation()
    {
        var desk = new Desk();
        using JournalLock place = JournalLock.Take(Folder);
        using var journal = new OrderJournal(place, "s"u8, 1, new RiskLimits(), segmentBytes: 1 << 25);
        journal.Begin(desk.Engine, 0);
        desk.Limit(Side.Buy, 100, 1);
        var report = new OrderReport { Kind = ReportKind.Acknowledged, Id = new OrderId(1) };
        long bytes = 0;
        for (int i = 0; i < 100_000; i++)
        {
            if (i == 1_000)
                bytes = GC.GetAllocatedBytesForCurrentThread();
            journal.OnReport(i, report);
            journal.OnIntents(desk.Engine.Intents);
            journal.OnClock(i, i);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 8 * 1024);
    }

    [Fact]
    public void Segments_made_on_demand_are_the_same_every_time_and_have_the_names_of_others()
    {
        string[][] files = [Write("one"), Write("two")];
        Assert.Equal(files[0].Select(Path.GetFileName), files[1].Select(Path.GetFileName));
        Assert.Equal([JournalNames.Segment(1), JournalNames.Segment(2), JournalNames.Segment(3)], files[0].Select(Path.GetFileName));
        foreach ((string first, string second) in files[0].Zip(files[1]))
            Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Equal(1_000, OrderJournalFile.Read(Path.GetDirectoryName(files[0][0])!).Records().Count(r => r.Kind == JournalRecordKind.Clock));

        string[] Write(string name)
        {
            string folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
            using JournalLock place = JournalLock.Take(folder);
            using OrderJournal journal = OrderJournal.OnDemand(place, "{}"u8, 1, segmentBytes: 12 * 1024);
            journal.Begin(new Desk().Engine, 0);
            for (int i = 1; i <= 1_000; i++)
                journal.OnClock(i, i);
            Assert.True(File.Exists(Path.Combine(folder, JournalNames.Spare(4))));
            journal.Dispose();
            return [.. Directory.GetFiles(folder, "orders-*").Order(StringComparer.Ordinal)];
        }
    }

    // Told by file, and left as it is.
    private void AssertDamage(string path, string wrong)
    {
        byte[] before = File.ReadAllBytes(path);
        Assert.StartsWith($"{path} {wrong}", Assert.Throws<BadInputException>(() => RecoveredJournal.Read(Folder)).Message);
        using (JournalLock place = JournalLock.Take(Folder))
            RecoveredJournal.Tidy(place);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    private static int Zeros(ReadOnlySpan<byte> bytes) => bytes.Length - (bytes.LastIndexOfAnyExcept((byte)0) + 1);

    private static byte[] Bytes(EngineCheckpoint checkpoint)
    {
        var bytes = new ArrayBufferWriter<byte>();
        checkpoint.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    // A short session, and what is to be recovered where its journal ends after each of its records.
    private List<(int End, byte[] Then)> WriteCourse()
    {
        var desk = new Desk(start: false);
        using var journal = new OrderJournal(Folder, System.Text.Encoding.UTF8.GetBytes(Session), 1, new SegmentSupply(Folder, 1, 1 << 16), waits: true);
        journal.Begin(desk.Engine, 0);
        desk.Engine.Start(1);
        journal.OnStart(desk.Engine.Inputs, 1);
        for (int i = 0; i < 20; i++)
        {
            OrderId id = desk.Limit(i % 2 == 0 ? Side.Buy : Side.Sell, 100, 3).Id;
            Report(ReportKind.Acknowledged, id, 0);
            if (i % 3 == 0)
                desk.Strategy.Context.Amend(id, new Price(101), new Quantity(5));
            Report(ReportKind.Fill, id, i % 4);
            if (i % 5 == 0)
                desk.Strategy.Context.Cancel(id);
        }

        Report(ReportKind.Unknown, new OrderId(20), 0);
        journal.Complete(desk.Engine.Inputs);
        journal.Dispose();
        return CourseOf();

        void Report(ReportKind kind, OrderId id, long quantity)
        {
            journal.OnIntents(desk.Engine.Intents);
            desk.Engine.ClearIntents();
            var report = new OrderReport { Kind = kind, Id = id, LocalNs = desk.Engine.NowNs + 1, ExchangeNs = 50, Price = new Price(100), Quantity = new Quantity(quantity), TradeId = quantity == 0 ? 0 : id.Number };
            desk.Engine.OnReport(report);
            journal.OnReport(desk.Engine.Inputs, report);
        }
    }

    private List<(int End, byte[] Then)> CourseOf()
    {
        SegmentFile segment = SegmentFile.Read(First);
        var ends = new List<int> { segment.Head.RecordsAt };
        for (int at = ends[0]; segment.TryNext(ref at, out _);)
            ends.Add(at);
        var course = new List<(int, byte[])>();
        foreach (int end in ends)
        {
            Engine engine = RecoveredJournal.StandIn(segment.Checkpoint());
            var redo = new JournalRedo(engine);
            int at = ends[0];
            while (at < end && segment.TryNext(ref at, out JournalRecord record))
            {
                if (record.Kind != JournalRecordKind.End)
                    redo.Take(record);
            }

            redo.End();
            engine.MarkAllUnknown();
            engine.EndForNext(RecoveredJournal.OrderNumberGap);
            course.Add((end, Bytes(EngineCheckpoint.Of(engine))));
        }

        return course;
    }

    private sealed class LimitedSupply(string folder, int segments, long bytes) : ISegmentSupply
    {
        private int _made;

        public string? Trouble => _made == segments ? "the disk is full" : null;

        public JournalSegment? Take(bool waits) =>
            _made == segments ? null : JournalSegment.Create(Path.Combine(folder, JournalNames.Spare(++_made)), _made, bytes);

        public void GiveBack(JournalSegment segment) => segment.Dispose();

        public void Dispose()
        {
        }
    }
}
