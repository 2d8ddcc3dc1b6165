using Touchline.Core;

namespace Touchline.Simulate;

internal sealed class NothingAfterKill : Invariant
{
    private readonly HashSet<long> _closing = [];

    public override string Name => "nothing-after-kill";

    public override string Sentence => "After a kill and until it is armed again nothing new is decided or leaves, but what closes positions where that was asked for.";

    public override string? OnLeaving(SimulatedWorld world, long number)
    {
        TakeNews(world);
        return !world.Journal.IsKilled || _closing.Contains(number) ? null : $"order {number} leaves, and the engine is killed";
    }

    public override string? AfterStep(SimulatedWorld world) => TakeNews(world);

    private string? TakeNews(SimulatedWorld world)
    {
        foreach (JournalEntry entry in world.Journal.News)
        {
            if (entry.Intent != IntentKind.Place || !entry.IsKilled)
                continue;
            if (!entry.Flattens || !entry.Closes)
                return $"order {entry.Number} was decided after the kill";
            _closing.Add(entry.Number);
        }

        return null;
    }
}
