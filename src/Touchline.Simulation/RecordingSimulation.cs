using Touchline.Core;
using Touchline.Matching;
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
/// Plays a recording to an engine on two timelines: the venue's side at exchange time, ours at local time, with orders and answers
/// travelling between. The earliest of local row, local answer, exchange row, request at the exchange goes next, on equal times in
/// that order, a timer after all of them. Deterministic; one thread. Rules: docs/simulation.md.
/// </summary>
public sealed class RecordingSimulation
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly Engine _engine;
    private readonly SimulatedVenue _venue;
    private readonly SimulationOptions _options;
    private readonly ISimulationObserver _observer;
    private readonly LocalTimeline _local;
    private readonly ExchangeTimeline _exchange;
    private readonly Travel<Intent> _requests = new();
    private readonly Travel<OrderReport> _answers = new();
    private readonly UnitHistory _localUnits;
    private readonly UnitHistory _exchangeUnits;
    private long _lastRowNs = long.MinValue;
    private long _nextSecondNs;
    private bool _started;

    /// <param name="recording">One instrument, with depth rows. Open as long as the simulation runs.</param>
    /// <param name="instrument">The instrument in the units of its last version, as the engine has it.</param>
    /// <exception cref="BadInputException">The recording can't be simulated.</exception>
    public RecordingSimulation(Recording recording, Instrument instrument, Engine engine, SimulationOptions options, ISimulationObserver observer)
    {
        _engine = engine;
        _options = options;
        _observer = observer;
        _venue = new SimulatedVenue(instrument, 0, options.Fees, options.Exchange);
        _local = new LocalTimeline(recording);
        _exchange = new ExchangeTimeline(recording);
        _localUnits = new UnitHistory(recording, instrument);
        _exchangeUnits = new UnitHistory(recording, instrument);
    }

    /// <summary>Rows that reached our side so far.</summary>
    public long LocalRows { get; private set; }

    /// <summary>Local time of the next thing that will happen; <see cref="long.MaxValue"/> at the end.</summary>
    public long NextNs
    {
        get
        {
            long next = Math.Min(Math.Min(_local.NextNs, _exchange.NextNs), Math.Min(_answers.NextNs, Math.Min(_requests.NextNs, _engine.NextTimerNs)));
            return HasRows || next <= _lastRowNs ? next : long.MaxValue;
        }
    }

    private bool HasRows => _local.NextNs != long.MaxValue || _exchange.NextNs != long.MaxValue;

    /// <summary>
    /// The single instrument of a recording in the units of its last version, in which a simulation counts from start to end.
    /// </summary>
    /// <exception cref="BadInputException">There is none, or more than one.</exception>
    public static Instrument InstrumentOf(Recording recording)
    {
        string[] names = [.. recording.Instruments.Select(i => i.Instrument.ToString()).Distinct()];
        if (names.Length == 0)
            throw new BadInputException($"{recording.Path} has no rows");
        return names.Length == 1
            ? recording.Instruments[^1].Instrument
            : throw new BadInputException($"{recording.Path} holds {names.Length} instruments ({string.Join(", ", names)}); a simulation takes one recording an instrument");
    }

    /// <summary>Plays everything up to and including a local time; false when the recording is over.</summary>
    public bool PlayUntil(long untilNs)
    {
        if (!_started)
            Start();
        while (true)
        {
            long local = _local.NextNs, answer = _answers.NextNs, exchange = _exchange.NextNs, request = _requests.NextNs;
            long next = Math.Min(Math.Min(local, answer), Math.Min(exchange, request));
            long timer = _engine.NextTimerNs;
            if (local == long.MaxValue && exchange == long.MaxValue && Math.Min(next, timer) > _lastRowNs)
            {
                SampleLast();
                return false;
            }

            if (timer < next)
            {
                if (timer > untilNs)
                    return true;
                Sample(timer);
                _engine.OnClock(timer);
                Dispatch();
                continue;
            }

            if (next > untilNs)
                return true;
            if (local == next)
                StepLocal(next);
            else if (answer == next)
                StepAnswer(next);
            else if (exchange == next)
                StepExchange(next);
            else
                StepRequest(next);
        }
    }

    /// <summary>
    /// Stops the strategy at the engine's time, cancels what works, and plays on until the answers are in or the recording is over.
    /// </summary>
    public void Stop()
    {
        if (!_started)
            return;
        long now = _engine.NowNs;
        _engine.Stop(now);
        Dispatch();
        PlayUntil(now + _options.Latency.EntryNs + _options.Latency.ResponseNs);
    }

    private void Start()
    {
        _started = true;
        long first = Math.Min(_local.NextNs, _exchange.NextNs);
        if (_local.NextNs == long.MaxValue)
            throw new BadInputException("no row of the recording is seen by our side");
        _nextSecondNs = (first / NsPerSecond + 1) * NsPerSecond;
        _engine.Start(_local.NextNs);
        Dispatch();
    }

    private void StepLocal(long now)
    {
        Sample(now);
        ref readonly MarketEvent row = ref _local.Row;
        _lastRowNs = now;
        if (row.Kind != EventKind.Definition)
            LocalRows++;
        if (_localUnits.IsPlain)
        {
            _engine.OnMarket(row, now);
        }
        else
        {
            MarketEvent rescaled = _localUnits.Take(row);
            _engine.OnMarket(rescaled, now);
        }

        _local.Advance();
        if (_engine.Intents.Length > 0)
            Dispatch();
    }

    private void StepAnswer(long now)
    {
        Sample(now);
        OrderReport report = _answers.Take();
        report.LocalNs = now;
        _engine.OnReport(report);
        _observer.OnReport(report);
        Dispatch();
    }

    private void StepExchange(long now)
    {
        ref readonly MarketEvent row = ref _exchange.Row;
        _lastRowNs = Math.Max(_lastRowNs, now);
        if (_exchangeUnits.IsPlain)
        {
            _venue.OnMarket(row);
        }
        else
        {
            MarketEvent rescaled = _exchangeUnits.Take(row);
            _venue.OnMarket(rescaled);
        }

        _exchange.Advance();
        if (_venue.Reports.Count > 0)
            Answer();
    }

    private void StepRequest(long now)
    {
        Intent intent = _requests.Take();
        if (intent.Kind == IntentKind.Place)
            _venue.OnPlace(intent.Order, now);
        else
            _venue.OnCancel(intent.Id, now);
        Answer();
    }

    private void Dispatch()
    {
        foreach (ref readonly Intent intent in _engine.Intents)
            _requests.Send(intent, intent.LocalNs + _options.Latency.EntryNs);
        _engine.ClearIntents();
    }

    private void Answer()
    {
        foreach (OrderReport report in _venue.Reports)
            _answers.Send(report, report.ExchangeNs + _options.Latency.ResponseNs);
        _venue.Reports.Clear();
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
