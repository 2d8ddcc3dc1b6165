namespace Touchline.Core.Tests;

public class RowStreamTests
{
    private const int Definition = 3;
    private const int Block = 128;

    [Fact]
    public void Readers_at_their_own_pace_see_the_same_rows()
    {
        var random = new Random(1);
        var stream = new CountingRows();
        var lines = new[] { new LocalTimeline(stream), new LocalTimeline(stream), new LocalTimeline(stream) };
        long[] at = new long[3];
        for (int turn = 0; turn < 200_000; turn++)
        {
            int who = random.Next(3);
            for (int steps = random.Next(1, 40); steps > 0 && at[who] - at.Min() < RowStream.KeptRows - 2 * Block; steps--)
            {
                if (at[who]++ > 0)
                    Assert.Equal(at[who] - 2, lines[who].Row.Reference);
                Assert.Equal(at[who] == 1 ? 0 : at[who] - 2 + Definition, lines[who].RowNumber);
                lines[who].Advance();
            }
        }

        Assert.True(at.Min() > 5 * RowStream.KeptRows, $"{at.Min()} rows are too few to go round");
    }

    [Fact]
    public void A_reader_that_stays_behind_stops_the_others_before_its_rows_are_gone()
    {
        var stream = new CountingRows();
        LocalTimeline slow = new(stream), fast = new(stream);
        for (int i = 0; i < 10_000; i++)
            slow.Advance();
        long number = slow.RowNumber;
        var refused = Assert.Throws<InvalidOperationException>(() => AdvanceTo(fast, long.MaxValue));
        Assert.Contains("counting rows", refused.Message, StringComparison.Ordinal);
        Assert.InRange(fast.RowNumber, number + RowStream.KeptRows - 2 * Block, number + RowStream.KeptRows);
        Assert.Equal((number, number - Definition), (slow.RowNumber, slow.Row.Reference));
    }

    [Fact]
    public void A_reader_that_comes_when_the_first_rows_are_gone_is_refused()
    {
        var stream = new CountingRows();
        var first = new LocalTimeline(stream);
        AdvanceTo(first, RowStream.KeptRows - 1);
        _ = new ExchangeTimeline(stream);
        stream = new CountingRows();
        first = new LocalTimeline(stream);
        AdvanceTo(first, RowStream.KeptRows);
        Assert.Throws<InvalidOperationException>(() => new ExchangeTimeline(stream));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void A_stream_whose_time_runs_backwards_is_stopped(int exchange, int local)
    {
        var stream = new CountingRows((150, exchange, local));
        var line = new LocalTimeline(stream);
        AdvanceTo(line, Block - 1);
        Assert.Throws<InvalidOperationException>(line.Advance);
    }

    [Fact]
    public void A_recorder_that_is_done_does_not_hold_the_stream_back()
    {
        using var folder = new TemporaryFolder();
        var stream = new CountingRows();
        var line = new LocalTimeline(stream);
        using (var recorder = new SessionRecorder(stream, folder["a.tlr"], "test"))
            recorder.Advance(1_000);
        using (var recorder = new SessionRecorder(stream, folder["b.tlr"], "test"))
            recorder.Complete(null, 1_000);
        AdvanceTo(line, 2 * RowStream.KeptRows);
    }

    private static void AdvanceTo(LocalTimeline line, long row)
    {
        while (line.RowNumber < row)
            line.Advance();
    }

    // Row n has the reference n, the exchange time 1000 + n and the local time 2000 + n, unless one is to be wrong.
    private sealed class CountingRows((long Row, int Exchange, int Local) wrong = default)
        : RowStream(Instrument.Linear("venue", "SYMBOL", DecimalUnit.One, DecimalUnit.One), 1_000, 2_000)
    {
        private long _count;

        public override string Name => "counting rows";

        protected override void Fill(Span<MarketEvent> rows)
        {
            foreach (ref MarketEvent row in rows)
            {
                bool isWrong = _count > 0 && _count == wrong.Row;
                row = new MarketEvent
                {
                    Kind = EventKind.Trade,
                    ExchangeNs = 1_000 + _count + (isWrong ? 2 * wrong.Exchange : 0),
                    LocalNs = 2_000 + _count + (isWrong ? 2 * wrong.Local : 0),
                    Reference = _count++,
                };
            }
        }
    }
}
