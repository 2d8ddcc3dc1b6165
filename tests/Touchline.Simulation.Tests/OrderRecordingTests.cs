using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Whole runs on recordings that tell the book order by order.</summary>
public sealed class OrderRecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_real_queue_decides_when_an_order_is_filled_and_the_strategy_sees_levels()
    {
        string path = _folder.File("orders.tlr");
        Write(path,
            Row(1, EventKind.OrderAdd, 10, Side.Buy, 100, 5),
            Row(1, EventKind.OrderAdd, 11, Side.Sell, 102, 5),
            // Our order comes at 2, behind 10.
            Row(5, EventKind.OrderAdd, 12, Side.Buy, 100, 7),
            Row(6, EventKind.OrderExecute, 10, Side.None, 0, 5),
            Row(7, EventKind.OrderExecute, 12, Side.None, 0, 1),
            Row(8, EventKind.OrderCancel, 12, Side.None, 0, 0),
            Row(9, EventKind.OrderModify, 11, Side.None, 101, 3),
            Row(20, EventKind.BestQuote, 0, Side.Sell, 101, 3));
        var strategy = new JoinsOnce();
        List<(long Ns, long Quantity)> fills = Play(path, strategy, QueueModel.Fifo);
        Assert.Equal([(7, 1)], fills);
        Assert.Equal(["100x5 -", "100x5 102x5", "100x12 102x5", "100x7 102x5", "100x6 102x5", "- 102x5", "- 101x3"], strategy.Seen);
    }

    [Fact]
    public void Without_order_rows_the_real_queue_is_refused_by_the_name_of_the_recording()
    {
        string path = _folder.File("levels.tlr");
        Write(path, Row(1, EventKind.Trade, 0, Side.Buy, 100, 5), Row(1, EventKind.Depth, 0, Side.Buy, 100, 5));
        string message = Assert.Throws<BadInputException>(() => Play(path, new JoinsOnce(), QueueModel.Fifo)).Message;
        Assert.Contains(path, message);
        Assert.Contains("fifo", message);
        Assert.Empty(Play(path, new JoinsOnce(), QueueModel.RiskAverse));
    }

    [Fact]
    public void A_level_that_comes_with_an_order_at_the_same_price_counts_the_order_as_ahead()
    {
        string path = _folder.File("tie.tlr");
        Write(path,
            Row(1, EventKind.OrderAdd, 10, Side.Buy, 100, 5),
            Row(1, EventKind.OrderAdd, 11, Side.Sell, 102, 5),
            Row(2, EventKind.OrderAdd, 12, Side.Buy, 100, 5),
            Row(3, EventKind.OrderExecute, 12, Side.None, 0, 5),
            Row(20, EventKind.BestQuote, 0, Side.Sell, 101, 3));
        Assert.Empty(Play(path, new JoinsOnce(), QueueModel.Fifo));
    }

    private static MarketEvent Row(long at, EventKind kind, long id, Side side, long price, long quantity) => new()
    {
        ExchangeNs = at,
        LocalNs = at,
        Kind = kind,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Reference = id,
        Flags = EventFlags.EndOfBatch,
    };

    private static void Write(string path, params MarketEvent[] rows)
    {
        using var writer = new RecordingWriter(path, "test");
        writer.Define(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One), rows[0].ExchangeNs, rows[0].LocalNs);
        foreach (MarketEvent row in rows)
            writer.Write(row);
        writer.Complete();
    }

    private static List<(long, long)> Play(string path, Strategy strategy, QueueModel queue)
    {
        using Recording recording = Recording.Open(path);
        var fills = new List<(long, long)>();
        var options = new SimulationOptions { Latency = new ConstantLatency(1, 1), Queue = queue };
        var backtest = new Backtest([recording], [new StrategySetup("joins", strategy)], new RiskLimits(), options,
            fill => fills.Add((fill.Report.ExchangeNs, fill.Report.Quantity.Units)));
        backtest.PlayUntil(long.MaxValue);
        return fills;
    }

    /// <summary>Bids 2 at the best bid once the book has two sides, and writes down every book it sees.</summary>
    private sealed class JoinsOnce : Strategy
    {
        private bool _joined;

        public List<string> Seen { get; } = [];

        public override void OnBook(int instrument)
        {
            Touch touch = Context.Book(instrument).Touch;
            Seen.Add($"{(touch.HasBid ? $"{touch.BidPrice}x{touch.BidQuantity}" : "-")} {(touch.HasAsk ? $"{touch.AskPrice}x{touch.AskQuantity}" : "-")}");
            if (_joined || !touch.IsTwoSided)
                return;
            _joined = true;
            Context.Place(NewOrder.Limit(instrument, Side.Buy, touch.BidPrice, new Quantity(2)));
        }
    }
}
