using System.Runtime.InteropServices;

namespace Touchline.Core.Tests;

public class RecordingRoundTripTests
{
    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 5_000)]
    [InlineData(33, 60_000)]
    public void What_was_written_is_read(int seed, int count)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var rows = new RandomRows(random);
        using (var writer = new RecordingWriter(folder["a.tlr"], "the tests"))
        {
            rows.Define(writer);
            for (int i = 0; i < count; i++)
            {
                if (random.Next(500) == 0)
                    rows.Define(writer);
                rows.Write(writer);
                if (random.Next(2000) == 0)
                    writer.Flush();
            }

            writer.ClockOffsetNs = 777;
            writer.Complete();
        }

        using Recording recording = Recording.Open(folder["a.tlr"]);
        Assert.True(recording.IsComplete);
        Assert.Equal("the tests", recording.Producer);
        Assert.Equal(777, recording.ClockOffsetNs);
        AssertRows(rows, recording);
        AssertBlocks(recording);
        AssertFinds(recording, random);
        Assert.Equal([folder["a.tlr"]], folder.Files);
    }

    [Fact]
    public void A_recording_without_rows_is_a_recording()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new RecordingWriter(folder["a.tlr"], ""))
            writer.Complete();
        using Recording recording = Recording.Open(folder["a.tlr"]);
        Assert.Equal(0, recording.RowCount);
        Assert.Equal(MarketEvent.Unseen, recording.FirstLocalNs);
        Assert.Equal(0, recording.FindBlock(0));
    }

    [Fact]
    public void Local_time_that_runs_backwards_is_refused_and_not_written()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new RecordingWriter(folder["a.tlr"], "x"))
        {
            writer.Define(Instrument.Linear("v", "S", DecimalUnit.One, DecimalUnit.One), 100, 100);
            long rows = writer.Rows;
            Assert.Throws<InvalidOperationException>(() => writer.Write(new MarketEvent { Kind = EventKind.Trade, LocalNs = 99 }));
            Assert.Equal(rows, writer.Rows);
            writer.Complete();
        }
    }

    [Fact]
    public void An_incomplete_writer_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new RecordingWriter(folder["a.tlr"], "x"))
        {
            writer.Define(Instrument.Linear("v", "S", DecimalUnit.One, DecimalUnit.One), 1, 1);
            writer.Flush();
            Assert.Equal([folder["a.tlr.partial"]], folder.Files);
        }

        Assert.Empty(folder.Files);
    }

    [Fact]
    public void An_incomplete_writer_leaves_the_older_recording_of_that_name_alone()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new RecordingWriter(folder["a.tlr"], "old"))
            writer.Complete();
        using (new RecordingWriter(folder["a.tlr"], "new"))
        {
        }

        using Recording recording = Recording.Open(folder["a.tlr"]);
        Assert.Equal("old", recording.Producer);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<BadInputException>(() => new RecordingWriter(folder["no/such/folder.tlr"], "x"));
        Assert.Contains("no/such/folder.tlr", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertRows(RandomRows rows, Recording recording)
    {
        var read = new List<MarketEvent>();
        var definitions = new List<(long Row, int RowsBefore)>();
        for (int b = 0; b < recording.BlockCount; b++)
        {
            recording.Verify(b);
            long number = recording.FirstRow(b);
            foreach (ref readonly MarketEvent row in recording.Rows(b))
            {
                if (row.Kind == EventKind.Definition)
                    definitions.Add((number, read.Count));
                else if (row.Kind != EventKind.DefinitionPart)
                    read.Add(row);
                number++;
            }
        }

        Assert.Equal(Bytes(rows.Expected), Bytes(read));
        Assert.Equal(rows.Definitions.Select(d => (d.Index, d.Instrument)), recording.Instruments.Select(i => ((int)i.Index, i.Instrument)));
        Assert.Equal(definitions.Select(d => d.Row), recording.Instruments.Select(i => i.Row));
        Assert.Equal(rows.Definitions.Select(d => d.RowsBefore), definitions.Select(d => d.RowsBefore));
    }

    private static void AssertBlocks(Recording recording)
    {
        long count = 0, first = MarketEvent.Unseen, last = MarketEvent.Unseen;
        for (int b = 0; b < recording.BlockCount; b++)
        {
            Assert.Equal(count, recording.FirstRow(b));
            int late = 0;
            foreach (ref readonly MarketEvent row in recording.Rows(b))
            {
                count++;
                if (row.Kind == EventKind.DefinitionPart)
                    continue;
                late += (row.Flags & EventFlags.Late) != 0 ? 1 : 0;
                if (!row.SeenLocally)
                    continue;
                first = first == MarketEvent.Unseen ? row.LocalNs + 777 : first;
                last = row.LocalNs + 777;
            }

            Assert.Equal(late, recording.LateRows(b));
            Assert.Equal(last, recording.LastLocalNsOf(b));
        }

        Assert.Equal(count, recording.RowCount);
        Assert.Equal((first, last), (recording.FirstLocalNs, recording.LastLocalNs));
    }

    private static void AssertFinds(Recording recording, Random random)
    {
        for (int i = 0; i < 300; i++)
        {
            long time = recording.FirstLocalNs + random.NextInt64(-5, recording.LastLocalNs - recording.FirstLocalNs + 5);
            int expected = 0;
            while (expected < recording.BlockCount && !HasRowFrom(recording, expected, time))
                expected++;
            Assert.Equal(expected, recording.FindBlock(time));
        }
    }

    private static bool HasRowFrom(Recording recording, int block, long time)
    {
        foreach (ref readonly MarketEvent row in recording.Rows(block))
        {
            if (row.Kind != EventKind.DefinitionPart && row.SeenLocally && row.LocalNs + recording.ClockOffsetNs >= time)
                return true;
        }

        return false;
    }

    private static byte[] Bytes(List<MarketEvent> rows) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)).ToArray();
}
