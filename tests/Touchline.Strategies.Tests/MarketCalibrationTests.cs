using Touchline.Core;

namespace Touchline.Strategies.Tests;

/// <summary>Calibration of recordings whose figures are known.</summary>
public sealed class MarketCalibrationTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private static readonly Instrument Tenth = Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-strategies-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 2, 1, 0.5)]
    [InlineData(2, 5, 2, 0.2)]
    [InlineData(3, 0.5, 0.5, 0.9)]
    public void A_Poisson_market_gives_its_own_figures_back_within_their_errors(ulong seed, double a, double k, double sigma)
    {
        using Recording recording = Record(new PoissonMarket(seed, a, k, sigma), 900);
        MarketCalibration calibration = MarketCalibration.Of(recording, new CalibrationOptions { WindowNs = 300 * Second });
        (VolatilityEstimate volatility, IntensityEstimate intensity) = (calibration.Whole.Volatility!, calibration.Whole.Intensity!);
        Assert.InRange(volatility.Sigma, sigma - 3.5 * volatility.Error, sigma + 3.5 * volatility.Error);
        Assert.InRange(intensity.A, a - 3.5 * intensity.AError, a + 3.5 * intensity.AError);
        Assert.InRange(intensity.K, k - 3.5 * intensity.KError, k + 3.5 * intensity.KError);
        // And the errors are small enough to mean something.
        Assert.InRange(volatility.Error / sigma, 0.01, 0.06);
        Assert.InRange(intensity.AError / a, 0.005, 0.06);
        Assert.InRange(intensity.KError / k, 0.005, 0.08);
        Assert.InRange(intensity.RSquared, 0.98, 1);
        Assert.Equal(3, calibration.Windows.Count);
        Assert.Equal(calibration.Whole.Trades, calibration.Windows.Sum(w => w.Trades));
        Assert.All(calibration.Windows, w => Assert.InRange(w.Intensity!.K, 0.7 * k, 1.3 * k));
    }

    [Fact]
    public void Noise_on_the_mid_adds_to_short_intervals_and_not_to_sigma()
    {
        var market = new PoissonMarket(5, 2, 1, 0.3);
        var random = new SeededRandom(6);
        string path = Path.Combine(_folder.FullName, "noisy.tlr");
        using (var writer = new RecordingWriter(path, "test"))
        {
            ushort index = writer.Define(Tenth, Second, Second);
            for (int step = 0; step < 90_000; step++)
            {
                long now = Second + step * PoissonMarket.StepNs;
                List<(Side Side, long Price)> trades = market.Step();
                // The ask comes and goes by four ticks: the mid by two, whatever the value does.
                long noise = random.Chance(0.5) ? 4 : 0;
                Tell(writer, index, now, market.Bid, market.Ask + noise);
                foreach ((Side side, long price) in trades)
                    writer.Write(Row(index, now + 1, EventKind.Trade, side, price, true));
            }

            writer.Complete();
        }

        using Recording recording = Recording.Open(path);
        VolatilityEstimate volatility = MarketCalibration.Of(recording, new CalibrationOptions()).Whole.Volatility!;
        // Each end of a change is off by 0.2 or not: 0.02 in the variance of every change, or 0.2 a second at 100 ms.
        Assert.InRange(volatility.ByInterval[0].Sigma, Math.Sqrt(0.09 + 0.2) - 0.02, Math.Sqrt(0.09 + 0.2) + 0.02);
        Assert.InRange(volatility.Sigma, 0.3 - 3.5 * volatility.Error, 0.3 + 3.5 * volatility.Error);
    }

    [Fact]
    public void A_mid_that_only_goes_forth_and_back_has_the_volatility_of_the_slow_scale()
    {
        var stretch = new CalibrationStretch(0, 100_000_000);
        for (int step = 0; step < 3_000; step++)
            stretch.AddMid(2_000 + 2 * (step * 7 % 11));
        VolatilityEstimate volatility = stretch.Finish(300 * Second, 0.1, 0.05).Volatility!;
        Assert.Equal(volatility.ByInterval.Single(v => v.IntervalNs == volatility.SlowNs).Sigma, volatility.Sigma);
        Assert.True(volatility.Sigma > 0);
    }

    [Fact]
    public void A_stretch_is_looked_at_by_itself()
    {
        string path = Path.Combine(_folder.FullName, "two.tlr");
        new PoissonMarket(7, 2, 1, 0.5).Record(path, 400, Tenth);
        using Recording recording = Recording.Open(path);
        MarketCalibration part = MarketCalibration.Of(recording, new CalibrationOptions { FromNs = 100 * Second, ToNs = 300 * Second });
        MarketCalibration whole = MarketCalibration.Of(recording, new CalibrationOptions());
        Assert.Equal(200 * Second, part.Whole.ToNs - part.Whole.FromNs);
        Assert.InRange((double)part.Whole.Trades / whole.Whole.Trades, 0.45, 0.55);
        Assert.InRange(part.Whole.Intensity!.K, 0.8, 1.2);
    }

    [Fact]
    public void A_finer_unit_in_the_middle_changes_no_figure()
    {
        using Recording plain = Record(new PoissonMarket(9, 2, 1, 0.5), 200);
        string path = Path.Combine(_folder.FullName, "versions.tlr");
        using (var writer = new RecordingWriter(path, "test"))
        {
            ushort index = writer.Define(Tenth, Second, Second);
            bool isFiner = false;
            for (var rows = new LocalTimeline(plain); rows.NextNs != long.MaxValue; rows.Advance())
            {
                MarketEvent row = rows.Row;
                if (row.Kind == EventKind.Definition)
                    continue;
                if (!isFiner && row.Kind == EventKind.Depth && row.LocalNs > 100 * Second && row.Side == Side.Buy && row.Quantity.IsZero)
                {
                    // Prices in 0.02 from here on; the tick stays.
                    index = writer.Define(Tenth with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.02", "unit")), TickUnits = 5 }, row.ExchangeNs, row.LocalNs);
                    isFiner = true;
                }

                row.Instrument = index;
                row.Price = new Price(row.Price.Units * (isFiner ? 5 : 1));
                writer.Write(row);
            }

            writer.Complete();
        }

        using Recording finer = Recording.Open(path);
        Assert.Equal(2, finer.Instruments.Count);
        StretchCalibration one = MarketCalibration.Of(plain, new CalibrationOptions()).Whole, two = MarketCalibration.Of(finer, new CalibrationOptions()).Whole;
        Assert.Equal(one.Volatility!.Sigma, two.Volatility!.Sigma, 9);
        Assert.Equal(one.Intensity!.A, two.Intensity!.A, 9);
        Assert.Equal(one.Intensity!.K, two.Intensity!.K, 9);
    }

    [Fact]
    public void What_is_too_short_or_without_trades_is_refused_with_what_it_would_take()
    {
        using (Recording shortOne = Record(new PoissonMarket(1, 2, 1, 0.5), 30))
            Assert.Contains("s are too short; right is at least 60 s", Refused(shortOne), StringComparison.Ordinal);
        using (Recording silent = Record(new PoissonMarket(1, 0, 1, 0.5), 100))
            Assert.Contains("no trades of X@test", Refused(silent), StringComparison.Ordinal);
        using (Recording slow = Record(new PoissonMarket(1, 0.1, 1, 0.5), 100))
            Assert.Matches("[0-9]+ market orders of X@test went beyond the touch .*; right are at least 50; at this rate about [0-9]+ s would do", Refused(slow));
        using (Recording still = Record(new PoissonMarket(1, 2, 1, 0), 100))
            Assert.Contains("the mid of X@test never moved over 5 s", Refused(still), StringComparison.Ordinal);
        using (Recording long_ = Record(new PoissonMarket(1, 2, 1, 0.5), 100))
        {
            Assert.Contains("the stretch from 200 s on is empty", Refused(long_, new CalibrationOptions { FromNs = 200 * Second }), StringComparison.Ordinal);
            Assert.Contains("has no instrument Y; it has X@test", Refused(long_, new CalibrationOptions { Instrument = "Y" }), StringComparison.Ordinal);
        }
    }

    private static string Refused(Recording recording, CalibrationOptions? options = null) =>
        Assert.Throws<BadInputException>(() => MarketCalibration.Of(recording, options ?? new CalibrationOptions())).Message;

    private Recording Record(PoissonMarket market, int seconds)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.tlr");
        market.Record(path, seconds, Tenth);
        return Recording.Open(path);
    }

    private static void Tell(RecordingWriter writer, ushort index, long now, long bid, long ask)
    {
        writer.Write(Row(index, now, EventKind.Clear, Side.None, 0, false));
        writer.Write(Row(index, now, EventKind.Snapshot, Side.Buy, bid, false));
        writer.Write(Row(index, now, EventKind.Snapshot, Side.Sell, ask, true));
    }

    private static MarketEvent Row(ushort index, long now, EventKind kind, Side side, long price, bool endsBatch) => new()
    {
        LocalNs = now,
        ExchangeNs = now,
        Kind = kind,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(5),
        Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
        Instrument = index,
    };
}
