namespace Touchline.Conformance.Tests;

public sealed class BinanceConformance : VenueConformance
{
    private protected override VenueStage Open(StageTerms terms) => new BinanceStage(terms);
}
