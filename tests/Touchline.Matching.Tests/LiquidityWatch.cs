using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// Stands beside a venue under partial-fill and keeps its own account, from rows and reports alone, of what the market offered and
/// what own orders got; anything got that wasn't there fails.
/// </summary>
internal sealed class LiquidityWatch(SimulatedVenue venue, long lot)
{
    private readonly Dictionary<Side, SortedDictionary<long, long>> _shown = new() { [Side.Buy] = [], [Side.Sell] = [] };
    private readonly Dictionary<OrderId, Known> _orders = [];
    private readonly List<Known> _resting = [];
    private readonly Dictionary<Side, Account> _accounts = new() { [Side.Buy] = new(), [Side.Sell] = new() };
    private readonly Dictionary<(Side, long), Offer> _offers = [];
    private int _arrivals;
    private bool _wasDefined;

    private sealed class Known
    {
        public required NewOrder Terms { get; set; }

        public long Filled { get; set; }

        public int Arrival { get; set; }

        public bool IsOver { get; set; }

        public long Limit => Terms.Price.Units;

        public bool Takes(long opposite) => Terms.Type == OrderType.Market || (Terms.Side == Side.Buy ? opposite <= Limit : opposite >= Limit);

        public bool IsAheadOf(Known other) =>
            Terms.Side == other.Terms.Side && (Limit == other.Limit ? Arrival < other.Arrival : Terms.Side == Side.Buy ? Limit > other.Limit : Limit < other.Limit);
    }

    /// <summary>One side's own resting orders against the market, since the start.</summary>
    private sealed class Account
    {
        public long Traded { get; set; }

        public long FilledByTrades { get; set; }

        public long FilledByCrossing { get; set; }
    }

    /// <summary>A level that has crossed own resting orders, since then and until it goes.</summary>
    private sealed class Offer
    {
        public long Shown { get; set; }

        public bool Crosses { get; set; }

        /// <summary>What it showed when it first crossed us, and by how much it rose while it did.</summary>
        public long Offered { get; set; }

        public long Filled { get; set; }
    }

    public int MakerFills { get; private set; }

    public int TakerFills { get; private set; }

    /// <summary>Rows of a level that crossed us before and was told again as large or smaller.</summary>
    public int RowsToldAgain { get; private set; }

    /// <summary>Rows that filled more than one own order.</summary>
    public int SharedRows { get; private set; }

    public void Row(in MarketEvent row)
    {
        Show(row);
        Side ours = row.Side.Opposite();
        bool isLevel = row.Kind is EventKind.Depth or EventKind.Snapshot;
        long price = row.Price.Units;
        bool isMet = (isLevel || row.Kind == EventKind.Trade) && _resting.Exists(o => o.Terms.Side == ours && o.Takes(price));
        if (isLevel)
            Tell((row.Side, price), row.Quantity.Units, isMet);
        venue.OnMarket(row);
        long before = isMet ? Filled(ours) : 0;
        var filled = new List<Known>();
        foreach (OrderReport report in venue.Reports)
        {
            Assert.True(isMet && report.Kind == ReportKind.Fill && report.IsMaker);
            filled.Add(TakeFill(report, isLevel ? price : null));
        }

        if (isMet)
            CheckRow(row, filled, _accounts[ours], Filled(ours) - before);
        CheckOrder(filled);
        Close();
    }

    public void Place(ApprovedOrder order)
    {
        var known = new Known { Terms = order.Order };
        _orders.Add(order.Id, known);
        venue.OnPlace(order, 0);
        TakeAnswers(known);
    }

    public void Cancel(OrderId id)
    {
        bool isResting = IsResting(id);
        venue.OnCancel(id, 0);
        Assert.Equal(isResting ? ReportKind.Cancelled : ReportKind.CancelRejected, Assert.Single(venue.Reports).Kind);
        if (isResting)
            Leave(_orders[id]);
        Close();
    }

    public void Amend(OrderId id, NewOrder terms)
    {
        bool isResting = IsResting(id);
        venue.OnAmend(id, terms, 0);
        if (!isResting)
        {
            Assert.Equal(ReportKind.AmendRejected, Assert.Single(venue.Reports).Kind);
            Close();
            return;
        }

        Known order = _orders[id];
        if (terms.Quantity.Units <= order.Filled)
        {
            Assert.Equal(ReportKind.Cancelled, Assert.Single(venue.Reports).Kind);
            Leave(order);
            Close();
            return;
        }

        Assert.Equal((ReportKind.Amended, terms.Price, terms.Quantity), (venue.Reports[0].Kind, venue.Reports[0].Price, venue.Reports[0].Quantity));
        venue.Reports.RemoveAt(0);
        if (terms.Price != order.Terms.Price || terms.Quantity > order.Terms.Quantity)
            order.Arrival = ++_arrivals;
        order.Terms = order.Terms with { Price = terms.Price, Quantity = terms.Quantity };
        TakeAnswers(order);
    }

    // ---- what the rules promise ----

    private void CheckRow(in MarketEvent row, List<Known> filled, Account account, long got)
    {
        long most = row.Quantity.Units;
        if (row.Kind == EventKind.Trade)
        {
            account.Traded += most;
            // Fractions of a lot that earlier trades left may make a row's fills a little larger, but never their sum.
            Assert.True(got <= most + filled.Count * (lot - 1), $"{got} filled by a trade of {most}");
        }

        Assert.True(account.FilledByTrades <= account.Traded, $"{account.FilledByTrades} filled by {account.Traded} traded");
    }

    // Whoever got something has nobody before him who still wants something.
    private void CheckOrder(List<Known> filled)
    {
        SharedRows += filled.Count > 1 ? 1 : 0;
        foreach (Known order in filled)
            Assert.DoesNotContain(_resting, other => other.IsAheadOf(order));
    }

    private Known TakeFill(in OrderReport fill, long? crossing)
    {
        Known order = _orders[fill.Id];
        long price = fill.Price.Units, quantity = fill.Quantity.Units;
        Assert.False(order.IsOver, "a fill after the end");
        Assert.True(quantity > 0 && quantity % lot == 0, $"a fill of {quantity} with lots of {lot}");
        order.Filled += quantity;
        Assert.True(order.Filled <= order.Terms.Quantity.Units, $"{order.Filled} filled of {order.Terms.Quantity}");
        if (order.Filled == order.Terms.Quantity.Units)
            Leave(order);
        SortedDictionary<long, long> theirs = _shown[order.Terms.Side.Opposite()];
        if (!fill.IsMaker)
        {
            TakerFills++;
            Assert.True(order.Takes(price) && theirs.GetValueOrDefault(price) >= quantity, $"{quantity} taken at {price}, where {theirs.GetValueOrDefault(price)} was left");
            Lower(theirs, price, quantity);
            return order;
        }

        MakerFills++;
        Assert.Equal(order.Limit, price);
        Account account = _accounts[order.Terms.Side];
        if (crossing is { } level)
        {
            account.FilledByCrossing += quantity;
            TakeCrossing(order, level, quantity);
        }
        else
        {
            account.FilledByTrades += quantity;
        }

        return order;
    }

    // Whatever stood there before the row has been had already: the row's level alone gives.
    private void TakeCrossing(Known order, long level, long quantity)
    {
        Side side = order.Terms.Side.Opposite();
        Assert.True(order.Takes(level) && _shown[side].GetValueOrDefault(level) >= quantity, $"{quantity} by a level of {_shown[side].GetValueOrDefault(level)} at {level}");
        Lower(_shown[side], level, quantity);
        Offer offer = _offers[(side, level)];
        offer.Filled += quantity;
        Assert.True(offer.Filled <= offer.Offered, $"{offer.Filled} filled by the level at {level}, which has offered {offer.Offered} while it crossed us");
    }

    private void TakeAnswers(Known order)
    {
        bool wasResting = _resting.Contains(order);
        foreach (OrderReport report in venue.Reports)
        {
            Assert.False(order.IsOver, "a report after the end");
            if (report.Kind == ReportKind.Fill)
            {
                Assert.False(report.IsMaker);
                TakeFill(report, crossing: null);
            }
            else if (report.Kind == ReportKind.Acknowledged)
            {
                Assert.False(wasResting, "acknowledged twice");
                order.Arrival = ++_arrivals;
                _resting.Add(order);
            }
            else
            {
                Assert.Equal(ReportKind.Expired, report.Kind);
                Leave(order);
            }
        }

        Assert.True(order.IsOver || _resting.Contains(order), "an order without an answer");
        Close();
    }

    private void Close()
    {
        venue.Reports.Clear();
        foreach ((Side side, SortedDictionary<long, long> levels) in _shown)
        {
            Assert.Equal(levels.Count, venue.Book.LevelCount(side));
            foreach ((long price, long quantity) in levels)
                Assert.Equal(quantity, venue.Book.QuantityAt(side, new Price(price)).Units);
        }
    }

    private void Tell((Side, long) level, long quantity, bool crosses)
    {
        bool isNew = !_offers.TryGetValue(level, out Offer? offer);
        if (quantity == 0 || (isNew && !crosses))
        {
            _offers.Remove(level);
            return;
        }

        if (offer is null)
            _offers.Add(level, offer = new Offer { Shown = quantity, Crosses = true, Offered = quantity });
        else if (crosses)
            RowsToldAgain += quantity <= offer.Shown ? 1 : 0;
        // An order that comes to a level which has grown meanwhile takes whole lots of it; the fraction that stays counts on.
        long fraction = offer.Crosses ? 0 : lot - 1;
        offer.Offered += crosses ? Math.Max(0, quantity - offer.Shown) + fraction : 0;
        offer.Shown = quantity;
        offer.Crosses = crosses;
    }

    private void Show(in MarketEvent row)
    {
        if (row.Kind is EventKind.Depth or EventKind.Snapshot)
        {
            _shown[row.Side][row.Price.Units] = row.Quantity.Units;
            Lower(_shown[row.Side], row.Price.Units, 0);
        }

        bool isLaterDefinition = row.Kind == EventKind.Definition && _wasDefined;
        _wasDefined |= row.Kind == EventKind.Definition;
        if (row.Kind != EventKind.Clear && !isLaterDefinition)
            return;
        foreach ((Side side, SortedDictionary<long, long> levels) in _shown)
        {
            if (row.Side != Side.None && row.Side != side)
                continue;
            levels.Clear();
            foreach ((Side, long) level in _offers.Keys.Where(l => l.Item1 == side).ToArray())
                _offers.Remove(level);
        }
    }

    private static void Lower(SortedDictionary<long, long> levels, long price, long by)
    {
        levels[price] -= by;
        if (levels[price] == 0)
            levels.Remove(price);
    }

    private bool IsResting(OrderId id) => _orders.TryGetValue(id, out Known? order) && _resting.Contains(order);

    private long Filled(Side side) => _accounts[side].FilledByTrades + _accounts[side].FilledByCrossing;

    private void Leave(Known order)
    {
        order.IsOver = true;
        _resting.Remove(order);
    }
}
