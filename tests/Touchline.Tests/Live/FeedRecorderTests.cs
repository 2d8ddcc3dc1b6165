using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Tests.Configuration;
using static Touchline.Tests.Live.TradingLine;

namespace Touchline.Tests.Live;

public sealed class FeedRecorderTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly List<string> _said = [];
    private TradingLine _line = null!;

    public FeedRecorderTests() => Directory.CreateDirectory(Folder);

    private string Folder => _place["rec"];

    private string[] Files => [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal)];

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Each_file_stands_for_itself_and_together_they_hold_every_row_once()
    {
        using FeedRecorder recorder = New(3 * Second, "BTC", "ETH");
        _line.WithAll("BTC", "ETH");
        recorder.Run(() => { }, TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.Equal(
            ["BTC-20231114-221320.tlr", "BTC-20231114-221321.tlr", "BTC-20231114-221324.tlr", "BTC-20231114-221327.tlr", "ETH-20231114-221320.tlr", "ETH-20231114-221321.tlr", "ETH-20231114-221324.tlr", "ETH-20231114-221327.tlr"],
            Files.Select(f => Path.GetFileName(f)!));
        foreach (string symbol in (string[])["BTC", "ETH"])
            CheckAgainst(symbol, symbol == "BTC" ? 5ul : 6ul);
        Assert.Equal(8, recorder.FileCount);
        Assert.Equal(0, recorder.Gaps);
        Assert.Equal(CommandLine.Done, BacktestCommand.Create().Parse(["--data", Files[2]]).Invoke());
        Assert.Equal(CommandLine.Done, InspectCommand.Create().Parse([Files[5]]).Invoke());
    }

    [Fact]
    public void A_gap_stands_in_the_file_and_a_file_that_begins_in_one_says_so()
    {
        using FeedRecorder recorder = New(3 * Second, "BTC");
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.At(Start + 2 * Ms, l => l.OnMarket(Book(Start + 2 * Ms, EventKind.Clear, EventKind.Snapshot)));
        _line.At(Start + Second / 2, l => l.OnMarket(Book(Start + Second / 2, EventKind.Gap)));
        _line.At(Start + 2 * Second, l => l.OnMarket(Book(Start + 2 * Second, EventKind.BestQuote)));
        _line.At(Start + 3 * Second, l => l.OnMarket(Book(Start + 3 * Second, EventKind.Clear, EventKind.Snapshot)));
        recorder.Run(() => { }, TimeSpan.FromSeconds(4), CancellationToken.None);
        Assert.Equal(2, Files.Length);
        Assert.Equal(
            [[EventKind.Definition, EventKind.Clear, EventKind.Snapshot, EventKind.Gap], [EventKind.Definition, EventKind.Clear, EventKind.Snapshot, EventKind.Gap, EventKind.BestQuote, EventKind.Clear, EventKind.Snapshot]],
            Files.Select(f => Rows(f).Select(r => r.Kind).ToArray()));
        Assert.Equal(2, recorder.Gaps);
    }

    [Fact]
    public void Finer_units_begin_a_version_whose_book_is_stale_until_it_comes_anew()
    {
        using FeedRecorder recorder = New(long.MaxValue, "BTC");
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.At(Start + 2 * Ms, l => l.OnMarket(Book(Start + 2 * Ms, EventKind.Clear, EventKind.Snapshot)));
        _line.At(Start + Second, l => l.OnInstrument(0, InstrumentOf("BTC") with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "tick")), TickUnits = 10 }));
        _line.At(Start + 2 * Second, l => l.OnMarket(Book(Start + 2 * Second, EventKind.Clear, EventKind.Snapshot)));
        recorder.Run(() => { }, TimeSpan.FromSeconds(4), CancellationToken.None);
        using Recording recording = Recording.Open(Assert.Single(Files));
        Assert.Equal([(1, "0.1"), (2, "0.01")], recording.Instruments.Select(i => (i.Instrument.Version, i.Instrument.PriceUnit.ToString())));
        Assert.Equal(
            [EventKind.Definition, EventKind.Clear, EventKind.Snapshot, EventKind.Definition, EventKind.Gap, EventKind.Clear, EventKind.Snapshot],
            Rows(Files[0]).Select(r => r.Kind));
    }

    [Fact]
    public void A_name_that_is_taken_is_left_alone()
    {
        File.WriteAllText(Path.Combine(Folder, "BTC-20231114-221320.tlr"), "mine");
        File.WriteAllText(Path.Combine(Folder, "BTC-20231114-221321.tlr.partial"), "also mine");
        using FeedRecorder recorder = New(long.MaxValue, "BTC");
        _line.WithAll("BTC");
        recorder.Run(() => { }, TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.Equal("mine", File.ReadAllText(Files[0]));
        Assert.Equal("also mine", File.ReadAllText(Files[1]));
        Assert.EndsWith("BTC-20231114-221322.tlr", Assert.Single(recorder.Files).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_recorded_before_a_failure_stays_readable()
    {
        using FeedRecorder recorder = New(long.MaxValue, "BTC");
        _line.WithAll("BTC");
        int steps = 0;
        Assert.Throws<IOException>(() => recorder.Run(() => { if (++steps == 30) throw new IOException("no space left"); }, null, CancellationToken.None));
        RecordedFile file = Assert.Single(recorder.Files);
        Assert.False(file.IsComplete);
        Assert.EndsWith(".tlr.partial", file.Path, StringComparison.Ordinal);
        using Recording recording = Recording.Open(file.Path);
        Assert.InRange(recording.LastLocalNs, Start + 5 * Second / 2, Start + 4 * Second);
        Assert.Equal(0, recording.LostBytes);
    }

    [Fact]
    public void Without_a_row_nothing_is_left_and_the_reason_is_told()
    {
        using FeedRecorder hopeless = New(long.MaxValue, "BTX");
        _line.StateAt(Start + Ms, new VenueState(false, false, "there is no BTX", true));
        Assert.Equal("binance: there is no BTX", Assert.Throws<BadInputException>(() => hopeless.Run(() => { }, null, CancellationToken.None)).Message);
        using FeedRecorder unheard = New(long.MaxValue, "BTC");
        _line.HasHeard = false;
        _line.StateAt(Start + Ms, new VenueState(false, false, "nothing listens there", true));
        Assert.Equal("binance: nothing listens there", Assert.Throws<IOException>(() => unheard.Run(() => { }, null, CancellationToken.None)).Message);
        using FeedRecorder silent = New(long.MaxValue, "BTC");
        _line.StateAt(Start + Ms, new VenueState(false, false, "no network", false));
        Assert.Contains("nothing came from binance within 1m: no network", Assert.Throws<IOException>(() => silent.Run(() => { }, null, CancellationToken.None)).Message);
        Assert.Empty(Files);
    }

    [Theory]
    [InlineData("depth,partial-depth", "don't go together")]
    [InlineData("trades,books", "'books' is unknown; right is a list with commas between of best-quote, trades")]
    [InlineData("", "'' is unknown")]
    public void Streams_that_make_no_sense_are_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<BadInputException>(() => StreamNames.Read(text)).Message);

    // The rows of all files but the snapshots with which they begin are the feed's own, and each file's book is the feed's at its end.
    private void CheckAgainst(string symbol, ulong seed)
    {
        var told = new List<MarketEvent>();
        var source = new TradingLine(new Collector(told));
        source.Tell(0, seed, 10 * Second);
        source.Poll(Start + 20 * Second);
        while (source.NowNs < Start + 20 * Second)
            source.Poll(Start + 20 * Second);
        int at = 0;
        var book = new OrderBook();
        foreach (string file in Files.Where(f => Path.GetFileName(f).StartsWith(symbol, StringComparison.Ordinal)))
        {
            var own = new OrderBook();
            MarketEvent[] rows = Rows(file);
            Assert.Equal(EventKind.Definition, rows[0].Kind);
            int first = 1;
            if (at > 0)
            {
                first = 1 + Array.FindIndex(rows, r => r.EndsBatch);
                Assert.Equal(EventKind.Clear, rows[1].Kind);
                Assert.All(rows[2..first], r => Assert.Equal(EventKind.Snapshot, r.Kind));
            }

            foreach (MarketEvent row in rows[1..])
                own.Apply(row);
            foreach (MarketEvent row in rows[first..])
            {
                MarketEvent expected = told[at++];
                Assert.Equal((expected.Kind, expected.ExchangeNs, expected.LocalNs, expected.Price, expected.Quantity), (row.Kind, row.ExchangeNs, row.LocalNs, row.Price, row.Quantity));
                book.Apply(expected);
            }

            Assert.Equal(book.Snapshot(Side.Buy), own.Snapshot(Side.Buy));
            Assert.Equal(book.Snapshot(Side.Sell), own.Snapshot(Side.Sell));
        }

        Assert.Equal(told.Count, at);
    }

    private static MarketEvent[] Rows(string path)
    {
        using Recording recording = Recording.Open(path);
        Assert.True(recording.IsComplete);
        var rows = new List<MarketEvent>();
        for (var timeline = new LocalTimeline(recording); timeline.NextNs != long.MaxValue; timeline.Advance())
            rows.Add(timeline.Row);
        return [.. rows];
    }

    private static MarketEvent[] Book(long ns, params EventKind[] kinds) =>
    [
        .. kinds.Select((kind, i) => new MarketEvent
        {
            Kind = kind,
            Side = kind is EventKind.Snapshot or EventKind.BestQuote ? Side.Buy : Side.None,
            Price = new Price(1000),
            Quantity = new Quantity(5),
            ExchangeNs = ns - Ms,
            LocalNs = ns,
            Flags = i == kinds.Length - 1 ? EventFlags.EndOfBatch : EventFlags.None,
        }),
    ];

    private FeedRecorder New(long periodNs, params string[] symbols)
    {
        VenueSettings venue = VenueSettings.Of(_place.Read("--venue", "binance", "--symbols", string.Join(',', symbols)))!;
        return new FeedRecorder(venue, FeedStreams.Usual, Folder, periodNs, listener => _line = new TradingLine(listener), _said.Add);
    }

    private sealed class Collector(List<MarketEvent> told) : IVenueListener
    {
        public void OnInstrument(int index, Instrument instrument)
        {
        }

        public void OnMarket(ReadOnlySpan<MarketEvent> batch) => told.AddRange(batch);

        public void OnStatus(int index, InstrumentStatus status)
        {
        }

        public void OnOrderCount(long windowNs, int used)
        {
        }

        public void OnReport(in OrderReport report)
        {
        }

        public void OnAccount(AccountSnapshot account)
        {
        }

        public void OnState(VenueState state)
        {
        }

        public void OnNote(string text)
        {
        }
    }
}
