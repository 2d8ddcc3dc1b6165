using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>
/// What every venue's adapter must do, told by what a session sees of it and by what the venue's simulated exchange has: a venue inherits this and says how its stage is made.
/// </summary>
public abstract partial class VenueConformance
{
    private const long Ms = VenueStage.Ms;
    private const long Second = VenueStage.Second;

    private protected abstract VenueStage Open(StageTerms terms);

    private protected VenueStage Ready(StageTerms? terms = null)
    {
        VenueStage stage = Open(terms ?? new StageTerms());
        stage.StartAndWait();
        return stage;
    }

    // Order lines are broken and stay so: requests go another way, where the venue has one.
    private static void CutOrderLines(VenueStage stage)
    {
        stage.Network.Refuses = c => stage.LineOf(c) == VenueLine.Orders;
        foreach (VirtualConnection line in stage.Lines(VenueLine.Orders).ToArray())
            line.Drop(0, 0);
        stage.Clock.Run(10 * Ms);
    }
}
