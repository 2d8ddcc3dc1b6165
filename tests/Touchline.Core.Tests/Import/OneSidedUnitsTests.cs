namespace Touchline.Core.Tests;

public sealed class OneSidedUnitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Units_do_not_change_while_the_two_sides_have_different_books()
    {
        var inferred = new UnitInference();
        inferred.AddPrice(new DecimalText(1001, 1));
        inferred.AddQuantity(new DecimalText(1, 0));
        using var session = new ImportSession(new ImportOptions("v", "S", null, null, _folder["a.tlr"]), "test", inferred);
        session.Add(Depth(100, 200));
        session.EndBatch();
        session.Add(Depth(210, MarketEvent.Unseen));
        session.EndBatch();
        var e = Assert.Throws<BadInputException>(() => session.Price(new DecimalText(10005, 2), text => new BadInputException(text)));
        Assert.Contains("give --tick and --lot", e.Message);
    }

    private static MarketEvent Depth(long exchangeNs, long localNs) => new()
    {
        Kind = EventKind.Depth,
        Side = Side.Sell,
        Price = new Price(1002),
        Quantity = new Quantity(7),
        ExchangeNs = exchangeNs,
        LocalNs = localNs,
    };
}
