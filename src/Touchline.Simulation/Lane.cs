using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What happens next in a lane. On equal times the lesser goes first.</summary>
internal enum LaneStep
{
    LocalRow,
    Answer,
    ExchangeRow,
    Request,
}

/// <summary>
/// One instrument of a simulation: its rows on both timelines, its venue, and what travels between the venue and us. Lanes share
/// nothing but the engine, so that an instrument's market and queues are the same whoever else takes part.
/// </summary>
internal sealed class Lane
{
    private readonly int _index;
    private readonly LocalTimeline _local;
    private readonly ExchangeTimeline _exchange;
    private readonly UnitHistory _localUnits;
    private readonly UnitHistory _exchangeUnits;
    private readonly SimulatedVenue _venue;
    private readonly ConstantLatency _latency;
    private readonly Travel<Intent> _requests = new();
    private readonly Travel<OrderReport> _answers = new();

    /// <param name="source">One instrument. Stays open as long as the lane is used.</param>
    /// <param name="instrument">In the units of its last version, as the engine has it.</param>
    /// <exception cref="BadInputException">Our side sees no row.</exception>
    public Lane(RowSource source, Instrument instrument, int index, SimulationOptions options)
    {
        _index = index;
        _local = new LocalTimeline(source);
        _exchange = new ExchangeTimeline(source);
        _localUnits = new UnitHistory(source, instrument);
        _exchangeUnits = new UnitHistory(source, instrument);
        _venue = new SimulatedVenue(instrument, index, options.Fees, options.Exchange);
        _latency = options.Latency;
        if (_local.NextNs == long.MaxValue)
            throw new BadInputException($"no row of {instrument} is seen by our side");
        FirstLocalNs = _local.NextNs;
        FirstNs = Math.Min(_local.NextNs, _exchange.NextNs);
        Look();
    }

    /// <summary>Local time of the first row that we see.</summary>
    public long FirstLocalNs { get; }

    /// <summary>Time of the first row on either side.</summary>
    public long FirstNs { get; }

    /// <summary>Rows of market data that reached our side so far.</summary>
    public long LocalRows { get; private set; }

    /// <summary>When something happens next here; <see cref="long.MaxValue"/> when nothing is left.</summary>
    public long NextNs { get; private set; }

    public LaneStep NextStep { get; private set; }

    /// <summary>The market isn't over.</summary>
    public bool HasRows => _local.NextNs != long.MaxValue || _exchange.NextNs != long.MaxValue;

    /// <summary>Sends a request on its way.</summary>
    public void Send(in Intent intent)
    {
        _requests.Send(intent, intent.LocalNs + _latency.EntryNs);
        Look();
    }

    /// <summary>Gives the engine the next row of our side.</summary>
    public void StepLocal(Engine engine)
    {
        long now = _local.NextNs;
        ref readonly MarketEvent row = ref _local.Row;
        if (row.Kind != EventKind.Definition)
            LocalRows++;
        if (_localUnits.IsPlain && _index == row.Instrument)
        {
            engine.OnMarket(row, now);
        }
        else
        {
            MarketEvent own = _localUnits.Take(row);
            own.Instrument = (ushort)_index;
            engine.OnMarket(own, now);
        }

        _local.Advance();
        Look();
    }

    /// <summary>The next row of our side says that the session recorded here was told to end: no event of the market.</summary>
    public bool IsAtSessionEnd => _local.Row.Kind == EventKind.SessionEnd;

    public void PassSessionEnd()
    {
        _local.Advance();
        Look();
    }

    /// <summary>Takes the next answer, which there must be.</summary>
    public OrderReport TakeAnswer()
    {
        long now = _answers.NextNs;
        OrderReport report = _answers.Take();
        report.LocalNs = now;
        Look();
        return report;
    }

    /// <summary>Gives the venue the next row of its side.</summary>
    public void StepExchange()
    {
        ref readonly MarketEvent row = ref _exchange.Row;
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
        Look();
    }

    /// <summary>Gives the venue the next request.</summary>
    public void StepRequest()
    {
        long now = _requests.NextNs;
        Intent intent = _requests.Take();
        switch (intent.Kind)
        {
            case IntentKind.Place:
                _venue.OnPlace(intent.Order, now);
                break;
            case IntentKind.Cancel:
                _venue.OnCancel(intent.Id, now);
                break;
            case IntentKind.Amend:
                _venue.OnAmend(intent.Id, intent.Terms, now);
                break;
        }

        Answer();
        Look();
    }

    private void Answer()
    {
        foreach (OrderReport report in _venue.Reports)
            _answers.Send(report, report.ExchangeNs + _latency.ResponseNs);
        _venue.Reports.Clear();
    }

    private void Look()
    {
        long next = _local.NextNs;
        LaneStep step = LaneStep.LocalRow;
        if (_answers.NextNs < next)
            (next, step) = (_answers.NextNs, LaneStep.Answer);
        if (_exchange.NextNs < next)
            (next, step) = (_exchange.NextNs, LaneStep.ExchangeRow);
        if (_requests.NextNs < next)
            (next, step) = (_requests.NextNs, LaneStep.Request);
        NextNs = next;
        NextStep = step;
    }
}
