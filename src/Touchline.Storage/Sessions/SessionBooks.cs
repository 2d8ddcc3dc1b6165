using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>
/// Turns what a session did, entry by entry, into rows: the same rows whether its tap or its journal tells it. Not for the engine's thread.
/// </summary>
/// <param name="known">Positions as a running session wrote them, by key: they have what no journal tells.</param>
internal sealed partial class SessionBooks(SessionDescription session, IReadOnlyDictionary<string, PositionRow>? known = null)
{
    // A late fill may come for one of so many ended orders.
    private const int MostEnded = 1 << 13;

    private readonly Dictionary<long, OrderLife> _orders = [];
    private readonly Queue<long> _ended = new();
    private readonly Dictionary<(int Strategy, int Instrument), RoundTrip> _positions = [];
    private readonly Dictionary<(int Strategy, int Instrument), SessionSignal> _signals = [];
    private readonly List<(int Strategy, string Name, double Value)> _indicators = [];
    private long _input = -1;
    private long _ordinal;

    public SessionDescription Session => session;

    /// <summary>Entries about orders that nobody told of before.</summary>
    public long Strays { get; private set; }

    /// <summary>Takes over what earlier sessions of the journal left open.</summary>
    /// <param name="tradesOf">The venue's numbers of an order's fills so far.</param>
    public void Resume(IEnumerable<OrderRow> orders, IEnumerable<PositionRow> positions, Func<long, IEnumerable<long>> tradesOf)
    {
        foreach (OrderRow row in orders)
        {
            int instrument = InstrumentOf(row.Venue, row.Symbol);
            if (instrument < 0)
                continue;
            Instrument traded = session.Instruments[instrument];
            Side side = row.Side == RowTexts.Of(Side.Buy) ? Side.Buy : Side.Sell;
            var order = new OrderLife(
                row, StrategyOf(row.Strategy), instrument, side, RowTexts.State(row.State), Units(traded, row.Quantity), Units(traded, row.Filled));
            foreach (long trade in tradesOf(row.OrderId))
                order.TryAddTrade(trade);
            _orders[row.OrderId] = order;
        }

        foreach (PositionRow row in positions)
        {
            int instrument = InstrumentOf(row.Venue, row.Symbol);
            if (instrument >= 0)
                _positions[(StrategyOf(row.Strategy), instrument)] = new RoundTrip(row, Units(session.Instruments[instrument], row.Quantity), session.Instruments[instrument].Multiplier);
        }
    }

    public void Take(in SessionEntry entry, RowBatch batch)
    {
        // What is no input of the engine's has no number.
        if (entry.Input != _input && entry.Kind < SessionEntryKind.Signal)
            (_input, _ordinal) = (entry.Input, 0);
        switch (entry.Kind)
        {
            case SessionEntryKind.Start:
                batch.StartedNs = entry.LocalNs;
                batch.Audit.Add(OfSession(entry, "session.start"));
                break;
            case SessionEntryKind.Stop:
                batch.EndedNs = entry.LocalNs;
                batch.Audit.Add(OfSession(entry, "session.stop"));
                break;
            case SessionEntryKind.Command:
                batch.Audit.Add(OfSession(entry, "session.command") with { NewValue = RowTexts.Json(new JsonObject { ["command"] = entry.Text }) });
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
                _signals[(entry.Strategy, entry.Instrument)] = (SessionSignal)entry.Detail!;
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
                batch.Audit.Add((AuditEntry)entry.Detail!);
                break;
        }
    }

    private void TakeReport(in SessionEntry entry, RowBatch batch)
    {
        switch (entry.Report.Kind)
        {
            case ReportKind.Funding:
                Fund(entry, batch);
                break;
            case ReportKind.Liquidation:
                Liquidate(entry, batch);
                break;
            default:
                TakeOrderReport(entry, batch);
                break;
        }
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

    private string NameOf(int strategy) => (uint)strategy < (uint)session.Strategies.Count ? session.Strategies[strategy] : "";

    private int StrategyOf(string name)
    {
        for (int i = 0; i < session.Strategies.Count; i++)
        {
            if (session.Strategies[i] == name)
                return i;
        }

        return -1;
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

    private static long Units(Instrument traded, decimal quantity) => (long)(quantity / traded.QuantityUnit.Step.ToDecimal());
}
