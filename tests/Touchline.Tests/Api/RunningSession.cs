using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.Api;

/// <summary>A paper session on a synthetic market that runs on a thread of its own and takes what others ask.</summary>
internal sealed class RunningSession : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    public RunningSession(Workplace place, params string[] arguments)
        : this(place, [new SyntheticStream(new SyntheticStreamOptions(), 7, 1_700_000_000_000_000_000, 0)], arguments)
    {
    }

    public RunningSession(Workplace place, IReadOnlyList<RowSource> markets, params string[] arguments)
    {
        TradingSettings chosen = TradingSettings.OfSession(place.Read(arguments));
        _thread = new Thread(() =>
        {
            using var session = new PaperSession(chosen, markets, (_, _) => { }, control: Link);
            using var door = new CommandDoor(session, Link);
            session.Play(door.OnStep, cancel => cancel.WaitHandle.WaitOne(2), _end.Token);
        });
        _thread.Start();
        while (Link.NewestPortrait is null)
            Thread.Yield();
    }

    public SessionLink Link { get; } = new(new FakeTime());

    /// <summary>Of its first instrument.</summary>
    public string Symbol => Link.NewestPortrait!.Instruments[0].Instrument.Symbol;

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _end.Dispose();
    }
}
