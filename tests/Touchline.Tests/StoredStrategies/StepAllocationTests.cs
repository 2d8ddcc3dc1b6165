using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Matching;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What stands between two steps of a session is done thousands of times a second where a strategy elsewhere has to be asked.</summary>
public sealed class StepAllocationTests : IDisposable
{
    private const int StepsBefore = 50, Looks = 1_000, Tries = 5;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Looking_after_commands_and_strategies_allocates_nothing()
    {
        TradingSettings chosen = TradingSettings.OfSession(_place.Read(["--strategies", _place["store"], "--journal", _place["J"], "--speed", "max"]));
        using var desk = new StrategyDesk(_place["store"], chosen.Rules, _ => { });
        using var link = new SessionLink(new FakeTime());
        using var session = new PaperSession(chosen, [new SyntheticStream(new SyntheticStreamOptions(), 7, 1_700_000_000_000_000_000, 0)], (_, _) => { }, control: link);
        using var door = new CommandDoor(session, link, desk);
        using var end = new CancellationTokenSource();
        long bytes = -1;
        int steps = 0;
        session.Play(Step, _ => { }, end.Token);
        Assert.Equal(0, bytes);

        void Step()
        {
            door.OnStep();
            if (++steps < StepsBefore)
                return;
            // A collection that another test's thread starts counts the rest of this thread's context.
            for (int i = 0; i < Tries && bytes != 0; i++)
                bytes = Allocated(door);
            end.Cancel();
        }
    }

    private static long Allocated(CommandDoor door)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Looks; i++)
            door.OnStep();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
