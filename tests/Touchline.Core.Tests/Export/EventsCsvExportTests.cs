namespace Touchline.Core.Tests;

public sealed class EventsCsvExportTests : IDisposable
{
    private readonly FormatFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_in_order_comes_out_as_it_went_in()
    {
        string[] lines =
        [
            EventsCsvImport.Header,
            "1000,900,clear,0,0,0",
            "1000,900,snapshot,1,99.5,1.25",
            "1000,900,snapshot,-1,100.0,2.00",
            "1100,1000,depth,1,99.5,0.00",
            "1200,-1,trade,-1,99.5,0.75",
            "-1,1150,trade,1,100.0,0.50",
            "1300,1200,clear,1,0,0",
        ];
        string csv = _files.Write("in.csv", lines);
        FormatFixture.Import(new EventsCsvImport(), _files.Options("a.tlr", "0.1", "0.01"), csv);
        ExportReport report = Export("a.tlr", "out.csv");
        Assert.Equal(Sorted(lines), Sorted(File.ReadAllLines(_files.PathOf("out.csv"))));
        Assert.Equal(7, report.RowsWritten);
        Assert.Equal(0, report.RowsSplit);
        Assert.Empty(report.RowsLeftOut);
    }

    [Fact]
    public void A_late_row_is_written_once_for_each_side()
    {
        string csv = _files.Write(
            "in.csv", EventsCsvImport.Header, "1000,900,depth,1,99,1", "1100,800,depth,1,98,1", "1200,950,depth,1,97,1");
        FormatFixture.Import(new EventsCsvImport(), _files.Options("a.tlr", "1", "1"), csv);
        ExportReport report = Export("a.tlr", "out.csv");
        Assert.Equal(
            [EventsCsvImport.Header, "-1,800,depth,1,98,1", "1000,900,depth,1,99,1", "1100,-1,depth,1,98,1", "1200,950,depth,1,97,1"],
            File.ReadAllLines(_files.PathOf("out.csv")));
        Assert.Equal(1, report.RowsSplit);
    }

    [Fact]
    public void Local_times_have_the_clock_offset_added()
    {
        string csv = _files.Write("in.csv", EventsCsvImport.Header, "1000,1900,depth,1,99,1", "1100,1950,depth,1,98,1");
        FormatFixture.Import(new EventsCsvImport(), _files.Options("a.tlr", "1", "1"), csv);
        Assert.Equal(900, Export("a.tlr", "out.csv").ClockOffsetNs);
        Assert.Equal([EventsCsvImport.Header, "1900,1900,depth,1,99,1", "2000,1950,depth,1,98,1"], File.ReadAllLines(_files.PathOf("out.csv")));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Both_timelines_survive_a_round_trip_of_random_recordings(int seed, int versions)
    {
        RandomRecording.Write(_files.PathOf("a.tlr"), seed, 5000, versions: versions);
        ExportReport report = Export("a.tlr", "out.csv");
        Assert.True(report.RowsSplit > 500);
        FormatFixture.Import(new EventsCsvImport(), _files.Options("b.tlr", "0.01", "0.001"), _files.PathOf("out.csv"));
        using Recording a = _files.Open("a.tlr"), b = _files.Open("b.tlr");
        Assert.Equal(0, b.ClockOffsetNs);
        Assert.Equal(FormatFixture.LocalRows(a, IsKept), FormatFixture.LocalRows(b, IsKept));
        Assert.Equal(FormatFixture.ExchangeRows(a, IsKept), FormatFixture.ExchangeRows(b, IsKept));
        long leftOut = report.RowsLeftOut.Values.Sum();
        Assert.Equal(CountRows(a, k => !IsKept(k) && k is not (EventKind.Definition or EventKind.DefinitionPart)), leftOut);
        Assert.DoesNotContain(report.RowsLeftOut.Keys, IsKept);
    }

    [Fact]
    public void Of_several_instruments_one_has_to_be_named()
    {
        RandomRecording.Write(_files.PathOf("a.tlr"), 5, 2000, instruments: 2);
        using Recording recording = _files.Open("a.tlr");
        var e = Assert.Throws<BadInputException>(() => Export("a.tlr", "out.csv"));
        Assert.Contains("SYM0@test, SYM1@test", e.Message);
        e = Assert.Throws<BadInputException>(() => Export("a.tlr", "out.csv", "SYM2"));
        Assert.Contains("no instrument SYM2", e.Message);
        Assert.False(File.Exists(_files.PathOf("out.csv")));
        long written = Export("a.tlr", "out.csv", "sym0").RowsWritten + Export("a.tlr", "out2.csv", "SYM1@test").RowsWritten;
        Assert.True(written >= CountRows(recording, IsKept));
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing_behind()
    {
        RandomRecording.Write(_files.PathOf("a.tlr"), 6, 20_000);
        using var cancel = new CancellationTokenSource();
        using Recording recording = _files.Open("a.tlr");
        var progress = new CancelAtFirst(cancel);
        foreach (IExportFormat format in new IExportFormat[] { new EventsCsvExport(), new NpzExport() })
        {
            Assert.Throws<OperationCanceledException>(
                () => format.Export(recording, new ExportOptions(_files.PathOf("out")), progress, cancel.Token));
            Assert.Equal([_files.PathOf("a.tlr")], Directory.GetFiles(_files.Folder));
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        RandomRecording.Write(_files.PathOf("a.tlr"), 7, 100);
        Assert.Contains("nowhere", Assert.Throws<BadInputException>(() => Export("a.tlr", "nowhere/out.csv")).Message);
    }

    private static bool IsKept(EventKind kind) => kind is EventKind.Depth or EventKind.Trade or EventKind.Snapshot or EventKind.Clear;

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal);

    private static long CountRows(Recording recording, Func<EventKind, bool> kinds)
    {
        long count = 0;
        for (int b = 0; b < recording.BlockCount; b++)
        {
            foreach (MarketEvent row in recording.Rows(b))
                count += kinds(row.Kind) ? 1 : 0;
        }

        return count;
    }

    private ExportReport Export(string recording, string output, string? instrument = null)
    {
        using Recording open = _files.Open(recording);
        return new EventsCsvExport().Export(open, new ExportOptions(_files.PathOf(output), instrument), null, CancellationToken.None);
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => source.Cancel();
    }
}
