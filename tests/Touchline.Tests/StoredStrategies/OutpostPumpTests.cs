using Touchline.Sdk;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Strategies in threads of their own between two steps of a session.</summary>
public sealed class OutpostPumpTests
{
    private const int MostAtOnce = 64;

    [Fact]
    public void Of_what_one_writes_a_step_tells_some_and_its_last_words_are_told_at_its_end()
    {
        var talkative = new Talkative();
        OutpostStrategy strategy = OutpostStrategy.Of(talkative, new OutpostPlace(() => talkative));
        var lines = new List<string>();
        var session = new EngineSession(lines.Add, new StrategySetup("far", strategy));
        var said = new List<string>();
        var pump = new OutpostPump(said.Add, new MachineTime());
        pump.Add(strategy);
        session.Start();
        pump.OnStep(session);
        // It has written all that it writes at its start.
        Patience.Await(() => strategy.Outpost!.Log.Dropped == Talkative.Most - OutpostLog.Most, "its lines");
        Assert.Empty(lines);
        pump.OnStep(session);
        Assert.Equal(MostAtOnce, lines.Count);
        pump.OnStep(session);
        Assert.Equal(Enumerable.Range(0, 2 * MostAtOnce).Select(i => $"line {i}"), lines);
        Assert.Equal(["strategy far writes more than can be told: lines are dropped; figure dropped_lines counts them"], said);
        Assert.Equal(Talkative.Most - OutpostLog.Most, session.Engine.Strategies[0].Metrics["dropped_lines"]);
        Assert.Null(session.Command(EngineCommand.Stop(0, closes: false)));
        Patience.Await(() =>
        {
            pump.OnStep(session);
            return !pump.IsBusy;
        }, "its end");
        Assert.Equal(OutpostLog.Most, lines.Count);
        Assert.Single(said);
    }

    private sealed class Talkative : Strategy
    {
        public const int Most = OutpostLog.Most + 500;

        public override void OnStart()
        {
            for (int i = 0; i < Most; i++)
                Context.Log($"line {i}");
        }
    }
}
