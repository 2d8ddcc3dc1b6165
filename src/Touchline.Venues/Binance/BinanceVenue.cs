using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>Binance USDⓈ-M futures: market data, and with a key the account's orders. docs/binance.md says what is asked when and why.</summary>
public sealed class BinanceVenue : IVenue
{
    private readonly BinanceSession _session;
    private readonly BinanceTimeSync _time;
    private readonly BinanceReference _reference;
    private readonly BinanceFeed _feed;
    private readonly BinanceModes _modes;
    private readonly BinanceOrders _orders;
    private readonly BinanceInquiries _inquiries;
    private readonly BinanceGateway _gateway;
    private readonly BinanceAdoption _adoption;
    private readonly BinanceReconciliation _reconciliation;
    private readonly BinancePrivateStream _private;
    private readonly BinanceUnnamedFills _unnamed;
    private readonly BinanceAlgoList _algos;
    private readonly BinanceCountdown _countdown;
    private readonly BinanceConnections _connections;
    private readonly Queue<BinanceInstrument> _toTell = new();
    private bool _isStarted, _isTradingStarted, _wasReady;

    /// <exception cref="BadInputException">A key that can't be one, or a prefix that can't be part of a client order id.</exception>
    public BinanceVenue(BinanceVenueOptions options, IWire wire, IVenueListener listener)
    {
        if (options.ReceiveWindowMs is < 1 or > 60_000)
            throw new BadInputException($"a receive window of {options.ReceiveWindowMs} ms is outside 1 to 60000");
        if (options.RequestTimeoutMs < 1 || options.CountdownMs is < 0 or (> 0 and < 1_000))
            throw new BadInputException($"a request's time-out of {options.RequestTimeoutMs} ms has to be 1 or more, a countdown of {options.CountdownMs} ms 0 (off), or 1000 or more");
        _session = new BinanceSession(options, wire, listener);
        _time = new BinanceTimeSync(_session);
        _reference = new BinanceReference(_session) { Loaded = OnReference };
        _feed = new BinanceFeed(_session);
        _modes = new BinanceModes(_session);
        _orders = new BinanceOrders(options.SessionPrefix);
        var life = new BinanceOrderLife(_session, _orders);
        _inquiries = new BinanceInquiries(_session, _orders, life);
        var algoLife = new BinanceAlgoLife(_session, _orders, life) { Inquiries = _inquiries };
        life.Inquiries = _inquiries;
        _inquiries.Algo = algoLife;
        var strange = new BinanceStrangeOrders(_session);
        _unnamed = algoLife.Unnamed = new BinanceUnnamedFills(_session, _orders, life, algoLife, strange);
        _algos = new BinanceAlgoList(_session, _orders, algoLife, _inquiries, strange);
        _gateway = new BinanceGateway(_session, _orders, life, _inquiries, algoLife);
        var account = new BinanceAccount(_session);
        _adoption = new BinanceAdoption(_session, _orders, _inquiries, _unnamed);
        _reconciliation = new BinanceReconciliation(_session, _orders, life, _inquiries, account, _adoption, _algos, _unnamed, strange);
        _unnamed.ReadAgain = now => _reconciliation.Begin(isWhole: true, now);
        _private = new BinancePrivateStream(_session, _orders, life, account, _reconciliation, _algos, _unnamed, strange);
        _gateway.Answered = _private.Expect;
        _inquiries.Fetched = _private.ExpectFill;
        _inquiries.ToldMs = () => _reconciliation.ToldMs;
        _countdown = new BinanceCountdown(_session);
        _connections = new BinanceConnections(_session, _feed, _private, _reconciliation, _gateway);
    }

    /// <summary>Budgets and ratios that the venue publishes, for whoever decides what is sent.</summary>
    public static VenueRules Rules => BinanceOrderRules.Published;

    public string Name => BinanceInstrument.Venue;

    public VenueTraits Traits { get; } = new()
    {
        AmendKeepsPlace = false,
        HasCountdown = true,
        ClientIdLength = 36,
        StreamsPerConnection = BinanceStreamLine.MaxStreams,
        FeeAssets = [BinanceOrderLife.FeeCoin],
    };

    public VenueState State { get; private set; }

    public long DeadlineNs
    {
        get
        {
            if (!_isStarted || _session.IsStopped)
                return long.MaxValue;
            if (_session.HasReports || (_toTell.Count > 0 && _reference.IsLoaded) || _session.IsStateOld)
                return 0;
            long next = Math.Min(Math.Min(_time.NextNs, _reference.NextNs), Math.Min(_session.Rest.NextNs, _feed.NextNs));
            if (!_isTradingStarted)
                return next;
            // What was sent is settled even of a session that is past help.
            next = Math.Min(next, Math.Min(_gateway.NextNs, Math.Min(_inquiries.NextNs, _unnamed.NextNs)));
            if (_session.IsHopeless)
                return next;
            next = Math.Min(next, Math.Min(_modes.NextNs, _private.NextNs));
            return Math.Min(next, Math.Min(_reconciliation.NextNs, _countdown.NextNs));
        }
    }

    /// <summary>Messages that couldn't be understood, were of nothing wanted, or said nothing new.</summary>
    public (long Broken, long Unknown, long Repeated) Counts => (_feed.Broken, _feed.Unknown, _feed.Repeated);

    public void Adopt(IReadOnlyList<AdoptedOrder> orders, IReadOnlyList<AdoptedInstrument> instruments, long sinceNs, long beganNs)
    {
        if (_isStarted)
            throw new InvalidOperationException("orders are adopted before the start");
        _adoption.Take(orders, instruments, sinceNs, beganNs);
    }

    public void Start(long nowNs)
    {
        _adoption.Start(nowNs);
        _isStarted = true;
        _time.Start(nowNs);
        _reference.Start(nowNs);
        Advance(nowNs);
    }

    public void OnDeadline(long nowNs) => Advance(nowNs);

    public void Subscribe(string symbol, FeedStreams streams, long nowNs)
    {
        if ((streams & FeedStreams.Depth) != 0 && (streams & FeedStreams.PartialDepth) != 0)
            throw new BadInputException($"{symbol}: the whole book and the best 20 levels can't be had together; choose one");
        BinanceInstrument? instrument = _session.Instruments.Find(i => i.Symbol == symbol);
        if (instrument is null)
        {
            if (_session.Instruments.Count == BinanceSession.MaxInstruments)
                throw new BadInputException($"more than {BinanceSession.MaxInstruments} instruments at once can't be had from Binance here");
            instrument = new BinanceInstrument(_session, _session.Instruments.Count, symbol);
            _session.Instruments.Add(instrument);
            _session.Symbols.Add(symbol, instrument.Index);
        }

        instrument.Wanted = streams;
        _session.IsStateOld = true;
        // The caller may be inside a call of ours: what follows is told with the next deadline.
        if (!_toTell.Contains(instrument))
            _toTell.Enqueue(instrument);
    }

    public void Send(in Intent intent, long nowNs)
    {
        if (intent.Kind == IntentKind.Cancel && _adoption.TryHold(intent))
            return;
        _gateway.Send(intent, nowNs);
        if (intent.Kind != IntentKind.Place || (uint)intent.Instrument >= (uint)_session.Instruments.Count)
            return;
        // What waits in the algo service the countdown doesn't cancel.
        if (intent.Order.Order.Type.IsConditional())
            _algos.Use();
        else
            _countdown.OnOrder(_session.Instruments[intent.Instrument], nowNs);
    }

    public void Reconcile(long nowNs)
    {
        if (_reconciliation.IsDone && !_session.IsHopeless && !_session.IsStopped)
            _reconciliation.Begin(isWhole: true, nowNs);
    }

    public void Disarm(long nowNs, bool keepsOrders = false) => _countdown.Disarm(nowNs, keepsOrders);

    public bool IsArmed => !_session.IsHopeless && !_session.IsStopped && _countdown.IsArmed;

    public void Stop(long nowNs)
    {
        _session.IsStopped = true;
        _session.CloseAll();
    }

    public void OnOpened(int connection, long nowNs)
    {
        if (_session.IsStopped)
            return;
        _session.LineOf(connection)?.OnOpened(connection, nowNs);
        Advance(nowNs);
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        if (_session.IsStopped)
            return;
        _session.LineOf(connection)?.OnMessage(connection, message, receivedNs);
        if (_session.IsStateOld || _session.HasReports)
            Settle(receivedNs);
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
        BinanceLine? line = _session.LineOf(connection);
        if (line is null)
            return;
        if (_session.IsStopped)
        {
            _session.FreeConnection(connection);
            return;
        }

        line.OnClosed(connection, reason, nowNs);
        Advance(nowNs);
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
        _session.Rest.OnReply(reply, nowNs);
        if (!_session.IsStopped)
            Advance(nowNs);
    }

    private void Advance(long nowNs)
    {
        if (_session.IsStopped || !_isStarted)
            return;
        _session.DeliverReports(nowNs);
        _time.Advance(nowNs);
        _reference.Advance(nowNs);
        if (_reference.IsLoaded)
            ArrangeAll(nowNs);
        _feed.Advance(nowNs);
        if (_session.Signer is not null)
            AdvanceTrading(nowNs);
        _session.Rest.Advance(nowNs);
        Settle(nowNs);
    }

    private void AdvanceTrading(long nowNs)
    {
        if (!_isTradingStarted)
        {
            if (!_session.Clock.IsSynchronised(nowNs) || !_adoption.MayBegin)
                return;
            _isTradingStarted = true;
            if (_adoption.IsUsed)
                _reconciliation.Start();
            _modes.Start(nowNs);
            _private.Start(nowNs);
            _gateway.Start(nowNs);
        }

        _modes.Advance(nowNs);
        _private.Advance(nowNs);
        _gateway.Advance(nowNs);
        _inquiries.Advance(nowNs);
        _unnamed.Advance(nowNs);
        _reconciliation.Advance(nowNs);
        _countdown.Advance(nowNs);
    }

    // Tells what has changed in the state since it was last told.
    private void Settle(long nowNs)
    {
        _session.DeliverReports(nowNs);
        if (!_session.IsStateOld)
            return;
        _session.IsStateOld = false;
        bool isReady = _isTradingStarted && !_session.IsHopeless && _modes.AreRight && _private.IsOpen && _reconciliation.IsDone && _gateway.HasWay
            && nowNs >= _session.Budget.BannedUntilNs && !_session.IsTimeDoubted && _session.Clock.IsSynchronised(nowNs);
        _gateway.IsReady = isReady;
        if (isReady && !_wasReady)
            _session.SetTrouble(BinanceTrouble.Orders, null);
        _wasReady = isReady;
        bool isFeedUp = _reference.IsLoaded && !_session.IsHopeless && _feed.IsUp;
        var state = new VenueState(isFeedUp, isReady, _session.Trouble, _session.IsHopeless, _connections.Now());
        _session.IsStateOld = false;
        if (state == State)
            return;
        State = state;
        _session.State(state);
    }

    private void OnReference(long nowNs)
    {
        foreach (BinanceInstrument instrument in _session.Instruments)
        {
            if (instrument.Wanted != FeedStreams.None && !_toTell.Contains(instrument))
                _toTell.Enqueue(instrument);
        }

        ArrangeAll(nowNs);
    }

    private void ArrangeAll(long nowNs)
    {
        for (int left = _toTell.Count; left > 0; left--)
            Arrange(_toTell.Dequeue(), nowNs);
    }

    private void Arrange(BinanceInstrument instrument, long nowNs)
    {
        bool isNew = instrument.Units is null;
        if (instrument.Wanted != FeedStreams.None)
        {
            BinanceSymbolFacts? facts = _reference.Find(instrument.Symbol);
            if (facts is null)
                _reference.Refresh(nowNs);
            string? refusal = facts is null ? Unknown(instrument.Symbol) : instrument.SetFacts(facts);
            instrument.IsRefused = refusal is not null;
            TellRefusals(instrument, refusal);
            if (instrument.Units is null)
                return;
            if (isNew)
            {
                _session.InstrumentIsKnown(instrument);
                _adoption.Enter(instrument, nowNs);
                if (instrument.Traded is { Waiting: > 0 })
                    _algos.Use();
                foreach (Intent cancel in _adoption.TakeCancels())
                    _gateway.Send(cancel, nowNs);
                // The earlier session's countdown may be about to end: it is told anew, so that what protects a position stays.
                if (instrument.Traded is { Works: true })
                    _countdown.OnOrder(instrument, nowNs);
                if (_session.Signer is not null)
                    _modes.AskLeverage(instrument, nowNs);
            }

            TellStatus(instrument, facts?.Trading ?? InstrumentStatus.Halted);
        }

        _feed.Arrange(instrument, nowNs);
        _session.IsStateOld = true;
    }

    private void TellStatus(BinanceInstrument instrument, InstrumentStatus status)
    {
        if (instrument.Status == status)
            return;
        instrument.Status = status;
        _session.Status(instrument, status);
    }

    // A session can't begin with a symbol that isn't there; one that runs goes on without it.
    private void TellRefusals(BinanceInstrument instrument, string? refusal)
    {
        if (refusal is null)
        {
            if (!_session.Instruments.Exists(i => i.IsRefused && i.Wanted != FeedStreams.None))
                _session.SetTrouble(BinanceTrouble.Feed, null);
            return;
        }

        bool hasOthers = _session.Instruments.Exists(i => i.Units is not null);
        _session.SetTrouble(hasOthers ? BinanceTrouble.Feed : BinanceTrouble.Hopeless, refusal);
    }

    private string Unknown(string symbol) =>
        $"symbol {symbol} is unknown to Binance USDⓈ-M futures at {_session.Options.RestUrl}: symbols are written in capitals, such as BTCUSDT";
}
