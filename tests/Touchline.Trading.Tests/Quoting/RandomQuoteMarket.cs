using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>
/// A strategy that wants at random, never more than its limit, and a venue behind lines that are slow and keep the order: it fills,
/// expires, rejects and now and then leaves unknown for a while what it did.
/// </summary>
internal sealed class RandomQuoteMarket
{
    private const long Limit = 12;

    private readonly ManualDesk _desk = new();
    private readonly NaiveWish _bids;
    private readonly NaiveWish _asks;
    private readonly Queue<(OrderInFlight Kind, long Id, long Price, long Whole)> _requests = new();
    private readonly Queue<(ReportKind Kind, long Id, long Units)> _reports = new();
    private readonly SortedDictionary<long, VenueOrder> _book = [];
    private readonly Dictionary<long, long> _lastWish = [];
    private long _position;
    private bool _isNewInput;

    public RandomQuoteMarket(int seed)
    {
        Random = new Random(seed);
        _bids = new NaiveWish(Side.Buy, _desk);
        _asks = new NaiveWish(Side.Sell, _desk);
        _desk.Gate = (_, _, _) => Random.Next(40) switch
        {
            0 => RiskRefusal.PriceCollar,
            1 or 2 => RiskRefusal.MaxPosition,
            _ => RiskRefusal.None,
        };
        _desk.OnRequest = OnRequest;
    }

    public Random Random { get; }

    public int Messages { get; private set; }

    public int Amends { get; private set; }

    public int Fills { get; private set; }

    public int Refusals { get; private set; }

    public int StrayFills => _bids.StrayFills + _asks.StrayFills;

    public void Want()
    {
        if (Random.Next(4) == 0)
            _lastWish.Clear();
        long middle = 100 + Random.Next(-2, 3);
        for (int i = Random.Next(5); i >= 0; i--)
        {
            long price = middle + Random.Next(1, 6) * (Random.Next(2) == 0 ? 1 : -1);
            _lastWish[price] = Random.Next(0, 6);
        }

        (Side, long, long)[] quotes = [.. Trim(Side.Buy, Limit - _position, middle), .. Trim(Side.Sell, Limit + _position, middle)];
        _bids.Want(quotes.Where(q => q.Item1 == Side.Buy).Select(q => (q.Item2, q.Item3)));
        _asks.Want(quotes.Where(q => q.Item1 == Side.Sell).Select(q => (q.Item2, q.Item3)));
        _isNewInput = true;
        _desk.Want(quotes);
        LookBeforeRequests();
    }

    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            int dice = Random.Next(20);
            if (dice < 9)
                Deliver();
            else if (dice < 18)
                Tell();
            else
                Trade();
        }
    }

    public void Settle()
    {
        while (_requests.Count + _reports.Count > 0)
        {
            Deliver();
            Tell();
        }
    }

    public void CheckSettled()
    {
        _bids.CheckSettled();
        _asks.CheckSettled();
        Assert.Equal(
            _book.Select(o => (o.Key, o.Value.Price, o.Value.Whole - o.Value.Filled)), _desk.Live.Select(o => (o.Key, o.Value.Price, o.Value.Remaining)));
        _desk.Sent();
        (Side, long, long)[] standing = [.. _desk.Live.Values.Select(o => (o.Side, o.Price, o.Remaining))];
        _bids.Want(standing.Where(q => q.Item1 == Side.Buy).Select(q => (q.Item2, q.Item3)));
        _asks.Want(standing.Where(q => q.Item1 == Side.Sell).Select(q => (q.Item2, q.Item3)));
        _desk.Want(standing);
        Assert.Empty(_desk.Sent());
    }

    private IEnumerable<(Side Side, long Price, long Units)> Trim(Side side, long room, long middle)
    {
        foreach ((long price, long units) in _lastWish.Where(q => q.Key < middle == (side == Side.Buy)).OrderByDescending(q => q.Key * side.Sign()))
        {
            long fits = Math.Min(units, room);
            room -= fits;
            yield return (side, price, fits);
        }
    }

    private NaiveWish WishOf(Side side) => side == Side.Buy ? _bids : _asks;

    // What waits for others to go may leave from the first input on after which nothing of them is left: seen when that input is told
    // and nothing has been sent for it yet.
    private void LookBeforeRequests()
    {
        if (!_isNewInput)
            return;
        _isNewInput = false;
        bool isSettling = _bids.IsSettling || _asks.IsSettling;
        _bids.OnInput(isSettling);
        _asks.OnInput(isSettling);
    }

    private void OnRequest(DeskRequest request)
    {
        LookBeforeRequests();
        WishOf(request.Order.Side).OnRequest(request, _bids.IsSettling || _asks.IsSettling);
        if (request.Refusal != RiskRefusal.None)
        {
            Refusals++;
            return;
        }

        Messages++;
        Amends += request.Kind == OrderInFlight.Amend ? 1 : 0;
        _requests.Enqueue((request.Kind, request.Order.Id.Number, request.Price, request.Order.Filled + request.Units));
    }

    // The venue takes its next request.
    private void Deliver()
    {
        if (!_requests.TryDequeue(out (OrderInFlight Kind, long Id, long Price, long Whole) request))
            return;
        if (Random.Next(30) == 0)
            _reports.Enqueue((ReportKind.Unknown, request.Id, 0));
        bool lives = _book.TryGetValue(request.Id, out VenueOrder? order);
        int dice = Random.Next(20);
        switch (request.Kind)
        {
            case OrderInFlight.New when dice < 2:
                _reports.Enqueue((dice == 0 ? ReportKind.Rejected : ReportKind.Expired, request.Id, 0));
                break;
            case OrderInFlight.New:
                _book.Add(request.Id, new VenueOrder { Price = request.Price, Whole = request.Whole });
                _reports.Enqueue((ReportKind.Acknowledged, request.Id, 0));
                break;
            case OrderInFlight.Cancel:
                _book.Remove(request.Id);
                _reports.Enqueue((lives ? ReportKind.Cancelled : ReportKind.CancelRejected, request.Id, 0));
                break;
            case OrderInFlight.Amend when !lives || request.Whole <= order!.Filled || dice == 0:
                _reports.Enqueue((ReportKind.AmendRejected, request.Id, 0));
                break;
            case OrderInFlight.Amend when dice == 1:
                _book.Remove(request.Id);
                _reports.Enqueue((ReportKind.Expired, request.Id, 0));
                break;
            case OrderInFlight.Amend:
                (order.Price, order.Whole) = (request.Price, request.Whole);
                _reports.Enqueue((ReportKind.Amended, request.Id, 0));
                break;
        }
    }

    private void Trade()
    {
        if (_book.Count == 0)
            return;
        (long id, VenueOrder order) = _book.ElementAt(Random.Next(_book.Count));
        long units = Random.Next(1, (int)(order.Whole - order.Filled) + 1);
        order.Filled += units;
        if (order.Filled == order.Whole)
            _book.Remove(id);
        _reports.Enqueue((ReportKind.Fill, id, units));
    }

    // The next report reaches us.
    private void Tell()
    {
        if (!_reports.TryDequeue(out (ReportKind Kind, long Id, long Units) report) || !_desk.Live.TryGetValue(report.Id, out DeskOrder? order))
            return;
        _isNewInput = true;
        TellDesk(report.Kind, report.Units, order);
        LookBeforeRequests();
    }

    private void TellDesk(ReportKind kind, long units, DeskOrder order)
    {
        long id = order.Id.Number;
        NaiveWish wish = WishOf(order.Side);
        switch (kind)
        {
            case ReportKind.Acknowledged:
                _desk.Acknowledge(id);
                break;
            case ReportKind.Fill:
                Fills++;
                _position += order.Side.Sign() * units;
                Assert.InRange(_position, -Limit, Limit);
                wish.OnFill(order, units);
                _desk.Fill(id, units);
                break;
            case ReportKind.Amended:
                _desk.Amended(id);
                break;
            case ReportKind.AmendRejected:
                if (order.Remaining > 0)
                    wish.OnAmendRejected(order);
                _desk.AmendRejected(id);
                break;
            case ReportKind.CancelRejected:
                _desk.CancelRejected(id);
                break;
            case ReportKind.Unknown:
                if (order.InFlight != OrderInFlight.None)
                    _desk.Unknown(id);
                break;
            default:
                if (order.InFlight != OrderInFlight.Cancel)
                    wish.OnEndUnasked(order);
                _desk.End(id, kind switch
                {
                    ReportKind.Cancelled => OrderState.Cancelled,
                    ReportKind.Expired => OrderState.Expired,
                    _ => OrderState.Rejected,
                });
                break;
        }
    }

    private sealed class VenueOrder
    {
        public long Price { get; set; }

        public long Whole { get; set; }

        public long Filled { get; set; }
    }
}
