namespace Touchline.Core.Tests;

public sealed class TardisCsvImportTests : IDisposable
{
    private const string Row = "binance-futures,BTCUSDT,";

    private readonly FormatFixture _files = new();
    private readonly TardisCsvImport _import = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Book_and_trades_are_merged_by_local_time_trades_first()
    {
        string book = Book("book.csv", "1000,2000,true,bid,99.5,1.5", "1000,2000,true,ask,100,2", "1500,2500,false,bid,99.5,1", "1600,2600,false,ask,100,0");
        string trades = Trades("trades.csv", "1400,2500,77,sell,99.5,0.5", "1700,2700,78,buy,100,1");
        ImportReport report = FormatFixture.Import(_import, _files.Options("a.tlr"), book, trades);
        Assert.Equal(
            [
                "2000000 1000000 Snapshot Buy 99.5 1.5",
                "2000000 1000000 Snapshot Sell 100 2 .",
                "2500000 1400000 Trade Sell 99.5 0.5 .",
                "2500000 1500000 Depth Buy 99.5 1 .",
                "2600000 1600000 Depth Sell 100 0 .",
                "2700000 1700000 Trade Buy 100 1 .",
            ],
            _files.Rows("a.tlr"));
        Assert.Equal(0.1m, report.Instrument.Tick);
        Assert.Equal(0.1m, report.Instrument.Lot);
        Assert.Equal(6, report.Lines);
    }

    [Fact]
    public void A_snapshot_after_updates_replaces_the_book_also_in_the_next_file()
    {
        string first = Book("day1.csv", "1000,2000,true,bid,99,1", "1100,2100,false,bid,98,1", "1200,2200,true,bid,97,1", "1200,2200,true,ask,100,1",
            "1300,2300,false,bid,96,1");
        string second = Book("day2.csv", "1400,2400,true,bid,90,1");
        FormatFixture.Import(_import, _files.Options("a.tlr"), second, first);
        Assert.Equal(
            [
                "2000000 1000000 Snapshot Buy 99 1 .",
                "2100000 1100000 Depth Buy 98 1 .",
                "2200000 1200000 Clear None",
                "2200000 1200000 Snapshot Buy 97 1",
                "2200000 1200000 Snapshot Sell 100 1 .",
                "2300000 1300000 Depth Buy 96 1 .",
                "2400000 1400000 Clear None",
                "2400000 1400000 Snapshot Buy 90 1 .",
            ],
            _files.Rows("a.tlr"));
    }

    [Fact]
    public void Other_symbols_of_a_grouped_file_are_left_out_and_a_file_without_ours_is_refused()
    {
        string book = _files.Write("book.csv", TardisCsvImport.BookHeader,
            "deribit,ETH-PERP,1,2,false,bid,10.123,1", "deribit,BTC-PERP,1,2,false,bid,99,1", "deribit,SOL-PERP,1,3,false,bid,10,1");
        ImportReport report = FormatFixture.Import(_import, _files.Options("a.tlr", symbol: "btc-perp"), book);
        Assert.Equal(["2000 1000 Depth Buy 99 1 ."], _files.Rows("a.tlr"));
        Assert.Contains("2 rows of other symbols", Assert.Single(report.Notes));
        Assert.Contains("has no rows of XRP; it has ETH-PERP, BTC-PERP, SOL-PERP", Refused(_files.Options("b.tlr", "1", "1", "XRP"), book));
        Assert.Contains("check the symbol", Refused(_files.Options("b.tlr", symbol: "XRP"), book));
    }

    [Fact]
    public void A_trade_without_an_aggressor_fills_nobody()
    {
        string trades = Trades("trades.csv", "1,2,a-b,unknown,99,1", "1,3,a-c,buy,99,0");
        ImportReport report = FormatFixture.Import(_import, _files.Options("a.tlr"), trades);
        Assert.Equal(["2000 1000 OffBookTrade None 99 1 ."], _files.Rows("a.tlr"));
        Assert.Single(report.Warnings);
        Assert.Single(report.Notes);
    }

    [Fact]
    public void Many_files_come_out_in_one_order()
    {
        var random = new Random(3);
        var paths = new List<string>();
        var expected = new List<(long Local, int Rank, int File, string Row)>();
        for (int f = 0; f < 12; f++)
        {
            bool isBook = f % 2 == 0;
            var rows = new List<string>();
            long local = 1_000_000 + f / 2 * 400;
            for (int i = 0; i < 300; i++)
            {
                local += random.Next(4);
                int price = random.Next(1, 100);
                rows.Add($"{local - 5},{local},{(isBook ? "false,bid" : $"{i},buy")},{price},{f + 1}");
                expected.Add((local, isBook ? 1 : 0, f, $"{local}000 {local - 5}000 {(isBook ? "Depth" : "Trade")} Buy {price} {f + 1}"));
            }

            paths.Add(isBook ? Book($"{f}.csv", [.. rows]) : Trades($"{f}.csv", [.. rows]));
        }

        FormatFixture.Import(_import, _files.Options("a.tlr", "1", "1"), [.. paths]);
        Assert.Equal(
            expected.OrderBy(e => (e.Local, e.Rank, e.File)).Select(e => e.Row), _files.Rows("a.tlr").Select(r => r.TrimEnd('.').TrimEnd()));
    }

    [Theory]
    [InlineData("1000,2000,true,mid,99,1", "neither bid nor ask")]
    [InlineData("1000,2000,yes,bid,99,1", "is_snapshot is neither")]
    [InlineData("1000,1000,true,bid,99,1", "local time runs backwards: 1000 after 1500")]
    [InlineData("1000,2000,true,bid,99,-1", "the quantity -1 is negative")]
    [InlineData("1000,2000,true,bid,0,1", "the price 0 is not positive")]
    [InlineData("1000,2000,true,bid,x,1", "price 'x' is not a number")]
    [InlineData("1000,2000,true,bid,99", "8 fields are right, here are 7")]
    [InlineData("1000,-5,true,bid,99,1", "local_timestamp -5 is no time")]
    public void A_bad_line_is_named(string line, string what)
    {
        string book = Book("book.csv", "1000,1500,true,bid,99,1", line);
        string message = Refused(_files.Options("a.tlr", "1", "1"), book);
        Assert.Contains(what, message);
        Assert.Contains("book.csv line 3", message);
    }

    [Fact]
    public void Another_header_another_exchange_and_a_file_given_twice_are_refused()
    {
        string quotes = _files.Write("quotes.csv", "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount");
        Assert.Contains(TardisCsvImport.BookHeader, Refused(_files.Options("a.tlr"), quotes));
        string two = _files.Write("two.csv", TardisCsvImport.BookHeader, Row + "1,2,true,bid,99,1", "bybit,BTCUSDT,1,3,true,bid,99,1");
        Assert.Contains("the exchange was binance-futures before", Refused(_files.Options("a.tlr"), two));
        string book = Book("book.csv", "1,2,true,bid,99,1");
        Assert.Contains("given twice", Refused(_files.Options("a.tlr"), book, book));
    }

    private string Book(string name, params string[] rows) => _files.Write(name, [TardisCsvImport.BookHeader, .. rows.Select(r => Row + r)]);

    private string Trades(string name, params string[] rows) => _files.Write(name, [TardisCsvImport.TradesHeader, .. rows.Select(r => Row + r)]);

    private string Refused(ImportOptions options, params string[] paths) => _files.Refused(_import, options, paths).Message;
}
