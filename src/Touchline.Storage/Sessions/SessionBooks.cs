using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>
/// Turns what a session did, entry by entry, into rows: the same rows whether its tap or its journal tells it. Not for the engine's thread.
/// </summary>
/// <param name="known">Positions as a running session wrote them, by key: they have what no journal tells.</param>
internal sealed partial class SessionBooks(SessionDescription session, IReadOnlyDictionary<string, PositionRow>? known = null)
{
    /// <summary>A late fill is taken for one of so many ended orders, as the engine takes it.</summary>
    public const int MostEnded = 1 << 10;

    private readonly Dictionary<long, OrderLife> _orders = [];
    private readonly Queue<long> _ended = new();
    private readonly Dictionary<(int Strategy, int Instrument), RoundTrip> _positions = [];
    private readonly Dictionary<(int Strategy, int Instrument), SessionSignal> _signals = [];
    private readonly List<(int Strategy, string Name, double Value)> _indicators = [];
    private readonly List<string> _strategies = [.. session.Strategies];
    private readonly ToldOfInstrument[] _instruments = [.. session.Instruments.Select(_ => new ToldOfInstrument())];
    private long _input = -1;
    private long _ordinal;
    private long _told;
    private bool _hasBegun;
    private bool _isTrading;
    private (long Input, long Order) _closing;

    public SessionDescription Session => session;

    /// <summary>Entries about orders that nobody told of before.</summary>
    public long Strays { get; private set; }

    // What belongs to no strategy stands behind all that there may be.
    private const int Nobody = Engine.MostStrategies;

    /// <summary>Takes over what earlier sessions of the journal left.</summary>
    /// <param name="orders">The live ones, and the newest of the ended ones in the order of their ends.</param>
    /// <param name="tradesOf">The venue's numbers of a live order's fills so far.</param>
    /// <param name="begin">What the engine began with; null where nobody knows.</param>
    public void Resume(IEnumerable<OrderRow> orders, IEnumerable<PositionRow> positions, Func<long, IEnumerable<long>> tradesOf, EngineCheckpoint? begin)
    {
        var kept = new Dictionary<long, CheckpointOrder>();
        foreach (CheckpointOrder order in begin is null ? [] : begin.Live.Concat(begin.Ended))
            kept[order.Id.Number] = order;
        foreach (OrderRow row in orders)
        {
            int instrument = InstrumentOf(row.Venue, row.Symbol);
            if (instrument < 0)
                continue;
            Instrument traded = session.Instruments[instrument];
            Side side = row.Side == RowTexts.Of(Side.Buy) ? Side.Buy : Side.Sell;
            var order = new OrderLife(
                row, StrategyOf(row.Strategy), instrument, side, RowTexts.State(row.State), Units(traded, row.Quantity), Units(traded, row.Filled));
            _orders[row.OrderId] = order;
            if (kept.TryGetValue(row.OrderId, out CheckpointOrder stood))
                Resume(order, stood, begin!.Instruments[stood.Terms.Instrument].Instrument, traded);
            if (order.IsEnded)
            {
                Forget(order);
                continue;
            }

            foreach (long trade in tradesOf(row.OrderId))
                order.TryAddTrade(trade);
        }

        foreach (PositionRow row in positions)
        {
            int instrument = InstrumentOf(row.Venue, row.Symbol), strategy = StrategyOf(row.Strategy);
            if (instrument >= 0 && strategy >= 0)
                _positions[(strategy, instrument)] = new RoundTrip(row, Units(session.Instruments[instrument], row.Quantity), session.Instruments[instrument].Multiplier);
        }

        foreach (InstrumentCheckpoint told in begin?.Instruments ?? [])
        {
            int instrument = InstrumentOf(told.Instrument.Venue, told.Instrument.Symbol);
            if (instrument < 0)
                continue;
            _instruments[instrument].LastFundingNs = told.LastFundingNs;
            _instruments[instrument].Told.Add(told.Trades);
        }
    }

    // The units may be others.
    private static void Resume(OrderLife order, in CheckpointOrder kept, Instrument before, Instrument traded)
    {
        order.Resume(kept.AmendedNs);
        if ((kept.Open & Requests.Amend) != 0)
        {
            order.AskAmend(
                new Price(Count(before.PriceUnit.ToDecimal(kept.AmendPrice), traded.PriceUnit.Step)), new Quantity(Units(traded, before.QuantityUnit.ToDecimal(kept.AmendQuantity))));
        }

        foreach (long trade in kept.TradeNumbers())
            order.TryAddTrade(trade);
    }

    public void Take(in SessionEntry entry, RowBatch batch)
    {
        // What is no input of the engine's has no number.
        if (entry.Input != _input && entry.Kind < SessionEntryKind.Signal)
            (_input, _ordinal) = (entry.Input, 0);
        if (!_hasBegun && entry.Kind < SessionEntryKind.Signal)
        {
            // What a session takes up is told before its strategies start.
            batch.StartedNs = entry.LocalNs;
            _hasBegun = true;
        }

        switch (entry.Kind)
        {
            case SessionEntryKind.Start:
                _isTrading = true;
                batch.Audit.Add(OfSession(entry, "session.start"));
                break;
            case SessionEntryKind.Stop:
                _isTrading = false;
                batch.Audit.Add(OfSession(entry, "session.stop"));
                break;
            case SessionEntryKind.End:
                batch.EndedNs = entry.LocalNs;
                break;
            case SessionEntryKind.Command:
                if (entry.Text!.StartsWith("order ", StringComparison.Ordinal) && EngineCommand.Parse(entry.Text) is { Kind: CommandKind.CloseOrder } close)
                    _closing = (entry.Input, close.Order.Number);
                TakeCommand(entry.Text);
                batch.Audit.Add(OfSession(entry, "session.command") with { Actor = entry.Detail as string ?? session.Kind, NewValue = RowTexts.Json(new JsonObject { ["command"] = entry.Text }) });
                break;
            case SessionEntryKind.Place:
                Place(entry, batch);
                break;
            case SessionEntryKind.Amend or SessionEntryKind.Cancel:
                Ask(entry, batch);
                break;
            case SessionEntryKind.Report:
                TakeReport(entry, batch);
                _indicators.Clear();
                break;
            case SessionEntryKind.Signal:
                TakeSignal(entry, batch);
                break;
            case SessionEntryKind.Indicator:
                _indicators.Add((entry.Strategy, entry.Text!, entry.Value));
                break;
            case SessionEntryKind.Market:
                batch.Markets.Add(MarketOf(entry));
                break;
            case SessionEntryKind.Equity:
                batch.Equity.Add(EquityOf(entry));
                break;
            case SessionEntryKind.Audit:
                var told = (AuditEntry)entry.Detail!;
                batch.Audit.Add(told with
                {
                    TraceId = told.TraceId.Length > 0 ? told.TraceId : $"{session.Key}/{entry.Input}",
                    SourceKey = told.SourceKey ?? $"{session.Key}/told/{++_told}", // a batch may be written twice
                });
                break;
        }
    }

    private void TakeReport(in SessionEntry entry, RowBatch batch)
    {
        if ((uint)entry.Report.Instrument >= (uint)_instruments.Length)
        {
            Strays++;
            return;
        }

        switch (entry.Report.Kind)
        {
            case ReportKind.Funding:
                Fund(entry, batch);
                break;
            case ReportKind.Liquidation or ReportKind.External:
                TakeFillOfNoOrder(entry, batch);
                break;
            default:
                TakeOrderReport(entry, batch);
                break;
        }
    }

    private void TakeSignal(in SessionEntry entry, RowBatch batch)
    {
        var signal = (SessionSignal)entry.Detail!;
        _signals[(entry.Strategy, entry.Instrument)] = signal;
        Instrument traded = session.Instruments[entry.Instrument];
        batch.Signals.Add(new SignalRow(
            entry.LocalNs, $"{session.Key}/{entry.Input}", NameOf(entry.Strategy), traded.Venue, traded.Symbol, RowTexts.Of(signal.Side), signal.Confidence, signal.Type, signal.Reason));
    }

    private MarketRow MarketOf(in SessionEntry entry)
    {
        Instrument traded = session.Instruments[entry.Instrument];
        MarketTouch touch = entry.Touch;
        bool hasBid = !touch.BidQuantity.IsZero, hasAsk = !touch.AskQuantity.IsZero;
        return new MarketRow
        {
            SessionKey = session.Key,
            Venue = traded.Venue,
            Symbol = traded.Symbol,
            AtNs = entry.LocalNs,
            Bid = hasBid ? traded.PriceUnit.ToDecimal(touch.Bid) : null,
            BidQuantity = hasBid ? traded.QuantityUnit.ToDecimal(touch.BidQuantity) : null,
            Ask = hasAsk ? traded.PriceUnit.ToDecimal(touch.Ask) : null,
            AskQuantity = hasAsk ? traded.QuantityUnit.ToDecimal(touch.AskQuantity) : null,
        };
    }

    private EquityRow EquityOf(in SessionEntry entry)
    {
        Instrument traded = session.Instruments[entry.Instrument];
        var sample = (LedgerSample)entry.Detail!;
        return new EquityRow
        {
            SessionKey = session.Key,
            Strategy = NameOf(entry.Strategy),
            Venue = traded.Venue,
            Symbol = traded.Symbol,
            AtNs = entry.LocalNs,
            Position = sample.Position,
            AveragePrice = sample.AveragePrice,
            Mid = sample.Mid,
            RealisedPnl = sample.Realised,
            UnrealisedPnl = sample.Unrealised,
            Fees = sample.Fees,
            Funding = sample.Funding,
            Equity = sample.Equity,
        };
    }

    private AuditEntry OfSession(in SessionEntry entry, string action) => Audit(entry, session.Kind, action, "session", session.Key);

    private AuditEntry Audit(in SessionEntry entry, string actor, string action, string type, string id) => new()
    {
        AtNs = entry.LocalNs,
        Actor = actor,
        Action = action,
        EntityType = type,
        EntityId = id,
        TraceId = $"{session.Key}/{entry.Input}",
        SourceKey = $"{session.Key}/{entry.Input}/{action}/{id}",
    };

    private string NameOf(int strategy) => (uint)strategy < (uint)_strategies.Count ? _strategies[strategy] : "";

    // A command of a running session adds a place for a strategy whose name is new, whatever becomes of it.
    private void TakeCommand(string text)
    {
        if (_isTrading && text.StartsWith("start ", StringComparison.Ordinal) && EngineCommand.Parse(text) is { Kind: CommandKind.Start, Value: var name } && !_strategies.Contains(name) && _strategies.Count < Engine.MostStrategies)
            _strategies.Add(name);
    }

    private int StrategyOf(string name)
    {
        if (name.Length == 0)
            return Nobody;
        return _strategies.IndexOf(name);
    }

    private int InstrumentOf(string venue, string symbol)
    {
        for (int i = 0; i < session.Instruments.Count; i++)
        {
            if (session.Instruments[i].Symbol == symbol && session.Instruments[i].Venue == venue)
                return i;
        }

        return -1;
    }

    private static long Units(Instrument traded, decimal quantity) => Count(quantity, traded.QuantityUnit.Step);

    private static long Count(decimal value, DecimalUnit step) => (long)(value / step.ToDecimal());

    // What was told of an instrument besides orders.
    private sealed class ToldOfInstrument
    {
        public long LastFundingNs { get; set; } = long.MinValue;

        public ToldTrades Told { get; } = new();
    }
}
