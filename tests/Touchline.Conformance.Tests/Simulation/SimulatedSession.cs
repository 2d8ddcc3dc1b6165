using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Three simulated minutes of trading at ten times the recorded pace: troubles of all kinds for 150 s, then calm. At the end session and exchange must agree about everything. The
/// seed decides all.
/// </summary>
internal sealed class SimulatedSession
{
    private const long Second = VenueStage.Second;
    private const long StormNs = 150 * Second;
    private const long TradesUntilNs = 165 * Second;
    private const long EndNs = 180 * Second;

    // How long after the end the last messages may be under way: the market never stands still.
    private const long QuietWithinNs = 5 * Second;

    private readonly VenueStage _stage;
    private readonly RandomTrader _trader;
    private readonly BookWatch _watch;
    private readonly Storm _storm;
    private readonly VirtualSession _first;
    private VirtualSession? _wasReady;
    private bool _wasReadyInCalm;

    public SimulatedSession(ulong seed, Func<StageTerms, VenueStage> open)
    {
        _trader = new RandomTrader(placesConditionals: true);
        var random = new SeededRandom(seed * 7919);
        _stage = open(new StageTerms
        {
            Seed = seed,
            Symbols = seed % 4 == 0 ? 2 : 1,
            Pace = 10,
            SendsAtOnce = random.Chance(0.5),
            ClockAheadNs = (random.Below(2001) - 1000) * VenueStage.Ms,
            Strategy = _trader,
            Limits = new RiskLimits { OrderRate = new OrderRate(200, 10 * Second) },
        });
        _first = _stage.Session;
        _watch = new BookWatch(_stage);
        _storm = NewStorm(new SeededRandom(seed * 104729));
        _stage.Session.BeforeReport = r => Tally.Add($"report: {r.Kind}");
    }

    /// <summary>What happened, by kind.</summary>
    public Tally Tally { get; } = new();

    public IEnumerable<string> TroubleKinds => _storm.Kinds;

    /// <summary>Runs it. Null, or what is wrong.</summary>
    public string? Run()
    {
        try
        {
            return Play() is { } wrong ? $"{wrong}\n{_stage.Story()}" : null;
        }
        finally
        {
            Count();
            _stage.Dispose();
        }
    }

    /// <summary>Only the beginning of it.</summary>
    public void RunFor(long ns)
    {
        _stage.Start();
        _stage.Clock.Run(ns);
        _stage.Dispose();
    }

    public (ulong Hash, long Things) Trace => (_stage.Network.Trace.Value, _stage.Network.Trace.Things);

    private Storm NewStorm(SeededRandom random)
    {
        return new Storm(
            _stage.Clock, [.. NetworkTroubles.Of(_stage.Network, () => _stage.Session.Wire.Connections, random), .. _stage.Troubles(random), .. SessionTroubles.Of(_stage, random)], random,
            _stage.Clock.NowNs + StormNs, End, Tally);

        void End()
        {
            _stage.Network.Weather.Clear();
            _stage.EndFaults();
        }
    }

    private string? Play()
    {
        long startNs = _stage.Clock.NowNs;
        _stage.Start();
        for (long atNs = startNs + 10 * Second; atNs <= startNs + EndNs; atNs += Second)
        {
            _stage.Clock.RunUntil(atNs);
            StartAgain();
            _wasReadyInCalm |= atNs > startNs + StormNs && _stage.IsReady;
            _trader.IsResting = atNs >= startNs + TradesUntilNs;
            _ = _stage.Fills();
            if (Agreement.DoubledOrder(_stage) is { } doubled)
                return doubled;
        }

        if (!_wasReadyInCalm || !_stage.IsReady)
            return "the session didn't get ready in the calm";
        if (!_stage.Clock.RunUntil(() => _stage.IsQuiet, QuietWithinNs))
            return "orders' fates are still unknown at the end";
        if (Agreement.Difference(_stage) is { } different)
            return different;
        _watch.RemembersWhole = true;
        for (int i = 0; i < _stage.Symbols.Count; i++)
        {
            int instrument = i;
            if (!_stage.Clock.RunUntil(() => _watch.WholeAt(instrument) is not null, QuietWithinNs))
                return $"the book of {_stage.Symbols[i]} never came to an update id of the exchange's";
            (BookLevel[] bids, BookLevel[] asks) = _watch.WholeAt(instrument)!.Value;
            if (Agreement.BookDifference(_stage, i, bids, asks) is { } book)
                return book;
        }

        return _stage.Session.Misfits.Find(m => !m.IsExplainedBy(_stage.Session.Reports)) is null ? null : $"reports that didn't fit: {_stage.Engine.Anomalies}";
    }

    // A venue that can't be reached at its start ends a session, as it should; whoever looks after it starts it again.
    private void StartAgain()
    {
        VirtualSession session = _stage.Session;
        if (_stage.IsReady)
            _wasReady = session;
        if (session.IsDead || session == _wasReady || session == _first || !session.Venue.State.IsHopeless)
            return;
        Tally.Add("starts that met nobody");
        session.Kill();
        _stage.Succeed();
    }

    private void Count()
    {
        foreach (NetworkFault fault in Enum.GetValues<NetworkFault>())
            Tally.Add($"network did: {fault}", _stage.Network.Counted(fault));
        Tally.Add("books compared", _watch.Compared);
        Tally.Add("books not compared", _watch.Unseen);
        Tally.Add("gaps", _stage.Session.Books.Sum(b => b.Gaps));
        Tally.Add("snapshots", _stage.Session.Books.Sum(b => b.Snapshots));
        Tally.Add("connections opened", _stage.Session.Wire.Opened);
        Tally.Add("requests", _stage.Session.Wire.Requests.Count);
        Tally.Add("messages sent", _stage.Session.Wire.Sent);
        Tally.Add("things on the network", _stage.Network.Trace.Things);
        Tally.Add("orders placed", _trader.Placed);
        Tally.Add("conditional orders", _trader.Conditionals);
        Tally.Add("amends", _trader.Amends);
        Tally.Add("cancels", _trader.Cancels);
        Tally.Add("fills", _trader.Fills);
        Tally.Add("late fills", _stage.Engine.Anomalies.LateFills);
        Tally.Add("live orders at the end", _stage.Engine.LiveOrders);
    }
}
