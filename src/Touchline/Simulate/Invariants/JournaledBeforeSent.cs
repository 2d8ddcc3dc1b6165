namespace Touchline.Simulate;

internal sealed class JournaledBeforeSent : Invariant
{
    public override string Name => "journaled-before-sent";

    public override string Sentence => "Every new order stands in the journal before it leaves, and so before it is at the venue.";

    public override string? OnLeaving(SimulatedWorld world, long number) =>
        world.Journal.Placed.Contains(number) ? null : $"order {number} leaves, and the journal doesn't have it";

    public override string? AfterStep(SimulatedWorld world)
    {
        foreach (VenueEvent happened in world.Truth.Events)
        {
            if (happened.Execution == "NEW" && !world.Journal.Placed.Contains(happened.Order.Number))
                return $"the exchange has {happened.Order}, which the journal never had";
        }

        return null;
    }
}
