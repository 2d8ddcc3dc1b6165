using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What a simulation tells besides the engine's own figures. Called on the simulation's thread.</summary>
public interface ISimulationObserver
{
    /// <summary>
    /// Before the first input later than a whole local Unix second, once for the newest such second; at the end, if one came since.
    /// </summary>
    void OnSecond();

    /// <summary>After the engine took in a report.</summary>
    void OnReport(in OrderReport report);
}

/// <summary>
/// Plays markets to an engine on two timelines: the venue's side at exchange time, ours at local time, with orders and answers
/// travelling between. The earliest of local row, local answer, exchange row, request at the exchange goes next, on equal times in
/// that order, then by instrument; a timer after all of them. Deterministic; one thread. Rules: docs/simulation.md.
/// </summary>
public sealed class MarketSimulation
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly Engine _engine;
    private readonly SimulationOptions _options;
    private readonly ISimulationObserver _observer;
    private readonly IEngineTap[] _taps;
    private readonly Lane[] _lanes;
    private long _lastRowNs = long.MinValue;
    private long _playedNs = long.MinValue;
    private long _stopNs;
    private long _endNs = long.MaxValue;
    private long _nextSecondNs;
    private bool _started;
    private bool _stopped;

    /// <param name="sources">One instrument each, in the order of the engine's instruments. Open as long as the simulation runs.</param>
    /// <param name="taps">See every input and intent.</param>
    /// <exception cref="BadInputException">A recording can't be simulated.</exception>
    public MarketSimulation(
        IReadOnlyList<RowSource> sources, Engine engine, SimulationOptions options, ISimulationObserver observer, params IEngineTap[] taps)
    {
        _engine = engine;
        _options = options;
        _observer = observer;
        _taps = taps;
        _lanes = [.. sources.Select((s, i) => new Lane(s, engine.Instruments[i], i, options))];
    }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows => _lanes.Sum(l => l.LocalRows);

    /// <summary>Local time of the next thing that will happen; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs
    {
        get
        {
            long next = Math.Min(Earliest().NextNs, _engine.NextTimerNs);
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

    /// <summary>Plays everything up to and including a local time; false when the market is over.</summary>
    public bool PlayUntil(long untilNs)
    {
        if (!_started)
            Start();
        while (true)
        {
            Lane lane = Earliest();
            long timer = _engine.NextTimerNs, next = Math.Min(lane.NextNs, timer);
            if (IsOver(next))
            {
                SampleLast();
                return false;
            }

            if (next > untilNs)
            {
                _playedNs = Math.Max(_playedNs, untilNs);
                return true;
            }

            if (timer < lane.NextNs)
                StepTimer(timer);
            else
                Step(lane, next);
        }
    }

    /// <summary>
    /// Stops the strategies just after what has been played, cancels what works, and plays on until the answers are in or the market is
    /// over. Returns the local time of the stop, and up to when the market was played.
    /// </summary>
    public (long StopNs, long PlayedNs) Stop()
    {
        if (!_started)
            Start();
        if (!_stopped)
            StopAt(Math.Max(_playedNs, _engine.NowNs) + 1);
        PlayUntil(_endNs);
        return (_stopNs, _endNs);
    }

    private void Start()
    {
        _started = true;
        _nextSecondNs = (_lanes.Min(l => l.FirstNs) / NsPerSecond + 1) * NsPerSecond;
        long startNs = _lanes.Min(l => l.FirstLocalNs);
        BeforeInput();
        _engine.Start(startNs);
        foreach (IEngineTap tap in _taps)
            tap.OnStart(_engine.Inputs, startNs);
        Dispatch();
    }

    // The run is over when the market is, and with it what would happen later; after a stop, once the answers to it are in.
    private bool IsOver(long next)
    {
        if (_stopped)
            return next > _endNs;
        if (next <= _lastRowNs)
            return false;
        foreach (Lane lane in _lanes)
        {
            if (lane.HasRows)
                return false;
        }

        return true;
    }

    private Lane Earliest()
    {
        Lane first = _lanes[0];
        for (int i = 1; i < _lanes.Length; i++)
        {
            Lane other = _lanes[i];
            if (other.NextNs < first.NextNs || (other.NextNs == first.NextNs && other.NextStep < first.NextStep))
                first = other;
        }

        return first;
    }

    private void Step(Lane lane, long now)
    {
        switch (lane.NextStep)
        {
            case LaneStep.LocalRow:
                StepLocal(lane, now);
                break;
            case LaneStep.Answer:
                StepAnswer(lane, now);
                break;
            case LaneStep.ExchangeRow:
                _lastRowNs = Math.Max(_lastRowNs, now);
                lane.StepExchange();
                break;
            case LaneStep.Request:
                lane.StepRequest();
                break;
        }
    }

    private void StepLocal(Lane lane, long now)
    {
        Sample(now);
        _lastRowNs = Math.Max(_lastRowNs, now);
        if (lane.IsAtSessionEnd)
        {
            lane.PassSessionEnd();
            if (!_stopped)
                StopAt(now);
            return;
        }

        if (_taps.Length > 0)
            BeforeInput();
        lane.StepLocal(_engine);
        if (_engine.Intents.Length > 0)
            Dispatch();
    }

    private void StepAnswer(Lane lane, long now)
    {
        Sample(now);
        OrderReport report = lane.TakeAnswer();
        BeforeInput();
        _engine.OnReport(report);
        foreach (IEngineTap tap in _taps)
            tap.OnReport(_engine.Inputs, report);
        _observer.OnReport(report);
        Dispatch();
    }

    private void StepTimer(long due)
    {
        Sample(due);
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
        BeforeInput();
        _engine.Stop(stopNs);
        foreach (IEngineTap tap in _taps)
            tap.OnStop(_engine.Inputs, stopNs);
        Dispatch();
        _endNs = stopNs + _options.Latency.EntryNs + _options.Latency.ResponseNs;
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

    // The run lasts up to and including its last row: a whole second in what is left of it counts.
    private void SampleLast()
    {
        if (_lastRowNs < _nextSecondNs)
            return;
        _observer.OnSecond();
        _nextSecondNs = long.MaxValue;
    }

    private void Sample(long now)
    {
        if (now <= _nextSecondNs)
            return;
        _observer.OnSecond();
        _nextSecondNs = ((now - 1) / NsPerSecond + 1) * NsPerSecond;
    }
}
