namespace Touchline.Core.Tests;

/// <summary>The exchange's order of a recording against a stable sort of its rows.</summary>
public sealed class ExchangeOrderTests
{
    [Fact]
    public void Rows_come_by_exchange_time_and_rows_of_equal_time_as_they_stand()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(12);
        long late = 0, acrossBlocks = 0;
        for (int i = 0; i < 400; i++)
        {
            string path = folder[$"{i}.tlr"];
            Record(path, random, lateNs: 1L << random.Next(1, 16));
            using Recording recording = Recording.Open(path);
            List<(long Number, MarketEvent Row)> expected = Sorted(recording);
            var timeline = new ExchangeTimeline(recording);
            Assert.Equal(Enumerable.Range(0, recording.BlockCount).Sum(b => (long)recording.LateRows(b)), timeline.LateRows);
            long highest = -1;
            foreach ((long number, MarketEvent row) in expected)
            {
                Assert.Equal((row.ExchangeNs, number, row.Reference), (timeline.NextNs, timeline.RowNumber, timeline.Row.Reference));
                acrossBlocks += BlockOf(recording, number) < BlockOf(recording, highest) ? 1 : 0;
                highest = Math.Max(highest, number);
                timeline.Advance();
            }

            Assert.Equal(long.MaxValue, timeline.NextNs);
            late += timeline.LateRows;
        }

        Assert.True(late > 20_000 && acrossBlocks > 20_000, $"{late} late rows and {acrossBlocks} behind rows of later blocks are too few to mean anything");
    }

    [Fact]
    public void Rows_that_stand_in_reverse_order_come_in_order()
    {
        const int Count = 20_000;
        using var folder = new TemporaryFolder();
        using (var writer = new RecordingWriter(folder["reverse.tlr"], "x"))
        {
            writer.Define(Instrument.Linear("v", "S", DecimalUnit.One, DecimalUnit.One), Count, Count);
            for (int i = Count; i > 0; i--)
                writer.Write(new MarketEvent { Kind = EventKind.Depth, Side = Side.Buy, ExchangeNs = i, LocalNs = Count });
            writer.Complete();
        }

        using Recording recording = Recording.Open(folder["reverse.tlr"]);
        var timeline = new ExchangeTimeline(recording);
        for (int i = 1; i < Count; i++)
        {
            Assert.Equal(i, timeline.NextNs);
            timeline.Advance();
        }

        Assert.Equal((Count, EventKind.Definition), (timeline.NextNs, timeline.Row.Kind));
    }

    // Blocks of every size; rows of which some are late, by up to so much.
    private static void Record(string path, Random random, long lateNs)
    {
        using var writer = new RecordingWriter(path, "x");
        ushort index = writer.Define(Instrument.Linear("v", "S", DecimalUnit.One, DecimalUnit.One), 100_000, 100_000);
        long now = 100_000;
        int rows = random.Next(1, 2_000), oneInLate = random.Next(1, 20), flushOneIn = random.Next(2, 300);
        for (int i = 0; i < rows; i++)
        {
            now += random.Next(3) == 0 ? 0 : random.Next(100);
            long at = random.Next(oneInLate) == 0 ? Math.Max(1, now - random.NextInt64(lateNs)) : now;
            writer.Write(new MarketEvent
            {
                Kind = EventKind.Trade,
                Side = Side.Buy,
                Instrument = index,
                Reference = i,
                ExchangeNs = random.Next(10) == 0 ? MarketEvent.Unseen : at,
                LocalNs = random.Next(10) == 0 ? MarketEvent.Unseen : now,
            });
            if (random.Next(flushOneIn) == 0)
                writer.Flush();
        }

        writer.Complete();
    }

    private static List<(long Number, MarketEvent Row)> Sorted(Recording recording)
    {
        var rows = new List<(long Number, MarketEvent Row)>();
        for (int b = 0; b < recording.BlockCount; b++)
        {
            ReadOnlySpan<MarketEvent> block = recording.Rows(b);
            for (int i = 0; i < block.Length; i++)
            {
                if (block[i].Kind != EventKind.DefinitionPart && block[i].SeenByExchange)
                    rows.Add((recording.FirstRow(b) + i, block[i]));
            }
        }

        return [.. rows.OrderBy(r => r.Row.ExchangeNs)];
    }

    private static int BlockOf(Recording recording, long number)
    {
        int block = 0;
        while (block + 1 < recording.BlockCount && recording.FirstRow(block + 1) <= number)
            block++;
        return block;
    }
}
