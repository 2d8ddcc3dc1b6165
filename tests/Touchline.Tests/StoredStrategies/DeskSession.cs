using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.StoredStrategies;

/// <summary>A journaled paper session as fast as it goes, on a thread of its own, whose strategies are stored ones.</summary>
internal sealed class DeskSession : IDisposable
{
    // Nobody ever sets it: whoever waits leaves the processors to the session.
    private static readonly ManualResetEventSlim Never = new();

    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    public DeskSession(Workplace place, params string[] arguments)
        : this(place, null, arguments)
    {
    }

    /// <param name="rules">What code may do; null: as the session's settings say.</param>
    public DeskSession(Workplace place, StrategyRules? rules, params string[] arguments)
    {
        TradingSettings chosen = TradingSettings.OfSession(place.Read(["--strategies", place["store"], "--journal", place["J"], .. arguments.Contains("--speed") ? Array.Empty<string>() : ["--speed", "max"], .. arguments]));
        Desk = new StrategyDesk(place["store"], rules ?? chosen.Rules, Said.Enqueue);
        _thread = new Thread(() =>
        {
            using var session = new PaperSession(chosen, [new SyntheticStream(new SyntheticStreamOptions(), 7, 1_700_000_000_000_000_000, 0)], (_, line) => OnLine(line), control: Link);
            using var door = new CommandDoor(session, Link, Desk);
            session.Play(door.OnStep, cancel => cancel.WaitHandle.WaitOne(1), _end.Token);
        });
        _thread.Start();
        While(() => Link.NewestPortrait is null);
    }

    public SessionLink Link { get; } = new(new FakeTime());

    public StrategyDesk Desk { get; }

    /// <summary>Hears what strategies write to the log, on the session's thread.</summary>
    public Action<string> OnLine { get; set; } = _ => { };

    /// <summary>What people were told.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

    public StrategyPortrait Strategy(string id) => Link.Ask(s => PortraitOf(s, id), CancellationToken.None).Result;

    public static void While(Func<bool> holds)
    {
        for (int looks = 0; holds(); looks++)
        {
            Assert.True(looks < Patience.MostMs, "waited in vain");
            Never.Wait(1);
        }
    }

    public void End()
    {
        _end.Cancel();
        _thread.Join();
    }

    public void Dispose()
    {
        End();
        Desk.Dispose();
        Link.Dispose();
        _end.Dispose();
    }

    private static StrategyPortrait PortraitOf(IWatchedSession session, string id)
    {
        Trading.StrategySlot slot = session.Engine.Strategies.Single(s => s.Name == id);
        return new StrategyPortrait
        {
            Index = slot.Index,
            Name = slot.Name,
            State = SessionStatus.StateOf(slot),
            Version = slot.Version,
            Replacement = slot.Replacement,
            Failure = slot.Failure?.Text,
            LiveOrders = slot.LiveOrders,
            Parameters = [.. slot.Parameters.Select(p => new ParameterPortrait(p.Name, p.ValueText, p.Unit, p.Text, p.RangeText))],
            Metrics = new Dictionary<string, double>(slot.Metrics),
            Limits = slot.Limits,
            Ledgers = [],
        };
    }
}
