using System.IO.Compression;

namespace Touchline.Core.Tests;

public sealed class HftbacktestNpzImportTests : IDisposable
{
    private const ulong Depth = 1;
    private const ulong Trade = 2;
    private const ulong Clear = 3;
    private const ulong Snapshot = 4;
    private const double Us = 1_700_000_000_000_000;
    private const long Ns = 1_700_000_000_000_000_000;

    private readonly FormatFixture _files = new();
    private readonly HftbacktestNpzImport _import = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Version_1_comes_with_sides_that_do_not_see_a_row()
    {
        byte[] npz = NpyArray.Zip(CompressionLevel.Optimal, ("data.npy", NpyArray.Version1(
            [4, Us, Us + 5, 1, 99.5, 1.25],
            [4, Us, Us + 5, -1, 100.5, 2],
            [1, Us + 10, -1, 1, 99, 0.5],
            [2, -1, Us + 20, -1, 99.5, 0.25],
            [3, Us + 30, Us + 31, 0, 0, 0])));
        ImportReport report = Import(npz);
        Assert.Equal(
            [
                $"{Ns + 5000} {Ns} Snapshot Buy 99.5 1.25",
                $"{Ns + 5000} {Ns} Snapshot Sell 100.5 2 .",
                $"-1 {Ns + 10_000} Depth Buy 99 0.5 .",
                $"{Ns + 20_000} -1 Trade Sell 99.5 0.25 .",
                $"{Ns + 31_000} {Ns + 30_000} Clear None .",
            ],
            _files.Rows("a.tlr"));
        Assert.Equal(0.1m, report.Instrument.Tick);
        Assert.Equal(0.01m, report.Instrument.Lot);
    }

    [Fact]
    public void Version_2_comes_with_order_ids_and_best_quotes()
    {
        const ulong Big = ulong.MaxValue - 1;
        Import(NpyArray.Version2(
            (NpyArray.Both | Clear, Ns, Ns + 7, double.NaN, 0, 0),
            (NpyArray.Exchange | NpyArray.Sell | Trade, Ns + 1, Ns + 8, 99.5, 1, 0),
            (NpyArray.Local | NpyArray.Sell | Trade, Ns + 1, Ns + 8, 99.5, 1, 0),
            (NpyArray.Both | NpyArray.Sell | 5, Ns + 2, Ns + 9, 100, 3, 0),
            (NpyArray.Both | NpyArray.Buy | 10, Ns + 3, Ns + 10, 98, 4, 17),
            (NpyArray.Both | NpyArray.Buy | 12, Ns + 4, Ns + 11, 98.5, 3, 17),
            (NpyArray.Both | 13, Ns + 5, Ns + 12, double.NegativeInfinity, 1, 17),
            (NpyArray.Both | 11, Ns + 6, Ns + 13, 0, 0, Big),
            (NpyArray.Both | 100, Ns + 7, Ns + 14, double.NaN, -5, 0)));
        Assert.Equal(
            [
                $"{Ns + 7} {Ns} Clear None .",
                $"-1 {Ns + 1} Trade Sell 99.5 1 .",
                $"{Ns + 8} -1 Trade Sell 99.5 1 .",
                $"{Ns + 9} {Ns + 2} BestQuote Sell 100 3 .",
                $"{Ns + 10} {Ns + 3} OrderAdd Buy 98 4 #17 .",
                $"{Ns + 11} {Ns + 4} OrderModify Buy 98.5 3 #17 .",
                $"{Ns + 12} {Ns + 5} OrderExecute None 0 1 #17 .",
                $"{Ns + 13} {Ns + 6} OrderCancel None 0 0 #-2 .",
            ],
            _files.Rows("a.tlr"));
    }

    [Fact]
    public void Depth_rows_among_order_rows_are_refused()
    {
        Refused(NpyArray.Version2(
            (NpyArray.Both | NpyArray.Buy | 10, Ns, Ns, 98, 4, 17), (NpyArray.Both | NpyArray.Buy | Depth, Ns, Ns, 98, 4, 0)),
            "row 1 (from 0)", "depth rows and order-by-order rows");
        Refused(NpyArray.Version2(
            (NpyArray.Both | NpyArray.Buy | Snapshot, Ns, Ns, 98, 4, 0), (NpyArray.Both | 11, Ns, Ns, 98, 4, 17)),
            "depth rows and order-by-order rows");
    }

    [Fact]
    public void A_clear_among_order_rows_empties_its_side_whatever_its_price()
    {
        Import(NpyArray.Version2(
            (NpyArray.Both | NpyArray.Buy | 10, Ns, Ns, 98, 4, 17),
            (NpyArray.Both | NpyArray.Buy | Clear, Ns + 1, Ns + 1, 99, 0, 0)));
        Assert.Equal([$"{Ns} {Ns} OrderAdd Buy 98 4 #17 .", $"{Ns + 1} {Ns + 1} Clear Buy ."], _files.Rows("a.tlr"));
    }

    [Fact]
    public void Finer_units_tell_the_orders_again_in_the_order_of_their_queues()
    {
        ImportReport report = Import(NpyArray.Version2([
            (NpyArray.Both | NpyArray.Sell | 10, Ns, Ns, 101, 4, 3),
            (NpyArray.Both | NpyArray.Buy | 10, Ns, Ns, 98, 4, 2),
            (NpyArray.Both | NpyArray.Buy | 10, Ns, Ns, 98, 5, 1),
            (NpyArray.Both | 13, Ns + 1, Ns + 1, 98, 3, 2),
            .. Enumerable.Range(2, 1200).Select(i => (NpyArray.Both | NpyArray.Sell | Trade, Ns + i, Ns + i, 98.0, 1.0, 0ul)),
            (NpyArray.Both | NpyArray.Buy | 10, Ns + 2000, Ns + 2000, 98.5, 2, 9)]));
        Assert.Equal(2, report.Instrument.Version);
        Assert.Equal(
            [
                $"{Ns + 2000} {Ns + 2000} OrderAdd Buy 98 1 #2",
                $"{Ns + 2000} {Ns + 2000} OrderAdd Buy 98 5 #1",
                $"{Ns + 2000} {Ns + 2000} OrderAdd Sell 101 4 #3 .",
                $"{Ns + 2000} {Ns + 2000} OrderAdd Buy 98.5 2 #9 .",
            ],
            _files.Rows("a.tlr").TakeLast(4));
    }

    [Fact]
    public void A_clear_with_a_bound_removes_the_levels_up_to_it()
    {
        ImportReport report = Import(NpyArray.Version2(
            (NpyArray.Both | NpyArray.Buy | Depth, Ns, Ns, 99.5, 1, 0),
            (NpyArray.Both | NpyArray.Buy | Depth, Ns, Ns, 99, 1, 0),
            (NpyArray.Both | NpyArray.Buy | Depth, Ns, Ns, 98.5, 1, 0),
            (NpyArray.Both | NpyArray.Sell | Depth, Ns, Ns, 100, 1, 0),
            (NpyArray.Both | NpyArray.Sell | Depth, Ns, Ns, 100.5, 1, 0),
            (NpyArray.Both | NpyArray.Buy | Clear, Ns + 1, Ns + 1, 99, 0, 0),
            (NpyArray.Both | NpyArray.Buy | Snapshot, Ns + 1, Ns + 1, 99.25, 2, 0),
            (NpyArray.Both | NpyArray.Sell | Clear, Ns + 2, Ns + 2, 100.125, 0, 0),
            (NpyArray.Both | NpyArray.Sell | Clear, Ns + 3, Ns + 3, 0, 0, 0),
            (NpyArray.Both | NpyArray.Buy | Clear, Ns + 4, Ns + 4, double.NaN, 0, 0),
            (NpyArray.Both | NpyArray.Sell | Clear, Ns + 5, Ns + 5, double.PositiveInfinity, 0, 0)));
        Assert.Equal(
            [
                $"{Ns + 1} {Ns + 1} Depth Buy 99.5 0",
                $"{Ns + 1} {Ns + 1} Depth Buy 99 0",
                $"{Ns + 1} {Ns + 1} Snapshot Buy 99.25 2 .",
                $"{Ns + 2} {Ns + 2} Depth Sell 100 0 .",
                $"{Ns + 4} {Ns + 4} Clear Buy .",
                $"{Ns + 5} {Ns + 5} Clear Sell .",
            ],
            _files.Rows("a.tlr").Skip(5));
        Assert.Equal(0.01m, report.Instrument.Tick);
    }

    [Fact]
    public void A_bounded_clear_goes_by_the_book_of_each_side_where_the_books_differ()
    {
        Import(NpyArray.Version2(
            (NpyArray.Both | NpyArray.Buy | Depth, Ns, Ns, 99, 1, 0),
            (NpyArray.Exchange | NpyArray.Buy | Depth, Ns + 1, Ns + 5, 98, 1, 0),
            (NpyArray.Exchange | NpyArray.Buy | Clear, Ns + 2, Ns + 5, 99, 1, 0),
            (NpyArray.Both | NpyArray.Buy | Depth, Ns + 3, Ns + 3, 97, 1, 0),
            (NpyArray.Both | NpyArray.Buy | Clear, Ns + 4, Ns + 4, 98, 1, 0),
            (NpyArray.Local | NpyArray.Buy | Clear, Ns + 5, Ns + 5, 1, 1, 0)));
        Assert.Equal(
            [
                $"{Ns} {Ns} Depth Buy 99 1 .",
                $"-1 {Ns + 1} Depth Buy 98 1 .",
                $"-1 {Ns + 2} Depth Buy 99 0 .",
                $"{Ns + 3} {Ns + 3} Depth Buy 97 1 .",
                $"-1 {Ns + 4} Depth Buy 98 0",
                $"{Ns + 4} -1 Depth Buy 99 0 .",
                $"{Ns + 5} -1 Depth Buy 97 0 .",
            ],
            _files.Rows("a.tlr"));
    }

    [Fact]
    public void A_bounded_clear_finds_the_levels_after_the_units_became_finer()
    {
        var rows = new List<(ulong, long, long, double, double, ulong)>();
        for (int i = 0; i < 1500; i++)
            rows.Add((NpyArray.Both | NpyArray.Buy | Depth, Ns + i, Ns + i, 90 + i % 3, 1, 0));
        rows.Add((NpyArray.Both | NpyArray.Buy | Depth, Ns + 2000, Ns + 2000, 92.25, 0.5, 0));
        rows.Add((NpyArray.Both | NpyArray.Buy | Clear, Ns + 2001, Ns + 2001, 91, 0, 0));
        ImportReport report = Import(NpyArray.Version2([.. rows]));
        Assert.Equal(
            [$"{Ns + 2001} {Ns + 2001} Depth Buy 92.25 0", $"{Ns + 2001} {Ns + 2001} Depth Buy 92 0", $"{Ns + 2001} {Ns + 2001} Depth Buy 91 0 ."],
            _files.Rows("a.tlr")[^3..]);
        // One for the price and one for the quantity, which came with the same row: the first of them had no rows.
        Assert.Equal(2, report.Instrument.Version);
    }

    [Fact]
    public void A_trade_without_a_side_fills_nobody()
    {
        ImportReport report = Import(NpyArray.Version1([1, Us, Us, 1, 99, 1], [2, Us, Us, 0, 99, 1], [2, Us, Us, 1, 99, 0]));
        Assert.Equal([$"{Ns} {Ns} Depth Buy 99 1", $"{Ns} {Ns} OffBookTrade None 99 1 ."], _files.Rows("a.tlr"));
        Assert.Single(report.Warnings);
        Assert.Single(report.Notes);
    }

    [Fact]
    public void The_first_array_is_taken_where_none_is_called_data_and_an_archive_may_be_stored()
    {
        byte[] array = NpyArray.Version1([1, Us, Us, 1, 99, 1]);
        Import(NpyArray.Zip(CompressionLevel.NoCompression, ("readme.txt", [1]), ("arr_0.npy", array), ("arr_1.npy", [1, 2])));
        Assert.Single(_files.Rows("a.tlr"));
        Import(NpyArray.Zip(CompressionLevel.NoCompression, ("arr_0.npy", [1, 2]), ("data.npy", array)));
        Assert.Single(_files.Rows("a.tlr"));
    }

    [Fact]
    public void Whole_microseconds_stay_exact()
    {
        Import(NpyArray.Version1([1, 1_723_161_255_123_457, 1_723_161_255_123_457.5, 1, 99, 1]));
        Assert.Equal(["1723161255123457500 1723161255123457000 Depth Buy 99 1 ."], _files.Rows("a.tlr"));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, true)]
    public void Both_timelines_survive_a_round_trip_of_random_recordings(int seed, int versions, bool orders)
    {
        EventKind[] kinds = orders ? RandomRecording.Orders : RandomRecording.Levels;
        RandomRecording.Write(_files.PathOf("a.tlr"), seed, 5000, versions: versions, kinds: kinds);
        using Recording a = _files.Open("a.tlr");
        var export = new NpzExport();
        ExportReport report = export.Export(a, new ExportOptions(_files.PathOf("out.npz")), null, CancellationToken.None);
        Assert.True(report.RowsSplit > 500);
        FormatFixture.Import(_import, _files.Options("b.tlr", "0.01", "0.001"), _files.PathOf("out.npz"));
        using Recording b = _files.Open("b.tlr");
        Assert.Equal(FormatFixture.LocalRows(a, IsKept), FormatFixture.LocalRows(b, IsKept));
        Assert.Equal(FormatFixture.ExchangeRows(a, IsKept), FormatFixture.ExchangeRows(b, IsKept));
        byte[] once = File.ReadAllBytes(_files.PathOf("out.npz"));
        export.Export(a, new ExportOptions(_files.PathOf("out.npz")), null, CancellationToken.None);
        Assert.Equal(once, File.ReadAllBytes(_files.PathOf("out.npz")));
    }

    [Fact]
    public void Another_type_shape_or_order_is_refused()
    {
        Refused(NpyArray.Of("'<f4'", "(1, 6)", new byte[24]), "the type <f4 and the shape (1, 6)");
        Refused(NpyArray.Of("'<f8'", "(6,)", new byte[48]), "the shape (6,)");
        Refused(NpyArray.Of("'<f8'", "(1, 5)", new byte[40]), "the shape (1, 5)");
        Refused(NpyArray.Of("'<f8'", "(2, 6)", new byte[96], "True"), "Fortran order");
        Refused(NpyArray.Of(NpyArray.EventType.Replace("<f8", ">f8"), "(1,)", new byte[64]), "px >f8");
        Refused(NpyArray.Of(NpyArray.EventType.Replace("exch_ts", "ts"), "(1,)", new byte[64]), "ts <i8");
        Refused(NpyArray.Of("[('ev', '<u8')]", "(1,)", new byte[8]), "ev <u8");
        Refused(NpyArray.Of("'<f8", "(1, 6)", new byte[48]), "makes no sense");
        Refused(NpyArray.Of("'|O'", "(1, 6)", new byte[48]), "the type |O");
        Refused("local_ns,exchange_ns"u8.ToArray(), "no NumPy array");
        Refused(NpyArray.Zip(CompressionLevel.Optimal, ("a.csv", [1, 2])), "a.csv");
        Refused(NpyArray.Version1(), "can't be inferred");
    }

    [Fact]
    public void A_cut_off_file_is_refused()
    {
        byte[] array = NpyArray.Version1([1, Us, Us, 1, 99, 1], [1, Us, Us, 1, 98, 1]);
        Refused(array[..^1], "cut off: its header tells of 2 rows, 1 are there");
        Refused(array[..20], "cut off inside its array header");
        Refused([.. array, 1], "longer than the 2 rows");
        byte[] zip = NpyArray.Zip(CompressionLevel.Optimal, ("data.npy", array));
        Refused(zip[..^30], "cut off or damaged");
        Refused(NpyArray.Zip(CompressionLevel.Optimal, ("data.npy", array[..^48])), "tells of 2 rows, 1 are there");
    }

    [Theory]
    [InlineData(1, 0.0, 0.0, 1, 99, -1, "the quantity -1 is negative")]
    [InlineData(1, 0.0, 0.0, 1, -99, 1, "the price -99 is not positive")]
    [InlineData(1, 0.0, 0.0, 1, double.NaN, 1, "the price NaN is not a number")]
    [InlineData(1, 0.0, 0.0, 2, 99, 1, "the side 2 is wrong")]
    [InlineData(1, 0.0, 0.0, 0, 99, 1, "the row has no side")]
    [InlineData(1.5, 0.0, 0.0, 1, 99, 1, "no event code")]
    [InlineData(1, 0.0, -1.0, 1, 99, 1, "local time runs backwards")]
    [InlineData(1, 0.0, double.NaN, 1, 99, -1, "local_ts NaN is no time")]
    [InlineData(1, -Us - 1, -Us - 1, 1, 99, 1, "neither the exchange nor we")]
    public void A_bad_row_is_named(double code, double exchange, double local, double side, double price, double quantity, string what)
    {
        double[] bad = [code, Us + exchange, Us + local, side, price, quantity];
        Refused(NpyArray.Version1([1, Us, Us, 1, 99, 1], [1, Us, Us, -1, 100, 1], bad), what, "row 2 (from 0)");
    }

    [Fact]
    public void A_bad_row_of_version_2_is_named()
    {
        Refused(NpyArray.Version2((NpyArray.Both | NpyArray.Buy | NpyArray.Sell | Depth, Ns, Ns, 1, 1, 0)), "both BUY_EVENT and SELL_EVENT");
        Refused(NpyArray.Version2((NpyArray.Buy | Depth, Ns, Ns, 1, 1, 0)), "correct_event_order");
        Refused(NpyArray.Version2((NpyArray.Both | NpyArray.Buy | Depth, Ns, -5, 1, 1, 0)), "local_ts -5 is before 1970");
    }

    private static bool IsKept(EventKind kind) => kind is EventKind.Depth or EventKind.Trade or EventKind.Snapshot or EventKind.Clear
        or EventKind.BestQuote || kind.IsOrder();

    private ImportReport Import(byte[] bytes) => FormatFixture.Import(_import, _files.Options("a.tlr"), _files.Write("in.npz", bytes));

    private void Refused(byte[] bytes, params string[] says)
    {
        string message = _files.Refused(_import, _files.Options("bad.tlr"), _files.Write("bad.npz", bytes)).Message;
        foreach (string text in says)
            Assert.Contains(text, message);
    }
}
