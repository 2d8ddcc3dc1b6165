using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Tests.Commands;

public sealed class JournalFolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_session_that_never_began_leaves_only_the_lock_file_which_who_came_meanwhile_may_have_open()
    {
        using (JournalFolder folder = New())
            folder.Discard();
        Assert.Equal([Path.Combine(_place["J"], JournalNames.Lock)], Directory.GetFileSystemEntries(_place["J"]));
        using JournalFolder next = New();
        Assert.Equal(1, next.Session);
        Assert.Throws<BadInputException>(New);
    }

    private JournalFolder New()
    {
        TradingSettings chosen = TradingSettings.OfSession(_place.Read("--journal", _place["J"]));
        var instrument = new Instrument
        {
            Venue = "test",
            Symbol = "BTC",
            PriceUnit = new PriceUnit(DecimalUnit.Parse("0.1", "t")),
            QuantityUnit = new QuantityUnit(DecimalUnit.Parse("0.001", "t")),
        };
        return new JournalFolder(_place["J"], chosen, [instrument], []);
    }
}
