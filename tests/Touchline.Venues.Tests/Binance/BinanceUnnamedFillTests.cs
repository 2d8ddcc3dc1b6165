using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance;

/// <summary>Fills of orders that nobody knows beside conditional orders, where the algo service knows better only later.</summary>
public sealed class BinanceUnnamedFillTests
{
    private const long Second = 1_000_000_000, StartNs = 1_773_125_000 * Second;
    private const int Stop = 7, Actual = 555;

    private readonly Told _told = new();
    private readonly BinanceInstrument _instrument;
    private readonly BinanceOrders _orders = new("n1");
    private readonly BinanceOrderLife _life;
    private readonly BinanceAlgoLife _algo;
    private readonly BinanceUnnamedFills _unnamed;
    private readonly BinanceOrder _stop;

    public BinanceUnnamedFillTests()
    {
        var session = new BinanceSession(new BinanceVenueOptions { SessionPrefix = "n1", Seed = 1 }, new NoWire(), _told) { BeganMs = 0 };
        _instrument = new BinanceInstrument(session, 0, "BTCUSDT");
        session.Instruments.Add(_instrument);
        Assert.Null(_instrument.SetFacts(new BinanceSymbolFacts("BTCUSDT", "TRADING", "PERPETUAL", "USDT", "USDT", "0.10", "0.001")));
        _life = new BinanceOrderLife(session, _orders);
        var inquiries = new BinanceInquiries(session, _orders, _life);
        _algo = new BinanceAlgoLife(session, _orders, _life) { Inquiries = inquiries };
        _unnamed = _algo.Unnamed = new BinanceUnnamedFills(session, _orders, _life, _algo, new BinanceStrangeOrders(session));
        (_life.Inquiries, inquiries.Algo) = (inquiries, _algo);
        _stop = _orders.Add(new OrderId(Stop), _instrument, NewOrder.StopMarket(0, Side.Sell, new Price(500_000), new Quantity(100)), StartNs);
        _algo.OnState(_stop, State(BinanceAlgoStatus.New, 0), StartNs);
    }

    [Fact]
    public void What_was_told_as_a_strangers_is_not_told_again_when_it_turns_out_to_be_ours()
    {
        Fill(trade: 11, quantity: "0.040");
        // It is said to wait long after the fill, and no word of it is true.
        _stop.Conditional!.WaitedNs = StartNs + 5 * Second;
        _unnamed.Advance(StartNs + 5 * Second);
        Assert.Equal(ReportKind.External, _told.Reports[^1].Kind);
        _algo.OnState(_stop, State(BinanceAlgoStatus.Finished, Actual), StartNs + 6 * Second);
        _life.OnEnd(_stop, default, 100, 0, StartNs + 6 * Second);
        _life.OnFill(_instrument, _stop, Stop, News(11, "0.040"), StartNs + 7 * Second);
        _life.OnFill(_instrument, _stop, Stop, News(12, "0.060"), StartNs + 7 * Second);
        Assert.Equal(["Acknowledged 0", "External 11", "Fill 12", "Expired 0"], _told.Reports.Select(r => $"{r.Kind} {r.TradeId}"));
    }

    [Fact]
    public void Until_it_is_said_to_wait_long_after_the_fill_nothing_is_told()
    {
        Fill(trade: 11, quantity: "0.040");
        _stop.Conditional!.WaitedNs = StartNs + Second - 1;
        _unnamed.Advance(StartNs + 60 * Second);
        Assert.Single(_told.Reports);
        Assert.NotEqual(long.MaxValue, _unnamed.OldestMs);
        _stop.Conditional.WaitedNs = StartNs + Second;
        _unnamed.Advance(StartNs + 61 * Second);
        Assert.Equal(["Acknowledged 0", "External 11"], _told.Reports.Select(r => $"{r.Kind} {r.TradeId}"));
        Assert.Equal(long.MaxValue, _unnamed.OldestMs);
    }

    [Fact]
    public void Held_fills_are_told_once_with_our_number_when_the_order_is_known()
    {
        Fill(trade: 11, quantity: "0.040");
        Fill(trade: 11, quantity: "0.040");
        Fill(trade: 12, quantity: "0.060");
        _algo.OnState(_stop, State(BinanceAlgoStatus.Triggered, Actual), StartNs + Second);
        _algo.OnState(_stop, State(BinanceAlgoStatus.Finished, Actual), StartNs + Second);
        _unnamed.Advance(StartNs + 2 * Second);
        Assert.Equal(["Acknowledged 0", "Fill 11", "Fill 12"], _told.Reports.Select(r => $"{r.Kind} {r.TradeId}"));
        Assert.True(_stop.IsEnded);
    }

    // The number of its order is forgotten in time; the fill may still be read once more.
    [Fact]
    public void A_fill_that_was_told_as_ours_is_never_a_strangers()
    {
        _algo.OnState(_stop, State(BinanceAlgoStatus.Triggered, Actual), StartNs + Second);
        _life.OnFill(_instrument, _stop, Stop, News(11, "0.100"), StartNs + Second);
        _life.OnExternalFill(_instrument, News(11, "0.100"), isVenues: false, StartNs + 2 * Second);
        Assert.Equal(["Acknowledged 0", "Fill 11"], _told.Reports.Select(r => $"{r.Kind} {r.TradeId}"));
    }

    [Theory]
    [InlineData((int)BinanceAlgoStatus.Canceled, ReportKind.Cancelled)]
    [InlineData((int)BinanceAlgoStatus.Expired, ReportKind.Expired)]
    [InlineData((int)BinanceAlgoStatus.Rejected, ReportKind.Expired)]
    public void A_strangers_fill_is_told_when_what_it_might_have_been_has_ended(int status, ReportKind end)
    {
        Fill(trade: 11, quantity: "0.040");
        _algo.OnState(_stop, State((BinanceAlgoStatus)status, 0), StartNs + Second);
        _algo.OnState(_stop, State(BinanceAlgoStatus.New, 0), StartNs + Second);
        _unnamed.Advance(StartNs + Second);
        Assert.Equal([ReportKind.Acknowledged, end, ReportKind.External], _told.Reports.Select(r => r.Kind));
    }

    [Fact]
    public void More_than_can_be_held_is_read_again_and_not_lost()
    {
        long again = 0;
        _unnamed.ReadAgain = now => again = now;
        for (int trade = 1; trade <= 5_000; trade++)
            Fill(trade, "0.001", orderId: trade + 1_000);
        _stop.Conditional!.WaitedNs = StartNs + 5 * Second;
        _unnamed.Advance(StartNs + 5 * Second);
        Assert.Equal(StartNs + 5 * Second, again);
        Assert.Equal(4_096, _told.Reports.Count(r => r.Kind == ReportKind.External));
    }

    private void Fill(int trade, string quantity, long orderId = Actual)
    {
        Assert.True(_unnamed.MayBeOurs(_instrument, orderId, Side.Sell, StartNs));
        _unnamed.Hold(_instrument, orderId, "someone"u8, News(trade, quantity), StartNs);
    }

    private static BinanceAlgoState State(BinanceAlgoStatus status, long orderId) => new() { ClientId = "n1-7"u8, Status = status, OrderId = orderId, UpdateMs = StartNs / 1_000_000 };

    private static BinanceFillNews News(long trade, string quantity) => new()
    {
        TradeId = trade,
        TimeMs = StartNs / 1_000_000,
        Price = "50000.0"u8,
        Quantity = Encoding.ASCII.GetBytes(quantity),
        Side = Side.Sell,
    };

    private sealed class NoWire : IWire
    {
        public void Open(int connection, string url) => throw new NotSupportedException();

        public bool Send(int connection, ReadOnlySpan<byte> message) => throw new NotSupportedException();

        public void Close(int connection) => throw new NotSupportedException();

        public void Request(HttpCall call) => throw new NotSupportedException();
    }

    private sealed class Told : IVenueListener
    {
        public List<OrderReport> Reports { get; } = [];

        public void OnInstrument(int index, Instrument instrument)
        {
        }

        public void OnMarket(ReadOnlySpan<MarketEvent> batch)
        {
        }

        public void OnStatus(int index, InstrumentStatus status)
        {
        }

        public void OnOrderCount(long windowNs, int used)
        {
        }

        public void OnReport(in OrderReport report) => Reports.Add(report);

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
