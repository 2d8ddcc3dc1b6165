using System.Globalization;
using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>A recording whose units become finer on the way plays as one that had the fine units from the start.</summary>
public sealed class UnitVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Units_that_become_finer_in_mid_file_change_no_result() => PlayAll(300);

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Units_that_become_finer_in_mid_file_change_no_result_of_a_thousand_markets() => PlayAll(1_000);

    [Fact]
    public void A_resting_order_keeps_its_place_when_the_units_become_finer()
    {
        Instrument fine = Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));
        Market market = new Scene { Instrument = fine }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100, 2).Sold(25, 100, 3)
            .Ask(30, 102.5m, 0.25m).Sold(40, 100, 2).Sold(50, 100, 0.01m).Market;
        Outcome outcome = Play(market, null, null);
        Assert.Equal(3, Versions());
        Assert.Equal(["ack 1 20>20", "fill 1 at 100 x 2 maker 50>50"], outcome.Told);
    }

    private void PlayAll(int markets)
    {
        var random = new Random(4);
        int versions = 0, fills = 0;
        for (int i = 0; i < markets; i++)
        {
            Market market = BecomingFiner(random);
            Outcome expected = Play(market, "0.1", "0.01");
            Outcome actual = Play(market, null, null);
            versions += Versions();
            fills += expected.Fills.Length;
            Compare.Same(expected, actual, $"market {i}\n{market}");
            Compare.Same(NaiveSimulation.Play(market), actual, $"market {i}\n{market}");
        }

        Assert.True(versions > 2 * markets && fills > 2 * markets, $"{versions} versions and {fills} fills are too few to mean anything");
    }

    // The rows as an import takes them: in numbers, not units; the units are guessed from the first two rows unless they are given.
    private Outcome Play(Market market, string? tick, string? lot)
    {
        string path = _folder.File("units.tlr");
        var inferred = new UnitInference();
        foreach (Row row in market.Rows[..2])
        {
            inferred.AddPrice(Text(row.Price));
            inferred.AddQuantity(Text(row.Quantity));
        }

        var options = new ImportOptions(
            "test", "X", tick is null ? null : DecimalUnit.Parse(tick, "tick"), lot is null ? null : DecimalUnit.Parse(lot, "lot"), path);
        using (var session = new ImportSession(options, "test", inferred))
        {
            foreach (Row row in market.Rows)
            {
                session.Add(new MarketEvent
                {
                    LocalNs = row.Local,
                    ExchangeNs = row.Exchange,
                    Kind = row.Kind,
                    Side = row.Side,
                    Price = row.Kind == EventKind.Clear ? default : session.Price(Text(row.Price), m => new InvalidOperationException(m)),
                    Quantity = session.Quantity(Text(row.Quantity), m => new InvalidOperationException(m)),
                });
                if (row.EndsBatch)
                    session.EndBatch();
            }

            session.Complete();
        }

        return Outcome.OfProduct(path, market);
    }

    private int Versions()
    {
        using Recording recording = Recording.Open(_folder.File("units.tlr"));
        return recording.Instruments.Count;
    }

    private static DecimalText Text(decimal value)
    {
        Assert.True(DecimalText.TryParse(value.ToString(CultureInfo.InvariantCulture), out DecimalText text));
        return text;
    }

    // Whole numbers at first, then tenths and hundredths. Exchange time never steps back: a later version's rows are raised to its start,
    // which moves rows that come late around it.
    private static Market BecomingFiner(Random random)
    {
        Instrument fine = Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));
        var scene = new Scene { Instrument = fine, EntryNs = random.Next(4), ResponseNs = random.Next(4) };
        scene.Bid(10, 99, 5).Ask(10, 101, 5);
        int count = random.Next(20, 80);
        decimal priceStep = 1, quantityStep = 1;
        for (int i = 0; i < count; i++)
        {
            priceStep = i > count / 3 && random.Next(10) == 0 ? 0.1m : priceStep;
            quantityStep = i > count / 3 && random.Next(10) == 0 ? 0.01m : quantityStep;
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            EventKind kind = random.Next(3) == 0 ? EventKind.Trade : EventKind.Depth;
            decimal away = priceStep * random.Next(kind == EventKind.Trade ? -4 : 0, 4);
            decimal price = side == Side.Buy ? 100 - away : 100.5m + away;
            long at = 11 + i * 2 + random.Next(2);
            scene.Row(at, at - random.Next(2), kind, side, price - price % priceStep, quantityStep * random.Next(kind == EventKind.Trade ? 1 : 0, 8));
            if (random.Next(3) > 0)
                scene.Buy(at, 97 + 0.1m * random.Next(60), random.Next(1, 3), (TimeInForce)random.Next(1, 5));
            if (random.Next(3) > 0)
                scene.Sell(at, 97 + 0.1m * random.Next(60), random.Next(1, 3), (TimeInForce)random.Next(1, 5));
        }

        // The last row needs the finest units, whatever came before: the script's prices do as well.
        return scene.Ask(11 + 2 * count, 120.1m, 0.01m).Market;
    }
}
