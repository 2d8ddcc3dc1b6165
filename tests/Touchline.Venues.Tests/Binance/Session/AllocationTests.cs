using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What must hold for every message and every order: nothing is allocated once things have settled.</summary>
public sealed class AllocationTests
{
    // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB a time. An object a message or an order would be more.
    private const long Slack = 64 * 1024;

    // Where the compiler doesn't optimise, a span over a table of constants is made by reflection, and reading a number takes one.
    private static readonly long PerNumber =
        typeof(DecimalUnit).Assembly.GetCustomAttributes(false).OfType<System.Diagnostics.DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled) ? 72 : 0;

    [Fact]
    public void Market_messages_cost_no_allocation()
    {
        Scene scene = new Scene(trades: false).Start(FeedStreams.Usual);
        scene.Text(scene.Public, scene.DepthText(95, 100, 90));
        scene.Run(500);
        scene.IsForgetful = true;
        byte[][] messages = new byte[9_000][];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = Encoding.UTF8.GetBytes(i % 3 == 0 ? scene.DepthText(101 + i, 101 + i, i < 3 ? 100 : 98 + i) : i % 3 == 1 ? scene.QuoteText(60_000.0m, 60_000.1m, 1_000 + i)
                : $$$"""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1760000001000,"s":"BTCUSDT","a":{{{i}}},"p":"60000.1","q":"0.5","nq":"0.5","f":100,"l":105,"T":1760000001000,"m":true,"st":1}}""");
        }

        int connection = scene.Public;
        Play(messages.AsSpan(0, 999), scene, connection);
        long batches = scene.MarketBatches;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Play(messages.AsSpan(999), scene, connection);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.Equal(8_001, scene.MarketBatches - batches);
        Assert.InRange(bytes, 0, Slack);
    }

    [Fact]
    public void Orders_their_answers_and_their_fills_cost_no_allocation()
    {
        const int Orders = 6_000;
        var bench = new OrderBench();
        bench.Play(24_000); // more than are kept once they have ended
        long before = bench.Reports;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        bench.Play(4 * Orders);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.Equal(4 * Orders, bench.Reports - before);
        Assert.InRange(bytes - Orders * OrderBench.NumbersRead * PerNumber, 0, Slack);
    }

    private static void Play(ReadOnlySpan<byte[]> messages, Scene scene, int connection)
    {
        foreach (byte[] message in messages)
            scene.Venue.OnMessage(connection, message, scene.Now);
    }

    /// <summary>Orders through the adapter's own parts, with answers written in place: the strings of a scene would drown what is measured.</summary>
    private sealed class OrderBench : IWire, IVenueListener
    {
        public const int NumbersRead = 7;

        private readonly Scene _scene = new Scene().Ready();
        private readonly BinanceSession _session;
        private readonly BinanceOrders _orders = new("eng-1");
        private readonly BinanceOrderLife _life;
        private readonly BinanceOrderText _text;
        private readonly BinanceInstrument _instrument;
        private readonly byte[] _fill = Encoding.UTF8.GetBytes(Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: 1_000_000));
        private readonly byte[] _reply = Encoding.UTF8.GetBytes(Venue.Reply(1, Venue.Order("NEW")));
        private long _played;

        public OrderBench()
        {
            var options = new BinanceVenueOptions { Credentials = new BinanceCredentials("fakeApiKey0001", "hmac", "fakeSecret0001") };
            _session = new BinanceSession(options, this, this);
            _life = new BinanceOrderLife(_session, _orders);
            _life.Inquiries = new BinanceInquiries(_session, _orders, _life);
            _text = new BinanceOrderText(options, _session.Signer, _orders);
            _instrument = new BinanceInstrument(_session, 0, "BTCUSDT");
            _instrument.SetFacts(new BinanceSymbolFacts("BTCUSDT", "TRADING", "PERPETUAL", "USDT", "USDT", "0.10", "0.001"));
        }

        public long Reports { get; private set; }

        public void Play(int count)
        {
            for (long end = _played + count; _played < end; _played += 4)
                One(_played / 4 + 1);
        }

        private void One(long number)
        {
            NewOrder terms = NewOrder.Limit(0, Side.Buy, new Price(599_995), new Quantity(10), TimeInForce.PostOnly);
            BinanceOrder order = _orders.Add(new OrderId(number), _instrument, terms, _scene.Now);
            int length = _text.Place(number, order, terms, 1_760_000_000_000, isLoggedOn: false).Length;
            length += _text.Amend(number, order, new Price(599_990), new Quantity(10), 1_760_000_000_000, isLoggedOn: true).Length;
            Assert.True(length > 400);
            BinanceApiReply reply = BinanceApiReply.Read(_reply);
            _life.OnState(order, reply.Order, _scene.Now);
            _life.OnTerms(order, "59999.0"u8, "0.020"u8, Venue.Time + number, isReply: false, _scene.Now);
            BinanceUserEvent update = BinanceUserEvent.Read(_fill);
            var fill = new BinanceFillNews { TradeId = number, TimeMs = update.TradeMs, Price = update.LastPrice, Quantity = update.LastQuantity, Fee = update.Fee, FeeAsset = update.FeeAsset };
            _life.OnFill(_instrument, order, number, fill, _scene.Now);
            _life.OnEnd(order, ReportKind.Cancelled, 10, Venue.Time + number, _scene.Now);
        }

        void IVenueListener.OnStatus(int index, InstrumentStatus status)
        {
        }

        void IVenueListener.OnOrderCount(long windowNs, int used)
        {
        }

        void IVenueListener.OnReport(in OrderReport report) => Reports++;

        void IVenueListener.OnInstrument(int index, Instrument instrument)
        {
        }

        void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch)
        {
        }

        void IVenueListener.OnAccount(AccountSnapshot account)
        {
        }

        void IVenueListener.OnState(VenueState state)
        {
        }

        void IVenueListener.OnNote(string text)
        {
        }

        void IWire.Open(int connection, string url)
        {
        }

        bool IWire.Send(int connection, ReadOnlySpan<byte> message) => true;

        void IWire.Close(int connection)
        {
        }

        void IWire.Request(HttpCall call)
        {
        }
    }
}
