namespace Touchline.Core.Tests;

public sealed class SessionRecorderTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(4, 3, 2)]
    public void The_copy_has_the_rows_of_the_session_at_the_same_times(int seed, int instruments, int versions)
    {
        RandomRecording.Write(_folder["source.tlr"], seed, 3_000, instruments, versions);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        Assert.True(source.ClockOffsetNs > 0 && new ExchangeTimeline(source).LateRows > 100);
        var random = new Random(seed);
        long[] times = [.. Rows(source).Where(r => r.SeenLocally).Select(r => r.LocalNs + source.ClockOffsetNs).Where(t => t > source.FirstLocalNs)];
        for (int i = 0; i < 40; i++)
        {
            // Often at a row's very time: it stands behind the end.
            long stop = random.Next(2) == 0 ? times[random.Next(times.Length)] : random.NextInt64(source.FirstLocalNs + 1, source.LastLocalNs + 2);
            // Around a definition most of all: which of them are needed behind the end?
            if (versions > 1 && random.Next(2) == 0)
                stop = DefinitionTime(source, random) + random.NextInt64(-2 * Second, 2 * Second);
            long covered = random.Next(4) == 0 ? Math.Max(stop, times[random.Next(times.Length)]) : stop + random.NextInt64(0, random.Next(4) == 0 ? 60 * Second : 2 * Second);
            Record(source, _folder["copy.tlr"], stop, covered, random);
            using Recording copy = Recording.Open(_folder["copy.tlr"]);
            AssertSame(source, copy, stop, covered);
        }
    }

    [Fact]
    public void A_session_that_ends_with_its_source_is_recorded_whole_and_unmarked()
    {
        RandomRecording.Write(_folder["source.tlr"], 5, 2_000, 2, 2);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
            recorder.Complete(null, long.MaxValue);
        using Recording copy = Recording.Open(_folder["copy.tlr"]);
        Assert.Equal(Rows(source), Rows(copy));
        Assert.Equal(source.Instruments, copy.Instruments);
        Assert.Equal(("test", source.ClockOffsetNs, true), (copy.Producer, copy.ClockOffsetNs, copy.IsComplete));
    }

    // The second instrument's definition is later than all that is covered, and yet a row of it isn't.
    [Fact]
    public void A_definition_that_is_not_covered_is_there_when_a_covered_row_needs_it()
    {
        using (var writer = new RecordingWriter(_folder["source.tlr"], "test"))
        {
            writer.Define(Instrument.Linear("v", "A", DecimalUnit.One, DecimalUnit.One), 100, 100);
            writer.Write(new MarketEvent { Kind = EventKind.Trade, ExchangeNs = 100, LocalNs = 110, Reference = 1 });
            ushort second = writer.Define(Instrument.Linear("v", "B", DecimalUnit.One, DecimalUnit.One), 400, 500);
            writer.Write(new MarketEvent { Kind = EventKind.Trade, ExchangeNs = 450, LocalNs = 500, Reference = 2, Instrument = second });
            writer.Write(new MarketEvent { Kind = EventKind.Trade, ExchangeNs = 200, LocalNs = 510, Reference = 3, Instrument = second });
            writer.Define(Instrument.Linear("v", "C", DecimalUnit.One, DecimalUnit.One), 900, 900);
            writer.Complete();
        }

        using Recording source = Recording.Open(_folder["source.tlr"]);
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
            recorder.Complete(200, 300);
        using Recording copy = Recording.Open(_folder["copy.tlr"]);
        Assert.Equal(["A@v", "B@v"], copy.Instruments.Select(i => i.Instrument.ToString()));
        Assert.Equal([(EventKind.Trade, 1), (EventKind.SessionEnd, 0), (EventKind.Trade, 3)], Rows(copy).Select(r => (r.Kind, r.Reference)));
    }

    [Fact]
    public void What_a_killed_session_saw_until_a_second_ago_is_on_the_disk()
    {
        RandomRecording.Write(_folder["source.tlr"], 6, 3_000);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        using var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test");
        long previous = source.FirstLocalNs;
        for (long now = previous; now < source.LastLocalNs; now += Second / 10 + now % 97)
        {
            recorder.Advance(now);
            if (now - previous < 7 * Second)
                continue;
            previous = now;
            File.Copy(_folder["copy.tlr.partial"], _folder["killed.tlr"], overwrite: true);
            using Recording killed = Recording.Open(_folder["killed.tlr"]);
            Assert.False(killed.IsComplete);
            Assert.Equal(source.ClockOffsetNs, killed.ClockOffsetNs);
            List<MarketEvent> seen = Rows(source).TakeWhile(r => !r.SeenLocally || r.LocalNs + source.ClockOffsetNs <= now - Second).ToList();
            Assert.Equal(seen, Rows(killed).Take(seen.Count));
        }

        Assert.True(recorder.Rows > 3_000);
    }

    [Fact]
    public void A_recorder_that_is_disposed_in_the_middle_leaves_all_it_saw_readable()
    {
        RandomRecording.Write(_folder["source.tlr"], 7, 3_000, 1, 2);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        long middle = (source.FirstLocalNs + source.LastLocalNs) / 2;
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
        {
            for (long now = source.FirstLocalNs; now < middle; now += Second / 3)
                recorder.Advance(now);
            recorder.Advance(middle);
        }

        Assert.False(File.Exists(_folder["copy.tlr"]));
        using Recording left = Recording.Open(_folder["copy.tlr.partial"]);
        Assert.Equal((false, 0, source.ClockOffsetNs), (left.IsComplete, left.LostBytes, left.ClockOffsetNs));
        Assert.Equal(Rows(source).TakeWhile(r => !r.SeenLocally || r.LocalNs + source.ClockOffsetNs <= middle), Rows(left));
    }

    [Fact]
    public void An_end_that_the_session_is_past_is_refused()
    {
        RandomRecording.Write(_folder["source.tlr"], 8, 100);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
        {
            recorder.Advance(source.LastLocalNs);
            Assert.Throws<ArgumentOutOfRangeException>(() => recorder.Complete(source.LastLocalNs, source.LastLocalNs));
            recorder.Complete(source.LastLocalNs + 1, source.LastLocalNs + 1);
        }

        using Recording copy = Recording.Open(_folder["copy.tlr"]);
        Assert.Equal(EventKind.SessionEnd, Rows(copy)[^1].Kind);
        Assert.Equal(source.LastLocalNs + 1, copy.LastLocalNs);
    }

    // The source's clock runs two seconds behind: less before its first local row there is exchange time in it.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(100, 0)]
    [InlineData(100, 99)]
    [InlineData(100, 105)]
    public void A_market_that_had_not_begun_has_the_end_its_instrument_and_what_is_covered(long secondsBefore, long secondsCovered)
    {
        RandomRecording.Write(_folder["source.tlr"], 9, 500, 1, 2);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        long stop = source.FirstLocalNs - secondsBefore * Second, covered = stop + secondsCovered * Second;
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
        {
            recorder.Advance(stop - 1);
            recorder.Complete(stop, covered);
        }

        using Recording copy = Recording.Open(_folder["copy.tlr"]);
        AssertSame(source, copy, stop, covered);
        Assert.Equal(source.Instruments[0].Instrument, copy.Instruments[0].Instrument);
        Assert.Equal((true, stop), (copy.IsComplete, copy.FirstLocalNs));
        Assert.Equal(secondsCovered - secondsBefore < -10, Rows(copy).Count == 1);
        Assert.Equal(Rows(copy).Count, RecordingStatistics.Of(copy).Rows);
    }

    [Fact]
    public void A_recorder_that_discards_leaves_nothing()
    {
        RandomRecording.Write(_folder["source.tlr"], 10, 500);
        using Recording source = Recording.Open(_folder["source.tlr"]);
        using (var recorder = new SessionRecorder(source, _folder["copy.tlr"], "test"))
        {
            recorder.Advance(source.LastLocalNs);
            recorder.Discard();
        }

        Assert.False(File.Exists(_folder["copy.tlr.partial"]) || File.Exists(_folder["copy.tlr"]));
    }

    private static long DefinitionTime(Recording source, Random random)
    {
        long row = source.Instruments[random.Next(1, source.Instruments.Count)].Row;
        var line = new LocalTimeline(source);
        while (line.RowNumber < row)
            line.Advance();
        return Math.Max(line.NextNs, source.FirstLocalNs + 3 * Second);
    }

    [Fact]
    public void A_command_stands_where_it_was_given_and_outlives_the_process_and_is_copied_whole()
    {
        string path = _folder["source.tlr"], first = _folder["first.tlr"], second = _folder["second.tlr"];
        string text = "set 0 label=" + new string('é', 500);
        using (var writer = new RecordingWriter(path, "test"))
        {
            writer.Define(Instrument.Linear("venue", "X", DecimalUnit.One, DecimalUnit.One), 0, 0);
            for (int i = 1; i <= 5_000; i++)
                writer.Write(new MarketEvent { Kind = EventKind.Trade, ExchangeNs = i * 10, LocalNs = i * 10, Reference = i });
            writer.Complete();
        }

        using Recording source = Recording.Open(path);
        using (var recorder = new SessionRecorder(source, first, "test"))
        {
            recorder.Advance(35);
            recorder.MarkCommand(36, "kill");
            using (Recording running = Recording.Open(first + ".partial"))
                Assert.Equal(["10", "20", "30", "36 kill"], Seen(running));
            Assert.Throws<ArgumentOutOfRangeException>(() => recorder.MarkCommand(36, "arm"));
            // The block has no room for all of it: it goes into the next.
            recorder.Advance(40_900);
            recorder.MarkCommand(40_901, text);
            recorder.Complete(50_001, 50_001);
        }

        string[] expected = [.. Enumerable.Range(1, 5_000).Select(i => $"{i * 10}"), "36 kill", $"40901 {text}", "50001"];
        using Recording once = Recording.Open(first);
        Assert.Equal(expected.OrderBy(l => int.Parse(l.Split(' ')[0])), Seen(once));
        Assert.Equal(5_001, once.MarketRowCount);
        using (var recorder = new SessionRecorder(once, second, "test"))
            recorder.Complete(null, long.MaxValue);
        using Recording twice = Recording.Open(second);
        Assert.Equal(Seen(once), Seen(twice));
        Assert.Equal(5_001, twice.MarketRowCount);
    }

    private static List<string> Seen(Recording recording)
    {
        var seen = new List<string>();
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
        {
            if (rows.Row.Kind != EventKind.Definition)
                seen.Add(rows.Row.Kind == EventKind.Command ? $"{rows.NextNs} {rows.CommandText}" : $"{rows.NextNs}");
        }

        return seen;
    }

    private static void Record(Recording source, string path, long stop, long covered, Random random)
    {
        using var recorder = new SessionRecorder(source, path, "test");
        for (long now = source.FirstLocalNs; now < stop; now += random.NextInt64(1, 40 * Second))
            recorder.Advance(now);
        recorder.Complete(stop, covered);
    }

    private static void AssertSame(Recording source, Recording copy, long stop, long covered)
    {
        Assert.Equal(source.ClockOffsetNs, copy.ClockOffsetNs);
        Assert.Equal(ExpectedRows(source, stop, covered), Rows(copy));
        LocalTimeline a = new(source), b = new(copy);
        bool ended = false;
        while (true)
        {
            // The source has rows of this kind too, with a price.
            if (!ended && b.NextNs >= stop)
            {
                Assert.True(b.NextNs == stop && b.Row.Kind == EventKind.SessionEnd && b.Row.Price.Units == 0 && a.NextNs >= stop);
                ended = true;
                b.Advance();
                continue;
            }

            if (a.NextNs > covered)
                break;
            Assert.Equal((a.NextNs, Plain(a.Row)), (b.NextNs, Plain(b.Row)));
            a.Advance();
            b.Advance();
        }

        Assert.True(ended && b.NextNs > covered);
        ExchangeTimeline c = new(source), d = new(copy);
        for (; c.NextNs <= covered; c.Advance(), d.Advance())
            Assert.Equal((c.NextNs, Plain(c.Row)), (d.NextNs, Plain(d.Row)));
        Assert.True(d.NextNs > covered);
    }

    private static List<MarketEvent> ExpectedRows(Recording source, long stop, long covered)
    {
        var expected = new List<MarketEvent>();
        bool ended = false;
        foreach (MarketEvent row in Rows(source))
        {
            long local = row.SeenLocally ? row.LocalNs + source.ClockOffsetNs : long.MaxValue;
            if (row.SeenLocally && local >= stop && !ended)
            {
                ended = true;
                expected.Add(Mark(source, stop));
            }

            if (!ended || local <= covered || (row.SeenByExchange && row.ExchangeNs <= covered))
                expected.Add(row);
        }

        if (!ended)
            expected.Add(Mark(source, stop));
        return expected;
    }

    private static MarketEvent Mark(Recording source, long stop) => new()
    {
        Kind = EventKind.SessionEnd,
        ExchangeNs = MarketEvent.Unseen,
        LocalNs = stop - source.ClockOffsetNs,
        Flags = EventFlags.EndOfBatch,
    };

    // In file order, without definitions, which AssertSame meets on the timelines.
    private static List<MarketEvent> Rows(Recording recording)
    {
        var rows = new List<MarketEvent>();
        for (int b = 0; b < recording.BlockCount; b++)
        {
            foreach (ref readonly MarketEvent row in recording.Rows(b))
            {
                if (row.Kind is not (EventKind.Definition or EventKind.DefinitionPart))
                    rows.Add(Plain(row));
            }
        }

        return rows;
    }

    // What is late depends on what stands before.
    private static MarketEvent Plain(MarketEvent row)
    {
        row.Flags &= EventFlags.EndOfBatch;
        return row;
    }
}
