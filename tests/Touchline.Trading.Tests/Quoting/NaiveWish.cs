using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>
/// One side of what a quote executor should know, found out anew at every question: what is still wanted at each price, and which
/// orders are kept for it. It checks every request and does none itself.
/// </summary>
internal sealed class NaiveWish(Side side, ManualDesk desk)
{
    private readonly Dictionary<long, long> _wanted = [];
    private readonly Dictionary<OrderId, long> _rank = [];
    private readonly HashSet<OrderId> _amendRefused = [];
    private readonly HashSet<long> _waiting = [];
    private readonly HashSet<long> _triedTwice = [];
    private long _ranks;
    private long _filled;
    private long _bound;

    public bool IsSettling => Orders.Any(o => o.InFlight is OrderInFlight.Amend or OrderInFlight.Cancel);

    public int StrayFills { get; private set; }

    private IEnumerable<DeskOrder> Orders => desk.Live.Values.Where(o => o.Side == side).OrderBy(o => _rank[o.Id]);

    public void Want(IEnumerable<(long Price, long Units)> quotes)
    {
        _wanted.Clear();
        _amendRefused.Clear();
        _waiting.Clear();
        _triedTwice.Clear();
        foreach ((long price, long units) in quotes)
            _wanted[price] = Wanted(price) + units;
        _filled = 0;
        _bound = Math.Max(_wanted.Values.Sum(), Orders.Sum(o => o.Worst));
    }

    public void OnInput(bool isSettling)
    {
        if (isSettling)
            return;
        _triedTwice.UnionWith(_waiting);
        _waiting.Clear();
    }

    public void OnRequest(DeskRequest request, bool isSettling)
    {
        DeskOrder order = request.Order;
        switch (request.Kind)
        {
            case OrderInFlight.New:
                Assert.Equal(Lack(request.Price), request.Units);
                Assert.DoesNotContain(request.Price, _waiting);
                break;
            case OrderInFlight.Cancel:
                Assert.Equal(0, Kept()[order.Id]);
                return;
            case OrderInFlight.Amend when request.Price == order.Price:
                Assert.True(Kept()[order.Id] == request.Units && request.Units < order.Remaining);
                break;
            case OrderInFlight.Amend:
                Assert.Equal(0, Kept()[order.Id]);
                Assert.InRange(request.Units, 1, Lack(request.Price));
                break;
        }

        if (request.Refusal != Touchline.Sdk.RiskRefusal.None)
        {
            OnRefused(request, isSettling);
            return;
        }

        long others = Orders.Where(o => o.Id != order.Id).Sum(o => o.Worst);
        Assert.InRange(_filled + others + Math.Max(order.Remaining, request.Units), 0, _bound);
        if (request.Kind == OrderInFlight.New || request.Price != order.Price || request.Units > order.Remaining)
            _rank[order.Id] = ++_ranks;
    }

    public void OnFill(DeskOrder order, long units)
    {
        bool isAmending = order.InFlight == OrderInFlight.Amend;
        long here = isAmending ? Math.Max(0, Math.Min(units, order.AmendWhole - order.Filled)) : units;
        long left = units - Take(isAmending ? order.AmendPrice : order.Price, here);
        order.Filled += units;
        StrayFills += left > 0 ? 1 : 0;
        foreach (long price in _wanted.Keys.OrderByDescending(p => p * side.Sign()))
            left -= Take(price, Math.Min(left, Lack(price)));
        order.Filled -= units;
        _filled += units;
    }

    public void OnEndUnasked(DeskOrder order) => Take(At(order), Kept()[order.Id]);

    public void OnAmendRejected(DeskOrder order)
    {
        OnEndUnasked(order);
        _amendRefused.Add(order.Id);
    }

    public void CheckSettled()
    {
        Assert.DoesNotContain(Orders, o => o.InFlight != OrderInFlight.None || o.IsUnknown);
        Assert.Empty(_waiting);
        foreach (long price in _wanted.Keys.Union(Orders.Select(o => o.Price)))
            Assert.Equal(Wanted(price), Orders.Where(o => o.Price == price).Sum(o => o.Remaining));
    }

    private void OnRefused(DeskRequest request, bool isSettling)
    {
        bool isForRoom = request.Refusal is Touchline.Sdk.RiskRefusal.MaxPosition;
        if (isForRoom && isSettling && !_triedTwice.Contains(request.Price) && _waiting.Add(request.Price))
            _triedTwice.Add(request.Price);
        else
            Take(request.Price, request.Units);
        if (request.Kind == OrderInFlight.Amend)
            _amendRefused.Add(request.Order.Id);
    }

    private long Wanted(long price) => _wanted.GetValueOrDefault(price);

    private long Take(long price, long units)
    {
        long taken = Math.Min(units, Wanted(price));
        if (taken > 0)
            _wanted[price] -= taken;
        return taken;
    }

    private long Lack(long price)
    {
        Dictionary<OrderId, long> kept = Kept();
        return Wanted(price) - Orders.Where(o => At(o) == price).Sum(o => kept[o.Id]);
    }

    private Dictionary<OrderId, long> Kept()
    {
        var kept = new Dictionary<OrderId, long>();
        foreach (DeskOrder order in Orders)
        {
            long standing = order.InFlight switch
            {
                OrderInFlight.Cancel => 0,
                OrderInFlight.Amend => Math.Max(0, order.AmendWhole - order.Filled),
                _ => order.Remaining,
            };
            long before = kept.Where(k => At(desk.Live[k.Key.Number]) == At(order)).Sum(k => k.Value);
            long units = Math.Min(standing, Wanted(At(order)) - before);
            kept[order.Id] = units < standing && _amendRefused.Contains(order.Id) ? 0 : units;
        }

        return kept;
    }

    private static long At(DeskOrder order) => order.InFlight == OrderInFlight.Amend ? order.AmendPrice : order.Price;
}
