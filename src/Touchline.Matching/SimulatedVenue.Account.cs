using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What the venue does beside matching plain orders: conditional orders, expiry by date, reduce-only, funding, margin. After
/// every row, request and deadline it is settled in this order: orders that were cut to nothing leave, triggered orders arrive, the margin
/// is looked at.
/// </summary>
public sealed partial class SimulatedVenue
{
    /// <summary>A funding time counts when a row told it so long before, in nanoseconds: so long ahead nothing unheard of can happen.</summary>
    public const long LeastNoticeNs = 100_000_000;

    private const decimal FundingStep = 1e-12m;
    private const int MoneyDecimals = 12;

    private readonly Instrument _instrument;
    private readonly VenueAccount _account = new();
    private readonly ReduceOnlyOrders _reduceOnly;
    private readonly MarginAccount _margin;
    private readonly ConditionalOrders _conditional;
    private readonly VenuePrices _prices;
    private readonly Expiries _expiries = new();
    private readonly FundingClock _funding = new();
    private bool _watchesRows;

    /// <summary>Our signed position at the venue.</summary>
    public Quantity Position => new(_account.Position);

    /// <summary>What sells brought in less what buys cost, less fees, and funding, at the venue; without the deposit.</summary>
    public decimal Cash => _account.Cash;

    /// <summary>
    /// When something happens here by itself next, by exchange time (an order expires, funding is due); <see cref="long.MaxValue"/>
    /// when nothing is. It happens before rows and requests of that time.
    /// </summary>
    public long DeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>The venue may say something that answers no request within the next <see cref="LeastNoticeNs"/>.</summary>
    public bool MaySpeak => HasOrders || (_account.Position != 0 && (_margin.IsLimited || _funding.NextNs != long.MaxValue));

    /// <summary>What is due at <see cref="DeadlineNs"/>: orders expire, by id, then funding is paid.</summary>
    public void OnDeadline()
    {
        long now = DeadlineNs;
        while (_expiries.NextNs == now)
        {
            OrderId id = _expiries.Take();
            if (TryRemove(id))
                _reports.Say(ReportKind.Expired, id, now);
        }

        if (_funding.NextNs == now)
            PayFunding(now);
        FindDeadline();
        if (_watchesRows)
            Settle(now);
    }

    private bool IsPlain(in NewOrder order) =>
        order.Type <= OrderType.Market && !order.ReduceOnly && order.TimeInForce != TimeInForce.GoodTillDate && !_margin.IsLimited;

    private void PlaceWithTerms(OwnOrder arrival, in NewOrder order, long exchangeNs)
    {
        bool hasDate = order.TimeInForce == TimeInForce.GoodTillDate;
        if (hasDate && order.ExpiresNs <= exchangeNs)
        {
            _reports.Say(ReportKind.Expired, arrival.Id, exchangeNs);
            return;
        }

        bool works = order.Type.IsConditional() ? Wait(arrival.Id, order, exchangeNs) : Arrive(arrival, order.ReduceOnly, ReportKind.Rejected, exchangeNs);
        if (!works || !hasDate)
            return;
        _expiries.Sweep(_own.Count + _conditional.Count, Lives);
        _expiries.Add(arrival.Id, order.ExpiresNs);
        FindDeadline();
    }

    private bool Wait(OrderId id, in NewOrder order, long exchangeNs)
    {
        bool waits = _conditional.TryAdd(id, order, order.TriggerBy == TriggerSource.MarkPrice ? _prices.Mark : _prices.LastTrade);
        _reports.Say(waits ? ReportKind.Acknowledged : ReportKind.Rejected, id, exchangeNs);
        _watchesRows |= waits;
        return waits;
    }

    // True when it rests. A date is the venue's to watch: to the fill rules the order is good till cancelled.
    private bool Arrive(OwnOrder order, bool reduceOnly, ReportKind refusal, long exchangeNs)
    {
        if (order.TimeInForce == TimeInForce.GoodTillDate)
            order.TimeInForce = TimeInForce.GoodTillCancel;
        order.ReduceOnly = reduceOnly;
        if (reduceOnly ? _reduceOnly.Closable(order.Side) == 0 : _margin.IsLimited && !HasMargin(order))
        {
            _reports.Say(refusal, order.Id, exchangeNs);
            return false;
        }

        if (reduceOnly)
            CutToPosition(ref order, exchangeNs);
        if (!_rules.Arrive(order, exchangeNs))
            return false;
        _reports.Say(ReportKind.Acknowledged, order.Id, exchangeNs);
        if (reduceOnly)
        {
            _watchesRows = true;
            _reduceOnly.OnRests(exchangeNs);
        }

        return true;
    }

    private bool HasMargin(in OwnOrder order) =>
        _margin.Allows(order.Side, order.Remaining.Units, order.Type == OrderType.Limit ? order.Price : null, _prices.Mark);

    private void CutToPosition(ref OwnOrder order, long exchangeNs)
    {
        long closable = _reduceOnly.Closable(order.Side);
        if (order.Remaining.Units <= closable)
            return;
        order.Quantity = order.Filled + new Quantity(closable);
        _reports.Reduced(order.Id, order.Price, order.Quantity, exchangeNs);
    }

    private bool AllowsAmend(in OwnOrder order, in NewOrder terms)
    {
        if (!_margin.IsLimited || order.ReduceOnly)
            return true;
        long more = Math.Max(0, terms.Quantity.Units - order.Quantity.Units);
        bool isDearer = terms.Price > order.Price;
        return (more == 0 && !isDearer) || _margin.Allows(order.Side, more, terms.Price, _prices.Mark, isDearer);
    }

    private void AfterRow(in MarketEvent e)
    {
        if (e.Kind is EventKind.Trade or EventKind.OrderExecute)
            Trigger(TriggerSource.LastTrade, e.ExchangeNs);
        if (_prices.MarkIsTold ? e.Kind == EventKind.MarkPrice : e.EndsBatch)
            Trigger(TriggerSource.MarkPrice, e.ExchangeNs);
        Settle(e.ExchangeNs);
    }

    private void Trigger(TriggerSource source, long exchangeNs)
    {
        bool isWatched = source == TriggerSource.MarkPrice ? _conditional.WatchMark : _conditional.WatchTrades;
        if (!isWatched || (source == TriggerSource.MarkPrice ? _prices.Mark : _prices.LastTrade) is not { } price)
            return;
        foreach (WaitingOrder order in _conditional.OnPrice(source, price))
        {
            var arrival = new OwnOrder
            {
                Id = order.Id,
                Side = order.Terms.Side,
                Type = OrderType.Market,
                TimeInForce = TimeInForce.ImmediateOrCancel,
                Quantity = order.Terms.Quantity,
            };
            _reports.SetsOff = true;
            Arrive(arrival, order.Terms.ReduceOnly, ReportKind.Expired, exchangeNs);
            _reports.SetsOff = false;
        }
    }

    private void Settle(long exchangeNs)
    {
        if (_reduceOnly.Any)
            _reduceOnly.Cut(exchangeNs);
        if (_reduceOnly.HasEnded)
            _reduceOnly.RemoveEnded();
        if (_margin.IsLimited && _account.Position != 0 && _prices.Mark is { } mark && _margin.MustLiquidate(mark))
            Liquidate(exchangeNs);
        _watchesRows = _margin.IsLimited || _reduceOnly.Any || _conditional.Count > 0;
    }

    // The position goes to the book as an order that takes what is there down to the bankruptcy price; the venue takes over the rest at
    // that price.
    private void Liquidate(long exchangeNs)
    {
        EndAll(exchangeNs);
        Price bankruptcy = _margin.BankruptcyPrice();
        _reports.Bankruptcy = bankruptcy;
        var closing = new OwnOrder
        {
            Side = _account.ClosingSide,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.ImmediateOrCancel,
            Price = bankruptcy,
            Quantity = new Quantity(Math.Abs(_account.Position)),
        };
        _rules.Arrive(closing, exchangeNs);
        _reports.Fill(closing, bankruptcy, new Quantity(Math.Abs(_account.Position)), isMaker: false, exchangeNs);
    }

    private void EndAll(long exchangeNs)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (OwnOrder order in _own.Of(side))
                _reports.Say(ReportKind.Expired, order.Id, exchangeNs);
            _own.Of(side).Clear();
        }

        foreach (WaitingOrder order in _conditional.Waiting)
            _reports.Say(ReportKind.Expired, order.Id, exchangeNs);
        _conditional.Clear();
    }

    private void OnFundingRate(in MarketEvent e)
    {
        _funding.OnRow(e.Price.Units * FundingStep, e.Reference, e.ExchangeNs);
        FindDeadline();
    }

    private void PayFunding(long now)
    {
        if (_account.Position != 0 && _prices.Mark is { } mark)
        {
            decimal value = _instrument.QuantityUnit.ToDecimal(Position) * mark * _instrument.Multiplier;
            _reports.Funding(Math.Round(value * _funding.Rate, MoneyDecimals, MidpointRounding.AwayFromZero), now);
        }

        _funding.GoOn();
    }

    private bool TryRemove(OrderId id)
    {
        if (!_own.TryFind(id, out Side side, out int index))
            return _conditional.Remove(id);
        _own.Of(side).RemoveAt(index);
        return true;
    }

    private bool Lives(OrderId id) => _own.TryFind(id, out _, out _) || _conditional.Contains(id);

    private void FindDeadline() => DeadlineNs = Math.Min(_expiries.NextNs, _funding.NextNs);
}
