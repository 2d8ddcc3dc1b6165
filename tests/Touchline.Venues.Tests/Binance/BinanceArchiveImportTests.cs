using System.IO.Compression;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceArchiveImportTests : IDisposable
{
    private const string AggregateHeader = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";
    private const string TickerHeader = "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time";

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Aggregate_trades_of_futures_come_with_the_aggressor()
    {
        ImportReport report = Import(Write("BTCUSDT-aggTrades.csv",
            AggregateHeader, "1,100.10,0.500,1,2,1704067200123,true", "2,100.20,0.250,3,3,1704067200124,false"));
        Assert.Equal(
            ["1704067200123000000 1704067200123000000 Trade Sell 100.1 0.5 .", "1704067200124000000 1704067200124000000 Trade Buy 100.2 0.25 ."], Rows());
        Assert.Contains("no local times", Assert.Single(report.Notes));
        Assert.Empty(report.Warnings);
        Assert.Equal(0.1m, report.Instrument.Tick);
    }

    [Theory]
    [InlineData("26129,100.1,4,27781,27781,1498793709153,true", "1498793709153000000")]
    [InlineData("0,100.1,4,0,0,1735689600010866,True,True", "1735689600010866000")]
    [InlineData("28457,100.1,4,48.00,1499865549590,true", "1499865549590000000")]
    [InlineData("51175358,100.1,4,102.2,1735689600010866,True,True", "1735689600010866000")]
    public void A_file_without_a_header_is_told_by_its_columns(string line, string ns)
    {
        Import(Write("BTCUSDT.csv", line));
        Assert.Equal([$"{ns} {ns} Trade Sell 100.1 4 ."], Rows());
    }

    [Fact]
    public void Quotes_are_two_rows_and_are_merged_behind_the_trades_of_their_time()
    {
        string quotes = Zip("BTCUSDT-bookTicker.zip", "BTCUSDT-bookTicker.csv",
            TickerHeader, "10,99.9,1,100.1,2,1000,1001", "11,0,0,100.1,2,1002,1003");
        string trades = Write("BTCUSDT-trades.csv", "id,price,qty,quote_qty,time,is_buyer_maker", "5,100.1,1,100.1,1000,false", "6,100.1,1,100.1,1003,false");
        Import(quotes, trades);
        Assert.Equal(
            [
                "1000000000 1000000000 Trade Buy 100.1 1 .",
                "1000000000 1000000000 BestQuote Buy 99.9 1 #10",
                "1000000000 1000000000 BestQuote Sell 100.1 2 #10 .",
                "1002000000 1002000000 BestQuote Sell 100.1 2 #11 .",
                "1003000000 1003000000 Trade Buy 100.1 1 .",
            ],
            Rows());
        Import(Write("BTCUSDT-q.csv", "10,99.9,1,100.1,2,1000,1001"));
        Assert.Equal(2, Rows().Count);
    }

    [Fact]
    public void A_step_back_in_time_raises_the_local_time_only()
    {
        ImportReport report = Import(Write("BTCUSDT.csv", "1,100,1,1,1,2000,true", "2,100,1,2,2,1999,true"));
        Assert.Equal(["2000000000 2000000000 Trade Sell 100 1 .", "2000000000 1999000000 Trade Sell 100 1 ."], Rows());
        Assert.Contains(report.Notes, n => n.Contains("1 lines step back"));
    }

    [Fact]
    public void A_file_of_another_name_is_warned_of()
    {
        ImportReport report = Import(Write("ETHUSDT-aggTrades.csv", "1,100,1,1,1,2000,true"));
        Assert.Contains("ETHUSDT-aggTrades.csv doesn't begin with BTCUSDT", Assert.Single(report.Warnings));
    }

    [Theory]
    [InlineData("open_time,open,high,low,close,volume", "here are 6 columns")]
    [InlineData("1499040000000,0.1,0.8,0.1,0.2,-1,1499644799999,2434,308,1756,28,17928", "the quantity -1 is negative")]
    [InlineData("timestamp,percentage,depth,notional", "here are 4 columns")]
    [InlineData("id,price,qty,quote_qty,is_buyer_maker,time", "here are 6 columns")]
    [InlineData("1,2,3", "here are 3 columns")]
    [InlineData("1,100.1,2,1,1,1600000000000,maybe", "line 1")]
    [InlineData("1,100,1,1,1,2000,true\n2,100,1,1,1,2000,maybe", "line 2: is_buyer_maker 'maybe' is neither")]
    [InlineData("1,100,1,1,1,2000,true\n2,100,1,1,1,2000", "line 2: 7 fields are right, here are 6")]
    [InlineData("1,100,1,1,1,0,true", "the time 0 is none")]
    public void What_can_not_become_rows_is_refused(string text, string what)
    {
        var e = Assert.Throws<BadInputException>(() => Import(Write("BTCUSDT.csv", text)));
        Assert.Contains(what, e.Message);
        Assert.False(File.Exists(Path.Combine(_folder, "a.tlr")));
    }

    [Theory]
    [InlineData("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n")]
    [InlineData("")]
    public void A_kline_becomes_the_four_rows_of_a_candle_at_its_close(string header)
    {
        Import(Write("BTCUSDT.csv", header + "1499040000000,0.25,0.75,0.2,0.5,148976.5,1499644799999,2434,308,1756,28,0"));
        using Recording recording = Recording.Open(Path.Combine(_folder, "a.tlr"));
        Instrument instrument = recording.Instruments[0].Instrument;
        var rows = new List<MarketEvent>();
        for (var timeline = new LocalTimeline(recording); timeline.NextNs != long.MaxValue; timeline.Advance())
        {
            if (timeline.Row.Kind == EventKind.Candle)
                rows.Add(timeline.Row);
        }

        Assert.Equal([0.25m, 0.75m, 0.2m, 0.5m], rows.Select(r => instrument.PriceUnit.ToDecimal(r.Price)));
        Assert.Equal([148976.5m, 1756, 0, 0], rows.Select(r => instrument.QuantityUnit.ToDecimal(r.Quantity)));
        Assert.Equal([1_499_040_000_000_000_000, 1_499_644_799_999_000_000, 308, 0], rows.Select(r => r.Reference));
        Assert.All(rows, r => Assert.Equal(1_499_644_799_999_000_000, r.ExchangeNs));
        Assert.Equal([false, false, false, true], rows.Select(r => r.EndsBatch));
    }

    [Fact]
    public void Trades_told_twice_are_refused()
    {
        string trades = Write("BTCUSDT-1.csv", "28457,100.1,4,48.00,1499865549590,true");
        string aggregated = Write("BTCUSDT-2.csv", "26129,100.1,4,27781,27781,1498793709153,true");
        Assert.Contains("the same trades", Assert.Throws<BadInputException>(() => Import(trades, aggregated)).Message);
    }

    private ImportReport Import(params string[] paths) => new BinanceArchiveImport().Import(
        new ImportOptions("binance-usdm", "BTCUSDT", null, null, Path.Combine(_folder, "a.tlr")), new InputFiles(paths), CancellationToken.None);

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private string Zip(string name, string entry, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream stream = zip.CreateEntry(entry).Open();
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return path;
    }

    private List<string> Rows()
    {
        using Recording recording = Recording.Open(Path.Combine(_folder, "a.tlr"));
        Instrument instrument = recording.Instruments[^1].Instrument;
        var rows = new List<string>();
        foreach (MarketEvent row in recording.Rows(0))
        {
            if (row.Kind is EventKind.Definition or EventKind.DefinitionPart)
                continue;
            rows.Add($"{row.LocalNs} {row.ExchangeNs} {row.Kind} {row.Side} {instrument.PriceUnit.ToDouble(row.Price)} "
                + $"{instrument.QuantityUnit.ToDouble(row.Quantity)}{(row.Reference == 0 ? "" : $" #{row.Reference}")}{(row.EndsBatch ? " ." : "")}");
        }

        return rows;
    }
}
