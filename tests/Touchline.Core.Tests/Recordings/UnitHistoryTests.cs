namespace Touchline.Core.Tests;

public sealed class UnitHistoryTests : IDisposable
{
    private static readonly Instrument Coarse = Instrument.Linear("v", "A", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.One);
    private static readonly Instrument Fine = Instrument.Linear("v", "A", DecimalUnit.Parse("0.01", "tick"), DecimalUnit.Parse("0.5", "lot")) with { Version = 2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A session may be stopped before the version in whose units it counts.
    [Fact]
    public void Rows_of_a_single_version_are_brought_into_the_units_asked_for()
    {
        using Recording recording = Write(Coarse);
        var units = new UnitHistory(recording, Fine);
        MarketEvent row = units.Take(new MarketEvent { Kind = EventKind.Trade, Price = new Price(7), Quantity = new Quantity(3) });
        Assert.Equal((false, 70, 6), (units.IsPlain, row.Price.Units, row.Quantity.Units));
        Assert.True(new UnitHistory(recording, Coarse).IsPlain);
    }

    [Fact]
    public void Without_a_row_there_is_nothing_to_bring_anywhere()
    {
        using Recording recording = Write();
        Assert.True(new UnitHistory(recording, Fine).IsPlain);
    }

    private Recording Write(params Instrument[] versions)
    {
        using (var writer = new RecordingWriter(_folder["a.tlr"], "test"))
        {
            foreach (Instrument version in versions)
                writer.Define(version, 1, 1);
            writer.Complete();
        }

        return Recording.Open(_folder["a.tlr"]);
    }
}
