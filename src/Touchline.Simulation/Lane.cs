using System.Runtime.InteropServices;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>
/// One instrument of a simulation: its rows on both timelines, its venue, and what travels between the venue and us. Lanes share
/// nothing but the engine, so that an instrument's market and queues are the same whoever else takes part.
/// </summary>
internal sealed class Lane
{
    private readonly int _index;
    private readonly string _name;
    private readonly LocalTimeline _local;
    private readonly ExchangeTimeline? _exchange; // null where the market itself is the exchange
    private readonly ImpactMarket? _impact;
    private readonly LiveFeed? _live;
    private readonly bool _ordersAwaitRows;
    private readonly long _offsetNs;
    private readonly UnitHistory _localUnits;
    private readonly UnitHistory _exchangeUnits;
    private readonly bool _rowsAreAsTheEngineHasThem;
    private readonly SimulatedVenue _venue;
    private readonly ILatency _latency;
    private readonly long _leastEntryNs;
    private readonly Travel<Intent> _requests = new();
    private readonly Travel<OrderReport> _answers = new();
    private long _learnedNs = long.MinValue; // where orders await rows: when our side saw the row that told what the venue is doing

    /// <param name="source">One instrument. Stays open as long as the lane is used.</param>
    /// <param name="instrument">In the units of its last version, as the engine has it.</param>
    /// <exception cref="BadInputException">Our side sees no row.</exception>
    public Lane(RowSource source, Instrument instrument, int index, SimulationOptions options)
    {
        // What a live feed tells isn't there yet; no venue's adapter tells orders.
        if (options.Queue.Kind == QueueKind.Fifo && source is not ImpactMarket && (source is LiveFeed || source.TellsLevels()))
        {
            throw new BadInputException(
                $"{source.Name} tells levels, not orders: the queue model fifo needs order-by-order rows; choose another --queue ({QueueModel.Right})");
        }

        _index = index;
        _name = source.Name;
        _local = new LocalTimeline(source);
        _impact = source as ImpactMarket;
        _live = source as LiveFeed;
        _ordersAwaitRows = source.OrdersAwaitRows;
        _offsetNs = source.ClockOffsetNs;
        _exchange = _impact is null ? new ExchangeTimeline(source) : null;
        _localUnits = new UnitHistory(source, instrument);
        _exchangeUnits = new UnitHistory(source, instrument);
        _rowsAreAsTheEngineHasThem = _localUnits.IsPlain && source.Instruments[0].Index == index;
        _venue = new SimulatedVenue(instrument, index, options.Fees, options.Exchange, options.Queue, options.Margin, _impact);
        _latency = options.Latency.Of(instrument, options.Seed);
        _leastEntryNs = options.Latency.LeastEntryNs;
        if (_local.NextNs == long.MaxValue)
            throw new BadInputException($"no row of {instrument} is seen by our side");
        FirstLocalNs = _local.NextNs;
    }

    /// <summary>Local time of the first row that we see.</summary>
    public long FirstLocalNs { get; }

    /// <summary>Time of the last row played on either side; where orders await rows, on ours: rows happen before we see them.</summary>
    public long LastRowNs { get; private set; } = long.MinValue;

    /// <summary>Rows of market data that reached our side so far.</summary>
    public long LocalRows { get; private set; }

    /// <summary>When the next answer reaches us; <see cref="long.MaxValue"/> when none is on its way.</summary>
    public long AnswerNs => _answers.NextNs;

    /// <summary>When the next row or answer reaches our side; <see cref="long.MaxValue"/> when none is left.</summary>
    public long LocalNs => Math.Min(_local.NextNs, _answers.NextNs);

    /// <summary>What reaches our side next is an answer: on equal times rows go first.</summary>
    public bool IsAnswerNext => _answers.NextNs < _local.NextNs;

    /// <summary>
    /// When something happens next at the venue; <see cref="long.MaxValue"/> when nothing is left. Where orders await rows, nothing is known to
    /// happen behind the last.
    /// </summary>
    public long VenueNs => _ordersAwaitRows && ExchangeNs == long.MaxValue ? long.MaxValue : Math.Min(RowOrDeadlineNs, _requests.NextNs);

    /// <summary>What happens next at the venue is the arrival of a request: on equal times rows go first.</summary>
    public bool IsRequestNext => _requests.NextNs < RowOrDeadlineNs;

    /// <summary>The venue has nothing of ours that it could speak of, and nothing of ours is on its way there: it won't answer.</summary>
    public bool IsVenueIdle => !_venue.MaySpeak && _requests.NextNs == long.MaxValue;

    /// <summary>Rows of our side are left.</summary>
    public bool HasLocalRows => _local.NextNs != long.MaxValue || _impact is not null || IsLive;

    /// <summary>Rows of either side are left.</summary>
    public bool HasRows => HasLocalRows || ExchangeNs != long.MaxValue;

    /// <summary>Rows may be told while it is played.</summary>
    public bool IsLive => _live is not null;

    /// <inheritdoc cref="RowSource.OrdersAwaitRows"/>
    public bool OrdersAwaitRows => _ordersAwaitRows;

    /// <summary>What happens at the venue decides which rows we see: it may not fall behind.</summary>
    public bool MakesRows => _impact is not null;

    /// <summary>The next row of our side says what the session recorded here was told, to end or a command: no event of the market.</summary>
    public bool IsAtMark => _local.NextNs != long.MaxValue && IsMark(_local.Row.Kind);

    /// <summary>The command that the next row is; null when it is the session's end. Only at a mark.</summary>
    public EngineCommand? Command => _local.Row.Kind == EventKind.Command
        ? EngineCommand.Parse(_local.CommandText) ?? throw new BadInputException($"'{_local.CommandText}' in {_name} is no command that this program knows")
        : null;

    /// <summary>
    /// The market's quantity ahead of an order that rests at the venue, in units, by the queue model; null for one that doesn't rest there.
    /// </summary>
    public long? AheadOf(OrderId id) => _venue.AheadOf(id);

    /// <summary>Sends a request on its way.</summary>
    public void Send(in Intent intent) => _requests.Send(intent, intent.LocalNs + _latency.EntryNs(intent.LocalNs));

    /// <summary>Takes up what a live feed has told by now; what it tells later is seen after a time.</summary>
    public void TakeUp(long untilNs)
    {
        if (_live is null)
            return;
        _live.Pass(untilNs);
        _local.LookAgain();
        _exchange!.LookAgain();
    }

    /// <summary>
    /// Gives the engine rows of our side up to and including a time, the next one in any case. Ends early when the engine wants
    /// something sent, a timer is due before the next row, or the next row is a mark of the session's.
    /// </summary>
    public void PlayLocal(Engine engine, long untilNs, IEngineTap[] taps)
    {
        long now = _local.NextNs, rows = 0;
        do
        {
            ref readonly MarketEvent row = ref _local.Row;
            if (IsMark(row.Kind))
                break;
            now = _local.NextNs;
            rows += row.Kind == EventKind.Definition ? 0 : 1;
            foreach (IEngineTap tap in taps)
                tap.BeforeInput();
            if (_rowsAreAsTheEngineHasThem)
                engine.OnMarket(row, now);
            else
                TakeRescaled(engine, row, now);
            bool endsBatch = row.EndsBatch; // the row may be gone after the next step
            _local.Advance();
            // Only at the end of a batch somebody is called who may set timers and send.
            if (endsBatch)
                untilNs = engine.Intents.Length > 0 ? long.MinValue : Math.Min(untilNs, engine.NextTimerNs);
        }
        while (_local.NextNs <= untilNs);
        LocalRows += rows;
        LastRowNs = Math.Max(LastRowNs, now);
    }

    /// <summary>
    /// Plays what each side sees before a time to its book alone. Strategies mustn't have begun: then they hear of nothing, no order is
    /// anywhere, and the sides may go one after the other.
    /// </summary>
    public void PlayBooks(Engine engine, long beforeNs)
    {
        for (; _local.NextNs < beforeNs; _local.Advance())
        {
            ref readonly MarketEvent row = ref _local.Row;
            if (IsMark(row.Kind))
                continue;
            if (_rowsAreAsTheEngineHasThem)
                engine.OnMarket(row, _local.NextNs);
            else
                TakeRescaled(engine, row, _local.NextNs);
        }

        while (_exchange is { } rows && rows.NextNs < beforeNs)
        {
            // Funding times pass, though nobody pays: the one that is due at the beginning is the newest told.
            while (_venue.DeadlineNs <= rows.NextNs)
                _venue.OnDeadline();
            if (_exchangeUnits.IsPlain)
                _venue.OnMarket(rows.Row);
            else
                _venue.OnMarket(_exchangeUnits.Take(rows.Row));
            rows.Advance();
        }
    }

    public void PassMark()
    {
        LastRowNs = Math.Max(LastRowNs, _local.NextNs);
        _local.Advance();
    }

    /// <summary>Takes the next answer, which there must be. The reference holds until the venue is played on.</summary>
    public ref readonly OrderReport TakeAnswer()
    {
        long now = _answers.NextNs;
        ref OrderReport report = ref _answers.Take();
        report.LocalNs = now;
        return ref report;
    }

    /// <summary>
    /// Gives the venue rows and requests up to and including a time. Ends early where we could have answered what the venue said.
    /// </summary>
    public void PlayVenue(long untilNs)
    {
        while (true)
        {
            if (VenueNs > untilNs)
                return;
            long row = RowOrDeadlineNs, request = _requests.NextNs;
            if (request < row)
                TakeRequest();
            else
                PlayRowsOrDeadline(Math.Min(untilNs, request));
            if (_impact is not null)
                untilNs = Math.Min(untilNs, NextAnswerToRowsNs);
            if (_venue.Reports.Count == 0)
                continue;
            Answer();
            untilNs = Math.Min(untilNs, _answers.NextNs + _leastEntryNs);
        }
    }

    /// <summary>Gives the venue its next row or request.</summary>
    public void StepVenue()
    {
        if (IsRequestNext)
            TakeRequest();
        else
            PlayRowsOrDeadline(long.MinValue);
        Answer();
    }

    private static bool IsMark(EventKind kind) => kind >= EventKind.SessionEnd;

    private long ExchangeNs => _exchange is { } rows ? rows.NextNs : _impact!.NextNs;

    private long RowOrDeadlineNs => Math.Min(ExchangeNs, _venue.DeadlineNs);

    // The first time at which something could arrive that answers a row made so far.
    private long NextAnswerToRowsNs => _local.NextNs < long.MaxValue - _leastEntryNs ? _local.NextNs + _leastEntryNs : long.MaxValue;

    // What is due by itself at a time goes before the rows of that time.
    private void PlayRowsOrDeadline(long untilNs)
    {
        if (_venue.DeadlineNs <= ExchangeNs)
            PlayDeadline();
        else if (_exchange is { } rows)
            PlayExchangeRows(rows, untilNs);
        else
            PlayMarket(_impact!);
    }

    // At least one, and no further than the first answer or deadline.
    private void PlayExchangeRows(ExchangeTimeline rows, long untilNs)
    {
        long now;
        do
        {
            now = rows.NextNs;
            LearnByNextRow();
            if (_exchangeUnits.IsPlain)
                _venue.OnMarket(rows.Row);
            else
                _venue.OnMarket(_exchangeUnits.Take(rows.Row));
            rows.Advance();
        }
        while (rows.NextNs <= untilNs && rows.NextNs < _venue.DeadlineNs && _venue.Reports.Count == 0);
        if (!_ordersAwaitRows)
            LastRowNs = Math.Max(LastRowNs, now);
    }

    // The market has the book; the venue looks at what else the rows say.
    private void PlayMarket(ImpactMarket market)
    {
        long now = market.NextNs;
        foreach (ref readonly MarketEvent row in market.Step())
        {
            if (row.Kind is EventKind.Trade or EventKind.MarkPrice or EventKind.Funding)
                _venue.OnMarket(row);
        }

        TellMarket(now);
        LastRowNs = Math.Max(LastRowNs, now);
    }

    private void PlayDeadline()
    {
        long now = _venue.DeadlineNs;
        LearnByNextRow();
        _venue.OnDeadline();
        TellMarket(now);
    }

    private void TellMarket(long now)
    {
        if (_impact is null)
            return;
        _venue.TellMarket(now);
        _local.LookAgain();
    }

    private void TakeRescaled(Engine engine, in MarketEvent row, long now)
    {
        MarketEvent own = _localUnits.Take(row);
        own.Instrument = (ushort)_index;
        engine.OnMarket(own, now);
    }

    private void TakeRequest()
    {
        long now = _requests.NextNs;
        LearnByNextRow();
        ref readonly Intent intent = ref _requests.Take();
        switch (intent.Kind)
        {
            case IntentKind.Place:
                _venue.OnPlace(intent.Order, now);
                break;
            case IntentKind.Cancel:
                _venue.OnCancel(intent.Id, now, intent.Request);
                break;
            case IntentKind.Amend:
                _venue.OnAmend(intent.Id, intent.Terms, now, intent.Request);
                break;
        }

        TellMarket(now);
    }

    private void Answer()
    {
        foreach (ref readonly OrderReport report in CollectionsMarshal.AsSpan(_venue.Reports))
            _answers.Send(report, Math.Max(report.ExchangeNs + _latency.ResponseNs(report.ExchangeNs), _learnedNs));
        _venue.Reports.Clear();
    }

    // A row that happens, or the first behind a request or a deadline.
    private void LearnByNextRow()
    {
        if (_ordersAwaitRows)
            _learnedNs = _exchange!.Row.LocalNs + _offsetNs;
    }
}
