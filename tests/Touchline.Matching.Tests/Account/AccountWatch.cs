using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// A second, plain account beside the venue, made from what is asked and what is said alone, and what must hold after every step. It keeps
/// every price that came and looks through all of them again each time.
/// </summary>
internal sealed class AccountWatch(SimulatedVenue venue, Instrument instrument, MarginTerms? margin)
{
    private readonly Dictionary<OrderId, Order> _orders = [];
    private readonly List<decimal> _trades = [];
    private readonly List<decimal> _marks = [];
    private bool _markIsTold;
    private long _position;
    private decimal _cash;
    private (long Ns, decimal Rate)? _due;
    private (long Ns, decimal Rate)? _later;

    private sealed class Order
    {
        public required NewOrder Terms { get; set; }

        public long Filled { get; set; }

        public bool Rests { get; set; }

        public bool Waits { get; set; }

        public bool HasEnded { get; set; }

        /// <summary>It came when the mark was still the middle of the book, whose way isn't followed here.</summary>
        public bool FollowsMiddle { get; init; }

        /// <summary>How many prices of its source there were when it came.</summary>
        public int From { get; init; }

        public long Remaining => Terms.Quantity.Units - Filled;
    }

    public Dictionary<string, int> Seen { get; } = [];

    public void Place(ApprovedOrder approved, long now)
    {
        Pass(now);
        NewOrder terms = approved.Order;
        List<decimal> prices = PricesOf(terms);
        bool followsMiddle = terms.TriggerBy == TriggerSource.MarkPrice && !_markIsTold;
        if (followsMiddle)
        {
            prices.Clear();
            prices.AddRange(Mark() is { } middle ? [middle] : []); // as it is now
        }

        var order = new Order { Terms = terms, From = Math.Max(0, prices.Count - 1), FollowsMiddle = followsMiddle };
        _orders.Add(approved.Id, order);
        venue.OnPlace(approved, now);
        if (terms.Type.IsConditional())
        {
            bool isLate = terms.TimeInForce == TimeInForce.GoodTillDate && terms.ExpiresNs <= now;
            ReportKind expected = isLate ? ReportKind.Expired : IsSetOff(order) ? ReportKind.Rejected : ReportKind.Acknowledged;
            Assert.Equal(expected, Assert.Single(venue.Reports, r => r.Id == approved.Id).Kind);
            order.Waits = expected == ReportKind.Acknowledged;
        }
        else if (terms.ReduceOnly && terms.Side.Sign() * _position >= 0)
        {
            Assert.Contains(venue.Reports[0].Kind, new[] { ReportKind.Rejected, ReportKind.Expired });
        }

        Check(now);
    }

    public void Cancel(OrderId id, long now)
    {
        Pass(now);
        bool lives = _orders.TryGetValue(id, out Order? order) && !order.HasEnded;
        venue.OnCancel(id, now);
        Assert.Equal(lives ? ReportKind.Cancelled : ReportKind.CancelRejected, venue.Reports[0].Kind);
        Check(now);
    }

    public void Amend(OrderId id, NewOrder terms, long now)
    {
        Pass(now);
        venue.OnAmend(id, terms, now);
        Check(now);
    }

    public void Row(in MarketEvent row)
    {
        long now = row.ExchangeNs;
        Pass(now);
        Follow(row);
        venue.OnMarket(row);
        if (row.Kind == EventKind.Trade)
            _trades.Add(instrument.PriceUnit.ToDecimal(row.Price));
        // Before the position is closed or a stop takes, the book is as the row made it; both only matter where the mark is the middle.
        Check(now, row.Kind == EventKind.Trade, _markIsTold ? row.Kind == EventKind.MarkPrice : row.EndsBatch);
    }

    private void Follow(in MarketEvent row)
    {
        if (row.Kind == EventKind.MarkPrice)
        {
            if (!_markIsTold)
                _marks.Clear();
            _markIsTold = true;
            _marks.Add(row.Price.Units / 100_000_000m);
        }
        else if (row.Kind == EventKind.Funding && row.Reference >= 0)
        {
            decimal rate = row.Price.Units / 1_000_000_000_000m;
            if (_due?.Ns == row.Reference)
                _due = (row.Reference, rate);
            else if (row.Reference - row.ExchangeNs >= SimulatedVenue.LeastNoticeNs)
                Schedule((row.Reference, rate));
        }
    }

    private void Schedule((long Ns, decimal Rate) told)
    {
        if (_due is { } due && due.Ns < told.Ns)
            _later = told;
        else
            _due = told;
    }

    // What happens by itself up to a time.
    private void Pass(long now)
    {
        while (venue.DeadlineNs <= now)
        {
            long at = venue.DeadlineNs;
            decimal? paid = null;
            if (_due is { } due && due.Ns == at)
            {
                if (_position != 0 && Mark() is { } mark)
                    paid = Math.Round(instrument.QuantityUnit.ToDecimal(new Quantity(_position)) * mark * instrument.Multiplier * due.Rate, 12, MidpointRounding.AwayFromZero);
                (_due, _later) = (_later, null);
            }

            OrderId[] expected = [.. _orders.Where(o => !o.Value.HasEnded && o.Value.Terms.ExpiresNs == at).Select(o => o.Key).OrderBy(i => i.Number)];
            venue.OnDeadline();
            Assert.Equal(expected, venue.Reports.TakeWhile(r => r.Kind == ReportKind.Expired).Select(r => r.Id).Take(expected.Length));
            Assert.Equal(paid, venue.Reports.Where(r => r.Kind == ReportKind.Funding).Select(r => (decimal?)r.Fee).SingleOrDefault());
            Check(at);
        }

        Assert.False(_due is { } missed && missed.Ns <= now, "funding was due");
        Assert.DoesNotContain(_orders.Values, o => !o.HasEnded && o.Terms.ExpiresNs != 0 && o.Terms.ExpiresNs <= now);
    }

    private void Check(long now, bool isTrade = false, bool isMark = false)
    {
        bool isLiquidated = venue.Reports.Any(r => r.Kind == ReportKind.Liquidation);
        HashSet<OrderId> waited = [.. _orders.Where(o => o.Value.Waits && !o.Value.HasEnded).Select(o => o.Key)];
        foreach (OrderReport report in venue.Reports)
        {
            Assert.Equal(now, report.ExchangeNs);
            Take(report);
            Count(report.Kind.ToString());
        }

        Assert.Equal((_position, _cash), (venue.Position.Units, venue.Cash));
        CheckReduceOnly();
        CheckTriggers(waited, isTrade, isMark, isLiquidated);
        CheckMargin(isLiquidated);
        bool lives = _orders.Values.Any(o => !o.HasEnded);
        Assert.Equal(lives, venue.HasOrders);
        Assert.True(!lives || venue.MaySpeak);
        venue.Reports.Clear();
    }

    private void Take(in OrderReport report)
    {
        if (report.Kind == ReportKind.Funding)
        {
            Assert.Equal(_position, report.Quantity.Units);
            _cash -= report.Fee;
            return;
        }

        if (report.Kind == ReportKind.Liquidation)
        {
            Assert.True(report.Side.Sign() * _position < 0);
            Book(report.Side, report);
            return;
        }

        if (report.Kind is ReportKind.CancelRejected or ReportKind.AmendRejected)
            return;
        Order order = _orders[report.Id];
        Assert.False(order.HasEnded, $"{report.Kind} of {report.Id} after its end");
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                order.Rests = !order.Terms.Type.IsConditional();
                break;
            case ReportKind.Fill:
                if (order.Terms.ReduceOnly)
                    Assert.True(order.Terms.Side.Sign() * _position < 0 && report.Quantity.Units <= Math.Abs(_position), "reduce-only made the position larger or turned it");
                if (order.Terms.ExpiresNs != 0)
                    Assert.True(report.ExchangeNs < order.Terms.ExpiresNs, "filled at or after its date");
                Assert.InRange(report.Quantity.Units, 1, order.Remaining);
                order.Filled += report.Quantity.Units;
                order.HasEnded = order.Remaining == 0;
                Book(order.Terms.Side, report);
                break;
            case ReportKind.Reduced:
                Assert.True(order.Terms.ReduceOnly);
                Assert.InRange(report.Quantity.Units, order.Filled + 1, order.Terms.Quantity.Units - 1);
                order.Terms = order.Terms with { Quantity = report.Quantity };
                break;
            case ReportKind.Amended:
                order.Terms = order.Terms with { Quantity = report.Quantity, Price = report.Price };
                break;
            default:
                order.HasEnded = true;
                break;
        }
    }

    private void Book(Side side, in OrderReport report)
    {
        _position += side.Sign() * report.Quantity.Units;
        _cash -= side.Sign() * instrument.Value(report.Price, report.Quantity) + report.Fee;
    }

    private void CheckReduceOnly()
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            long resting = _orders.Values.Where(o => o.Rests && !o.HasEnded && o.Terms.ReduceOnly && o.Terms.Side == side).Sum(o => o.Remaining);
            Assert.True(resting <= Math.Max(0, -side.Sign() * _position), $"{resting} rest to close a position of {_position}");
        }
    }

    // Those that ended of those that waited are exactly those that the newest price sets off: none was before.
    private void CheckTriggers(HashSet<OrderId> waited, bool isTrade, bool isMark, bool isLiquidated)
    {
        foreach (OrderId id in waited)
        {
            Order order = _orders[id];
            bool isByMark = order.Terms.TriggerBy == TriggerSource.MarkPrice;
            if (order.FollowsMiddle)
                continue;
            bool isSetOff = (isByMark ? isMark : isTrade) && IsSetOff(order);
            if (isSetOff)
                Count(order.Terms.Type.ToString());
            if (!isLiquidated && !venue.Reports.Any(r => r.Id == id && r.Kind is ReportKind.Cancelled || (r.Id == id && r.Kind == ReportKind.Expired && r.ExchangeNs == order.Terms.ExpiresNs)))
                Assert.Equal(isSetOff, order.HasEnded);
        }
    }

    private bool IsSetOff(Order order)
    {
        decimal[] prices = [.. PricesOf(order.Terms).Skip(order.From)];
        decimal trigger = instrument.PriceUnit.ToDecimal(order.Terms.Trigger);
        bool isBuy = order.Terms.Side == Side.Buy;
        if (order.Terms.Type == OrderType.StopMarket)
            return prices.Any(p => isBuy ? p >= trigger : p <= trigger);
        if (order.Terms.Type == OrderType.TakeProfit)
            return prices.Any(p => isBuy ? p <= trigger : p >= trigger);
        decimal callback = order.Terms.CallbackPpm / 1_000_000m;
        decimal[] active = trigger == 0 ? prices : [.. prices.SkipWhile(p => isBuy ? p > trigger : p < trigger)];
        return Enumerable.Range(1, active.Length).Any(n => isBuy
            ? active[n - 1] >= active.Take(n).Min() * (1 + callback)
            : active[n - 1] <= active.Take(n).Max() * (1 - callback));
    }

    private void CheckMargin(bool isLiquidated)
    {
        if (margin is null)
        {
            Assert.False(isLiquidated);
            return;
        }

        if (isLiquidated)
        {
            Assert.Equal(0, _position);
            Assert.DoesNotContain(_orders.Values, o => !o.HasEnded);
            Assert.True(margin.Deposit + _cash >= 0, $"{margin.Deposit + _cash} is left");
        }

        if (_position == 0 || Mark() is not { } mark)
            return;
        decimal value = instrument.QuantityUnit.ToDecimal(new Quantity(_position)) * mark * instrument.Multiplier;
        decimal keep = margin.Maintenance.Select((b, i) => Math.Max(0, Math.Min(Math.Abs(value), i + 1 < margin.Maintenance.Count ? margin.Maintenance[i + 1].FromValue : decimal.MaxValue) - b.FromValue) * b.Rate).Sum();
        Assert.True(margin.Deposit + _cash + value > keep, "should have been liquidated");
    }

    private decimal? Mark()
    {
        if (_markIsTold)
            return _marks[^1];
        if (venue.Book.IsTwoSided)
            return instrument.PriceUnit.Step.ToDecimal(venue.Book.BestBid.Units + venue.Book.BestAsk.Units) / 2;
        return _trades.Count > 0 ? _trades[^1] : null;
    }

    private List<decimal> PricesOf(in NewOrder terms) => terms.TriggerBy == TriggerSource.MarkPrice ? _marks : _trades;

    private void Count(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;
}
