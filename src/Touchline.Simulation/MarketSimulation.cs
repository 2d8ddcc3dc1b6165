using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What a simulation tells besides the engine's own figures. Called on the simulation's thread.</summary>
public interface ISimulationObserver
{
    /// <summary>
    /// Local time at whose end it wants to look; <see cref="long.MaxValue"/>: never. It may change in any call below, and nowhere else.
    /// </summary>
    long NextLookNs { get; }

    /// <summary>
    /// Before the first input later than <see cref="NextLookNs"/>: what is now has been so since the input before, at every time before
    /// <paramref name="nowNs"/>. At the end too, if a look is due by the last row.
    /// </summary>
    void OnLook(long nowNs);

    /// <summary>After the engine took in a report.</summary>
    void OnReport(in OrderReport report);

    /// <summary>A command of the recorded session was refused here, because another strategy trades or it refused it there too.</summary>
    void OnCommandRefused(EngineCommand command, string reason)
    {
    }
}

/// <summary>
/// Plays markets to an engine on two timelines: the venue's side at exchange time, ours at local time, with orders and answers
/// travelling between. The earliest of local row, local answer, exchange row, request at the exchange goes next, on equal times in
/// that order, then by instrument; a timer after all of them. Deterministic; one thread. Rules: docs/simulation.md.
/// </summary>
/// <remarks>
/// What is played goes on for as long as nobody could tell the difference: our side up to the first time that an answer could reach it
/// from what its venue hasn't played, a venue up to the first time at which something we haven't sent yet could arrive.
/// </remarks>
public sealed class MarketSimulation
{
    // How far a venue that won't answer may fall behind: enough for a good run of rows, which are still in the cache when their turn comes.
    private const long IdleLagNs = SimulatedVenue.LeastNoticeNs;

    /// <summary>
    /// Where orders await rows: for so long after a stop, and for as long as latency may take, the session waits for its orders to end, in
    /// nanoseconds. A feed that has gone silent tells nothing of them.
    /// </summary>
    public const long MostSilenceNs = 5_000_000_000;

    private readonly Engine _engine;
    private readonly LatencyModel _latency;
    private readonly bool _venuesTakeTurns;
    private readonly bool _isLive;
    private readonly bool _ordersAwaitRows;
    private readonly ISimulationObserver _observer;
    private readonly IEngineTap[] _taps;
    private readonly Lane[] _lanes;
    private readonly TimeRange _range;
    private long _playedNs = long.MinValue;
    private long _stopNs;
    private long _endNs;
    private long _nextLookNs;
    private long _commandNs = long.MinValue;
    private bool _started;
    private bool _stopped;

    /// <param name="sources">One instrument each, in the order of the engine's instruments. Open as long as the simulation runs.</param>
    /// <param name="taps">See every input and intent.</param>
    /// <exception cref="BadInputException">A recording can't be simulated.</exception>
    public MarketSimulation(
        IReadOnlyList<RowSource> sources, Engine engine, SimulationOptions options, ISimulationObserver observer, params IEngineTap[] taps)
    {
        _engine = engine;
        _latency = options.Latency;
        _observer = observer;
        _taps = taps;
        _range = options.Range;
        _endNs = _range.EndNs;
        _lanes = [.. sources.Select((s, i) => new Lane(s, engine.Instruments[i], i, options))];
        _isLive = _lanes.Any(l => l.IsLive);
        _ordersAwaitRows = _lanes.Any(l => l.OrdersAwaitRows);
        _venuesTakeTurns = _lanes.Length > 1 && _latency.LeastResponseNs == 0;
    }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows => _lanes.Sum(l => l.LocalRows);

    /// <summary>Those of one instrument.</summary>
    public long LocalRowsOf(int instrument) => _lanes[instrument].LocalRows;

    /// <summary>Commands that the engine was given so far, those in the recordings included.</summary>
    public long Commands { get; private set; }

    /// <summary>Local time of the next thing that will happen; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs
    {
        get
        {
            if (!_started)
                return StartNs;
            long next = Math.Min(Math.Min(Earliest().LocalNs, _engine.NextTimerNs), FirstVenueNs);
            return IsOver(next) ? long.MaxValue : next;
        }
    }

    /// <summary>The single instrument of a recording in the units of its last version, in which a simulation counts from start to end.</summary>
    /// <exception cref="BadInputException">There is none, or more than one.</exception>
    public static Instrument InstrumentOf(RowSource source)
    {
        string[] names = [.. source.Instruments.Select(i => i.Instrument.ToString()).Distinct()];
        if (names.Length == 0)
            throw new BadInputException($"{source.Name} has no rows");
        return names.Length == 1
            ? source.Instruments[^1].Instrument
            : throw new BadInputException($"{source.Name} holds {names.Length} instruments ({string.Join(", ", names)}); a simulation takes one recording an instrument");
    }

    /// <summary>
    /// Plays everything up to and including a local time; false when the market is over. On a live feed that is only known once its session
    /// was stopped, and nothing that is told later is seen at or before that time.
    /// </summary>
    public bool PlayUntil(long untilNs)
    {
        if (!_started)
            Start();
        foreach (Lane lane in _lanes)
            lane.TakeUp(untilNs);
        while (true)
        {
            Lane lane = Earliest();
            long local = lane.LocalNs, timer = _engine.NextTimerNs, next = Math.Min(local, timer);
            long horizon = Math.Min(Math.Min(untilNs, _endNs), long.MaxValue - 1);
            if (PlayVenues(next, timer < local, horizon))
                continue;
            bool isRow = local <= timer && !lane.IsAnswerNext;
            if (isRow && next <= horizon)
            {
                PlayLocal(lane, next, Math.Min(horizon, timer));
                continue;
            }

            if (IsOver(next) && (!_isLive || untilNs >= _endNs))
            {
                LookLast();
                return false;
            }

            if (next > untilNs)
            {
                _playedNs = Math.Max(_playedNs, untilNs);
                return true;
            }

            if (timer < local)
                StepTimer(timer);
            else
                StepAnswer(lane, next);
        }
    }

    /// <summary>
    /// When the strategies were told to stop, and when the answers to that are in; null before. Where orders await rows, the second is the
    /// latest time at which that may be, and the very time once it is.
    /// </summary>
    public (long StopNs, long EndNs)? Stopped => _stopped ? (_stopNs, _endNs) : null;

    /// <summary>
    /// Stops the strategies just after what has been played and cancels what works. The market plays on for the answers, to the end that
    /// <see cref="Stopped"/> says.
    /// </summary>
    public void Stop()
    {
        long now = PlayToNow();
        if (!_stopped)
            StopAt(now + 1);
    }

    // The strategies start at the first local row, which what was played may not have come to.
    private long PlayToNow()
    {
        if (!_started)
            Start();
        long now = Math.Max(_playedNs, _engine.NowNs);
        PlayUntil(now);
        return now;
    }

    /// <summary>
    /// Gives the engine a command just after what has been played. Null when it was carried out, else why it was refused.
    /// </summary>
    /// <param name="localNs">When the engine got it; later than every command before. A command is an input also when it is refused.</param>
    public string? Command(EngineCommand command, out long localNs)
    {
        localNs = PlayToNow() + 1;
        return CommandAt(command, localNs);
    }

    /// <summary>What a strategy elsewhere asks for, just after what has been played.</summary>
    public Placement Request(in OrderRequest request)
    {
        long localNs = PlayToNow() + 1;
        _commandNs = localNs;
        Look(localNs);
        BeforeInput();
        Placement answer = _engine.OnRequest(request, localNs);
        foreach (IEngineTap tap in _taps)
            tap.OnRequest(_engine.Inputs, localNs, request);
        Dispatch();
        return answer;
    }

    /// <inheritdoc cref="Lane.AheadOf"/>
    public long? AheadOf(int instrument, OrderId id) => _lanes[instrument].AheadOf(id);

    private void Start()
    {
        _started = true;
        long startNs = StartNs;
        foreach (Lane lane in _lanes)
            lane.PlayBooks(_engine, _range.StartNs);
        _nextLookNs = _observer.NextLookNs;
        BeforeInput();
        _engine.Start(startNs);
        foreach (IEngineTap tap in _taps)
            tap.OnStart(_engine.Inputs, startNs);
        Dispatch();
    }

    private long StartNs => Math.Max(_range.StartNs, _lanes.Min(l => l.FirstLocalNs));

    // The run is over when the market or its range is, and with it what would happen later; after a stop, once the answers to it are in.
    private bool IsOver(long next)
    {
        if (Math.Min(next, FirstVenueNs) > _endNs)
            return true;
        if (_stopped)
            return false;
        if (next <= LastNs)
            return false;
        foreach (Lane lane in _lanes)
        {
            if (lane.HasRows)
                return false;
        }

        return true;
    }

    // In a recording of the session its commands are rows.
    private long LastNs
    {
        get
        {
            long last = _commandNs;
            foreach (Lane lane in _lanes)
                last = Math.Max(last, lane.LastRowNs);
            return last;
        }
    }

    private long FirstVenueNs
    {
        get
        {
            long first = long.MaxValue;
            foreach (Lane lane in _lanes)
                first = Math.Min(first, lane.VenueNs);
            return first;
        }
    }

    private Lane Earliest()
    {
        Lane first = _lanes[0];
        for (int i = 1; i < _lanes.Length; i++)
        {
            Lane other = _lanes[i];
            if (other.LocalNs < first.LocalNs || (other.LocalNs == first.LocalNs && first.IsAnswerNext && !other.IsAnswerNext))
                first = other;
        }

        return first;
    }

    // Plays what has to happen at the venues before our side may go on; false when that is nothing. Without a local row left, the time
    // of the last row says whether anything goes on at all, so that no venue may be behind.
    private bool PlayVenues(long next, bool isTimer, long horizon)
    {
        if (_venuesTakeTurns)
            return StepVenue(Math.Min(next - (isTimer ? 0 : 1), horizon));
        bool mustBeThere = next > horizon || !HasLocalRows();
        Lane? first = null;
        long decisionNs = next;
        foreach (Lane lane in _lanes)
        {
            long venue = lane.VenueNs;
            if (venue <= (mustBeThere ? Math.Min(next, horizon) : next - LagNs(lane)) && (first is null || venue < first.VenueNs))
                first = lane;
        }

        if (first is null)
            return false;
        foreach (Lane lane in _lanes)
        {
            if (lane != first && !lane.IsVenueIdle)
                decisionNs = Math.Min(decisionNs, Later(lane.VenueNs, _latency.LeastResponseNs));
        }

        first.PlayVenue(Math.Min(horizon, Later(decisionNs, _latency.LeastEntryNs)));
        return true;
    }

    // Answers that take no time come between what happens at several venues: these go on one by one, in the order of all.
    private bool StepVenue(long dueNs)
    {
        Lane first = _lanes[0];
        foreach (Lane lane in _lanes)
        {
            if (lane.VenueNs < first.VenueNs || (lane.VenueNs == first.VenueNs && first.IsRequestNext && !lane.IsRequestNext))
                first = lane;
        }

        if (first.VenueNs > dueNs)
            return false;
        first.StepVenue();
        return true;
    }

    private bool HasLocalRows()
    {
        foreach (Lane lane in _lanes)
        {
            if (lane.HasLocalRows)
                return true;
        }

        return false;
    }

    private static long Later(long timeNs, long byNs) => timeNs < long.MaxValue - byNs ? timeNs + byNs : long.MaxValue;

    private long LagNs(Lane lane) => lane.MakesRows ? 0 : lane.IsVenueIdle ? IdleLagNs : _latency.LeastResponseNs;

    private void PlayLocal(Lane lane, long now, long untilNs)
    {
        Look(now);
        if (lane.IsAtMark)
        {
            TakeMark(lane, now);
            return;
        }

        lane.PlayLocal(_engine, Math.Min(Math.Min(untilNs, _nextLookNs), LastUndisturbedNs(lane)), _taps);
        if (_engine.Intents.Length > 0)
            Dispatch();
    }

    // The recordings of a session each have its marks; commands are told apart by their times.
    private void TakeMark(Lane lane, long now)
    {
        EngineCommand? command = lane.Command;
        lane.PassMark();
        if (_stopped)
            return;
        if (command is null)
            StopAt(now);
        else if (now > _commandNs && CommandAt(command, now) is { } refusal)
            _observer.OnCommandRefused(command, refusal);
    }

    private string? CommandAt(EngineCommand command, long localNs)
    {
        _commandNs = localNs;
        Commands++;
        Look(localNs);
        BeforeInput();
        string? refusal = _engine.OnCommand(command, localNs);
        foreach (IEngineTap tap in _taps)
            tap.OnCommand(_engine.Inputs, localNs, command);
        Dispatch();
        return refusal;
    }

    // Up to when rows of one lane may follow each other.
    private long LastUndisturbedNs(Lane lane)
    {
        long last = lane.AnswerNs;
        foreach (Lane other in _lanes)
        {
            if (other != lane)
                last = Math.Min(last, other.LocalNs - 1);
            last = Math.Min(last, Later(other.VenueNs, _venuesTakeTurns ? 0 : LagNs(other)) - 1);
        }

        return last;
    }

    private void StepAnswer(Lane lane, long now)
    {
        Look(now);
        ref readonly OrderReport report = ref lane.TakeAnswer();
        BeforeInput();
        _engine.OnReport(report);
        foreach (IEngineTap tap in _taps)
            tap.OnReport(_engine.Inputs, report);
        _observer.OnReport(report);
        _nextLookNs = _observer.NextLookNs;
        Dispatch();
        EndWithLastOrder(now);
    }

    // When a row will tell of a cancel nobody knows beforehand, only that there is nothing more to learn once no order works.
    private void EndWithLastOrder(long now)
    {
        if (_ordersAwaitRows && _stopped && _engine.LiveOrders == 0)
            _endNs = Math.Min(_endNs, now);
    }

    private void StepTimer(long due)
    {
        Look(due);
        BeforeInput();
        _engine.OnClock(due);
        foreach (IEngineTap tap in _taps)
            tap.OnClock(_engine.Inputs, due);
        Dispatch();
    }

    private void StopAt(long stopNs)
    {
        _stopped = true;
        _stopNs = stopNs;
        Look(stopNs);
        BeforeInput();
        _engine.Stop(stopNs);
        foreach (IEngineTap tap in _taps)
            tap.OnStop(_engine.Inputs, stopNs);
        Dispatch();
        _endNs = Math.Min(_range.EndNs, stopNs + _latency.MostEntryNs + _latency.MostResponseNs + (_ordersAwaitRows ? MostSilenceNs : 0));
        EndWithLastOrder(stopNs);
    }

    private void BeforeInput()
    {
        foreach (IEngineTap tap in _taps)
            tap.BeforeInput();
    }

    private void Dispatch()
    {
        ReadOnlySpan<Intent> intents = _engine.Intents;
        if (intents.Length == 0)
            return;
        foreach (IEngineTap tap in _taps)
            tap.OnIntents(intents);
        foreach (ref readonly Intent intent in intents)
            _lanes[intent.Instrument].Send(intent);
        _engine.ClearIntents();
    }

    // The run lasts up to and including its last row, or the end of its range before that.
    private void LookLast()
    {
        if (_stopped || !_lanes.Any(l => l.HasRows))
        {
            Look(Later(_stopped && _ordersAwaitRows ? _endNs : LastNs, 1));
            return;
        }

        Look(_range.EndNs);
        _engine.OnClock(_range.EndNs);
        Look(Later(_range.EndNs, 1));
    }

    private void Look(long now)
    {
        if (now <= _nextLookNs)
            return;
        _observer.OnLook(now);
        _nextLookNs = _observer.NextLookNs;
    }
}
