using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The exchange's side of a simulation for one instrument: the recorded book at exchange time, with our own orders resting in it
/// under a queue model; what fills them says the exchange model. Market rows and requests come in exchange order; every answer
/// goes into <see cref="Reports"/>, in order. Own orders never meet each other. Rules: docs/simulation.md.
/// </summary>
public sealed partial class SimulatedVenue
{
    private readonly OwnOrders _own = new();
    private readonly SpentLevels _spent = new();
    private readonly VenueReports _reports;
    private readonly IFillRules _rules;
    private bool _isDefined;

    /// <param name="instrument">In whose units all prices and quantities are.</param>
    /// <param name="index">The instrument's index in the session, for the reports.</param>
    /// <param name="fees">What fills cost.</param>
    /// <param name="model">What fills own orders.</param>
    /// <param name="queue">How own orders advance in their queue; risk-averse unless given.</param>
    /// <param name="margin">None: the account's money has no limit.</param>
    /// <param name="impact">Where own orders trade in the market itself: models of exchange and queue aren't looked at. Else null.</param>
    public SimulatedVenue(
        Instrument instrument, int index, FeeRates fees, ExchangeModel model, QueueModel? queue = null, MarginTerms? margin = null,
        ImpactMarket? impact = null)
    {
        Book = impact?.Book ?? new OrderBook();
        _instrument = instrument;
        _reports = new VenueReports(instrument, index, fees, _account);
        _reduceOnly = new ReduceOnlyOrders(_own, _account, _reports);
        _margin = new MarginAccount(instrument, margin ?? MarginTerms.None, _account, _own);
        (_reports.ReduceOnly, _reports.Margin) = (_reduceOnly, _margin);
        _conditional = new ConditionalOrders(instrument);
        _prices = new VenuePrices(instrument, Book);
        _watchesRows = _margin.IsLimited;
        _isFifo = queue?.Kind == QueueKind.Fifo;
        _impact = impact is null ? null : Enter(impact);
        _rules = _impact as IFillRules ?? FillRules.Of(model, queue ?? QueueModel.RiskAverse, instrument, Book, _spent, _own, _reports);
    }

    /// <summary>What the venue shows. Under <c>partial-fill</c> without what our takers took.</summary>
    public OrderBook Book { get; }

    /// <summary>Orders of ours rest or wait here.</summary>
    public bool HasOrders => _own.Count + _conditional.Count > 0;

    /// <summary>
    /// The market's quantity ahead of an own order in units, as the queue model has it; null for one that doesn't rest here. For people to
    /// look at.
    /// </summary>
    public long? AheadOf(OrderId id) => _own.TryFind(id, out Side side, out int index) ? _rules.AheadOf(_own.At(side, index)) : null;

    /// <summary>Answers since <see cref="List{T}.Clear"/>, with exchange times only; the host delivers and clears them.</summary>
    public List<OrderReport> Reports => _reports.All;

    /// <summary>A row of the market data.</summary>
    public void OnMarket(in MarketEvent e)
    {
        if (e.Kind is EventKind.Depth or EventKind.Snapshot)
        {
            Quantity previous = Book.Set(e.Side, e.Price, e.Quantity);
            if (_own.Count > 0 || !_spent.IsEmpty)
                _rules.OnLevel(e, previous);
        }
        else if (e.Kind != EventKind.BestQuote)
        {
            OnOther(e);
        }

        if (_watchesRows)
            AfterRow(e);
    }

    /// <summary>A new order arrives.</summary>
    public void OnPlace(in ApprovedOrder approved, long exchangeNs)
    {
        if (!approved.IsApproved)
            throw new ArgumentException("the order was never approved", nameof(approved));
        NewOrder order = approved.Order;
        var arrival = new OwnOrder
        {
            Id = approved.Id,
            Side = order.Side,
            Type = order.Type,
            TimeInForce = order.TimeInForce,
            Price = order.Price,
            Quantity = order.Quantity,
        };
        if (IsPlain(order))
        {
            if (_rules.Arrive(arrival, exchangeNs))
                _reports.Say(ReportKind.Acknowledged, approved.Id, exchangeNs);
        }
        else
        {
            PlaceWithTerms(arrival, order, exchangeNs);
        }

        if (_watchesRows)
            Settle(exchangeNs);
    }

    /// <summary>A cancel arrives.</summary>
    /// <param name="id">The order's.</param>
    /// <param name="exchangeNs">When.</param>
    /// <param name="request">The request's number, for its answer.</param>
    public void OnCancel(OrderId id, long exchangeNs, int request = 0)
    {
        bool found = _own.TryFind(id, out Side side, out int index);
        if (found)
            _own.Of(side).RemoveAt(index);
        else
            found = _conditional.Remove(id);
        _reports.Say(found ? ReportKind.Cancelled : ReportKind.CancelRejected, id, exchangeNs, request);
    }

    /// <summary>
    /// An amend arrives. Of the terms, price and whole quantity are looked at; the rest stays the order's own. An order that moves
    /// arrives anew with what is left of it, and isn't acknowledged a second time.
    /// </summary>
    /// <param name="id">The order's.</param>
    /// <param name="terms">The new ones.</param>
    /// <param name="exchangeNs">When.</param>
    /// <param name="request">The request's number, for its answer.</param>
    public void OnAmend(OrderId id, in NewOrder terms, long exchangeNs, int request = 0)
    {
        if (!_own.TryFind(id, out Side side, out int index))
        {
            _reports.Say(ReportKind.AmendRejected, id, exchangeNs, request);
            return;
        }

        ref OwnOrder order = ref _own.At(side, index);
        if (terms.Quantity <= order.Filled)
        {
            _own.Of(side).RemoveAt(index);
            _reports.Say(ReportKind.Cancelled, id, exchangeNs, request);
            return;
        }

        if (!AllowsAmend(order, terms))
        {
            _reports.Say(ReportKind.AmendRejected, id, exchangeNs, request);
            return;
        }

        bool keepsPlace = terms.Price == order.Price && terms.Quantity <= order.Quantity;
        order.Price = terms.Price;
        order.Quantity = terms.Quantity;
        _reports.Amended(id, terms.Price, terms.Quantity, exchangeNs, request);
        if (!keepsPlace)
        {
            OwnOrder moved = order;
            _own.Of(side).RemoveAt(index);
            if (moved.ReduceOnly)
                CutToPosition(ref moved, exchangeNs);
            if (_rules.Arrive(moved, exchangeNs) && moved.ReduceOnly)
                _reduceOnly.OnRests(exchangeNs);
        }

        if (_watchesRows)
            Settle(exchangeNs);
    }

    private void OnOther(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Trade:
                _prices.OnTrade(e.Price);
                // Told order by order, a trade is told by the executions: it fills once.
                if (_own.Count > 0 && Book.Orders is null)
                    _rules.OnTrade(e);
                break;
            case EventKind.Clear:
                Book.Apply(e);
                _spent.Clear(e.Side);
                _toldAgainNs = e.ExchangeNs;
                break;
            case EventKind.Gap:
                Book.Apply(e);
                break;
            case EventKind.MarkPrice:
                _prices.OnMark(e.Price.Units);
                break;
            case EventKind.Funding:
                OnFundingRate(e);
                break;
            case EventKind.Definition:
                OnDefinition(e);
                break;
            default:
                if (e.Kind.IsOrder())
                    OnOrderRow(e);
                break;
        }
    }

    // A later version tells the whole book again. The first stands at the head of the file with the time of the row behind it, but rows
    // further down may have happened before that: what they left in the book stays.
    private void OnDefinition(in MarketEvent e)
    {
        if (_isDefined)
        {
            Book.Apply(e);
            _spent.Clear(Side.None);
            _toldAgainNs = e.ExchangeNs;
        }

        _isDefined = true;
    }
}
