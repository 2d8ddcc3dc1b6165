using Touchline.Core;
using Touchline.Matching;
using Touchline.Venues.Binance;

namespace Touchline.Simulation.Tests;

/// <summary>The product against its naive twin on six minutes of Binance futures, exchange time that steps back and slow clock included.</summary>
public sealed class RealRecordingTests : IDisposable
{
    private const string Btc = "recordings/binance-usdm/btcusdt_20240808.gz";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordingFact(Btc)]
    public void A_real_recording_gives_every_fill_that_the_naive_simulation_gives()
    {
        string path = _folder.File("btc.tlr");
        new BinanceRawImport(isSpot: false).Import(
            new ImportOptions("binance-usdm", "BTCUSDT", null, null, path), new InputFiles([RecordingFactAttribute.PathOf(Btc)]), CancellationToken.None);
        Market market = WithOrdersNearTheTouch(path);
        Outcome expected = NaiveSimulation.Play(market);
        Compare.Same(expected, Outcome.OfProduct(path, market), "BTCUSDT");
        Assert.True(market.ClockOffsetNs > 1_000_000_000, "the capture's clock is known to run 1.27 s behind");
        Assert.True(expected.Answers.Count(a => a.Kind == ReportKind.Fill && a.IsMaker) > 100, "too few maker fills to mean anything");
        Assert.Contains(expected.Answers, a => a.Kind == ReportKind.Cancelled);
    }

    // Every half second a few orders around the mid that our side sees, and cancels of earlier ones.
    private static Market WithOrdersNearTheTouch(string path)
    {
        using Recording recording = Recording.Open(path);
        Instrument instrument = MarketSimulation.InstrumentOf(recording);
        Assert.Single(recording.Instruments);
        var random = new Random(5);
        var book = new NaiveBook();
        var rows = new List<Row>();
        var script = new List<ScriptedAction>();
        long nextOrders = 0;
        for (int block = 0; block < recording.BlockCount; block++)
        {
            foreach (MarketEvent e in recording.Rows(block))
            {
                if (e.Kind is EventKind.Definition or EventKind.DefinitionPart)
                    continue;
                Row row = new(
                    e.LocalNs, e.ExchangeNs, e.Kind, e.Side, instrument.PriceUnit.ToDecimal(e.Price),
                    instrument.QuantityUnit.ToDecimal(e.Quantity), e.EndsBatch);
                rows.Add(row);
                book.Apply(row);
                if (e.LocalNs + recording.ClockOffsetNs < nextOrders || book.Mid is not { } mid)
                    continue;
                nextOrders = e.LocalNs + recording.ClockOffsetNs + 500_000_000;
                AddOrders(script, random, instrument, nextOrders, decimal.Floor(mid / instrument.Tick));
            }
        }

        var options = new SimulationOptions { Latency = new ConstantLatency(2_000_000, 3_000_000), Exchange = ExchangeModel.NoPartialFill };
        return new Market(instrument, [.. rows], [.. script], recording.ClockOffsetNs, options);
    }

    private static void AddOrders(List<ScriptedAction> script, Random random, Instrument instrument, long at, decimal midTicks)
    {
        int before = script.Count;
        for (int i = 0; i < 2; i++)
        {
            Side side = i == 0 ? Side.Buy : Side.Sell;
            decimal ticks = midTicks + (i == 0 ? -1 : 1) * random.Next(-1, 12);
            var timeInForce = random.Next(4) == 0 ? (TimeInForce)random.Next(1, 5) : TimeInForce.GoodTillCancel;
            script.Add(ScriptedAction.New(at + random.Next(100_000_000), side, OrderType.Limit, timeInForce, ticks * instrument.Tick, instrument.Lot * random.Next(1, 50)));
        }

        if (before > 8)
            script.Add(ScriptedAction.Cancel(at + random.Next(200_000_000), random.Next(before - 8, before)));
    }
}
