using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Sdk;
using Touchline.Trading;
using Touchline.Venues.Binance;

namespace Touchline.Simulate;

/// <summary>
/// One start of the program in the virtual world, to its death or end: the live session with its engine, journal and recovery, and Binance's adapter, all of them as they are; the line, the clock
/// and the strategy are the world's.
/// </summary>
internal sealed class SimulatedProcess : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly VirtualCalls _calls;
    private readonly VirtualWire _callsWire;
    private readonly CancellationTokenSource _end = new();
    private LiveSession? _session;
    private bool _isDead;

    /// <param name="number">The process's in the world, from 1.</param>
    public SimulatedProcess(SimulatedWorld world, int number, long clockAheadNs)
    {
        (_world, Number) = (world, number);
        Trader = new RandomTrader(world.HasConditionals, world.HasConditionals);
        Wire = world.Network.Machine(SimulatedWorld.Address, clockAheadNs);
        _callsWire = world.Network.Machine(SimulatedWorld.Address, clockAheadNs);
        _calls = new VirtualCalls(world, _callsWire);
    }

    public int Number { get; }

    public VirtualWire Wire { get; }

    public RandomTrader Trader { get; }

    public VirtualLine? Line { get; private set; }

    public LiveSession? Session => _session;

    /// <summary>Null before the session has one.</summary>
    public Engine? Engine => _session?.Engine;

    /// <summary>Recovery is over and the strategy runs.</summary>
    public bool IsPlaying { get; private set; }

    public bool IsDead => _isDead;

    /// <summary>What the session told people, the newest last.</summary>
    public Queue<string> Said { get; } = [];

    /// <summary>As <c>touchline run --live</c> does it, from the journal's lock to the last look.</summary>
    public void Run()
    {
        TradingSettings chosen = _world.SettingsOf(this);
        EarlierSessions? before = EarlierSessions.Open(chosen);
        try
        {
            if (before is null)
                FlatAccount.Check(Inquiry(chosen), chosen.Venue!.Symbols, "touchline doctor");
            BinanceVenueOptions options = chosen.Venue!.Addresses;
            string prefix = before?.Journal.Prefix ?? _world.Prefix;
            _session = new LiveSession(chosen, prefix, before, listener => Line = NewLine(options, listener), (_, _) => { }, Say, () => LastLook.Take(Inquiry(chosen), chosen.Venue.Symbols, prefix));
        }
        catch
        {
            before?.Dispose();
            throw;
        }

        _session.Begin(_end.Token);
        IsPlaying = true;
        _session.Play(() => _world.OnTurn(this), _end.Token);
        IsPlaying = false;
    }

    /// <summary>Ends the session as Ctrl-C does.</summary>
    public void End() => _end.Cancel();

    public void Die()
    {
        _isDead = true;
        IsPlaying = false;
        Line?.Die();
        _callsWire.Die();
        _calls.Die();
    }

    public void Dispose()
    {
        _session?.Dispose();
        _end.Dispose();
    }

    private VirtualLine NewLine(BinanceVenueOptions options, IVenueListener listener) => new(_world, Wire, _world.Prefix, wire => new BinanceVenue(options, wire, listener));

    private BinanceInquiry Inquiry(TradingSettings chosen) => new(chosen.Venue!.Addresses, _calls.Call, () => _calls.NowNs, LastLook.TimeoutNs);

    private void Say(string text)
    {
        const int MostSaid = 40;
        if (_isDead)
            return;
        Said.Enqueue($"{_world.TimeText} {text}");
        if (Said.Count > MostSaid)
            Said.Dequeue();
    }
}
