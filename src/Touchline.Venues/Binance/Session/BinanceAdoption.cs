using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// What an earlier session left behind: its orders become this one's, with every open request unknown, as soon as their instrument's units are known. Nothing of them is sent again.
/// </summary>
internal sealed class BinanceAdoption(BinanceSession session, BinanceOrders orders, BinanceInquiries inquiries, BinanceUnnamedFills unnamed)
{
    // A request's time stamp may be so far ahead of the venue's clock; what is further ahead the venue refuses.
    private const long MaxAheadNs = BinanceSession.NsPerSecond;

    // No request of this session has it.
    private const long EarlierRequest = -1;

    private readonly List<AdoptedOrder> _waiting = [];
    private readonly List<(BinanceOrder Order, long Number)> _open = [];

    // At most one for an order that waits.
    private readonly Dictionary<long, Intent> _cancels = [];
    private IReadOnlyList<AdoptedInstrument> _instruments = [];
    private long _startNs;

    /// <summary>There was an earlier session.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Up to then everything was told; 0: nothing ever was.</summary>
    public long SinceMs { get; private set; }

    /// <summary>The account can be read: what it says can be put into units.</summary>
    public bool MayBegin => !IsUsed || session.Instruments.TrueForAll(i => i.Units is not null || i.IsRefused || i.Wanted == FeedStreams.None);

    /// <summary>Every order's fate is definite, or told not to be found out.</summary>
    public bool IsSettled
    {
        get
        {
            while (_open.Count > 0 && IsDefinite(_open[^1].Order, _open[^1].Number))
                _open.RemoveAt(_open.Count - 1);
            return _open.Count == 0 && _waiting.Count == 0;
        }
    }

    public void Take(IReadOnlyList<AdoptedOrder> adopted, IReadOnlyList<AdoptedInstrument> instruments, long sinceNs, long beganNs)
    {
        if (IsUsed)
            throw new InvalidOperationException("a session adopts once");
        IsUsed = true;
        SinceMs = Math.Max(0, sinceNs / BinanceSession.NsPerMs);
        if (SinceMs != 0)
            session.BeganMs = beganNs / BinanceSession.NsPerMs;
        _waiting.AddRange(adopted);
        _instruments = instruments;
    }

    public void Start(long nowNs)
    {
        _startNs = nowNs;
        AdoptedOrder? elsewhere = _waiting.Find(o => o.IsLive && !session.Instruments.Exists(i => i.Symbol == o.Symbol));
        if (elsewhere is not null)
        {
            throw new BadInputException(
                $"order {elsewhere.Id} of an earlier session may still work in {elsewhere.Symbol}, which isn't among this session's symbols: add {elsewhere.Symbol} to them");
        }

        _waiting.RemoveAll(o => !session.Instruments.Exists(i => i.Symbol == o.Symbol));
    }

    /// <summary>The cancel of an order whose units aren't known yet waits until they are: refused, it would be asked for again and again.</summary>
    public bool TryHold(in Intent cancel) => _waiting.Count > 0 && Hold(cancel);

    /// <summary>Cancels that were held back until their orders were entered.</summary>
    public IEnumerable<Intent> TakeCancels()
    {
        Intent[] held = [.. _cancels.Values.Where(c => orders.Find(c.Id.Number) is not null)];
        foreach (Intent cancel in held)
            _cancels.Remove(cancel.Id.Number);
        return held;
    }

    /// <summary>An instrument's units are known.</summary>
    public void Enter(BinanceInstrument instrument, long nowNs)
    {
        foreach (AdoptedInstrument told in _instruments)
        {
            if (told.Symbol != instrument.Symbol)
                continue;
            instrument.Traded ??= new BinanceTraded();
            instrument.Traded.Told.Add(told.Trades);
            instrument.Traded.ToldBefore.Add(told.OwnTrades);
            instrument.Traded.Funding.TellUntil(told.LastFundingNs / BinanceSession.NsPerMs);
        }

        for (int i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Symbol == instrument.Symbol)
                Enter(instrument, _waiting[i], nowNs);
        }

        _waiting.RemoveAll(o => o.Symbol == instrument.Symbol);
        if (instrument.Traded is { Owners: { } owners })
            owners.AddStrangers(instrument.Traded.Told);
    }

    private bool Hold(Intent cancel)
    {
        if (!_waiting.Exists(o => o.Id == cancel.Id && o.IsLive))
            return false;
        _cancels[cancel.Id.Number] = cancel;
        return true;
    }

    private void Enter(BinanceInstrument instrument, AdoptedOrder adopted, long nowNs)
    {
        // A number that the units don't divide makes them finer, those of the numbers before it too.
        if (!TryTerms(instrument, adopted, out _) || !TryTerms(instrument, adopted, out AdoptedUnits units))
        {
            session.SetTrouble(BinanceTrouble.Hopeless, $"{instrument.Symbol}: order {adopted.Id} of an earlier session has a price or a quantity that can't be one: {adopted}");
            return;
        }

        var terms = new NewOrder(instrument.Index, adopted.Side, adopted.Type, adopted.TimeInForce, units.Price, units.Quantity) { ReduceOnly = adopted.ReduceOnly };
        BinanceOrder order = orders.Adopt(adopted.Id, instrument, terms, _startNs);
        order.IsAcknowledged = adopted.IsAcknowledged;
        order.FilledUnits = order.ExecutedUnits = units.Filled.Units;
        order.TermsMs = Math.Max(0, adopted.TermsNs / BinanceSession.NsPerMs);
        foreach (long trade in adopted.Trades)
            order.TryAddTrade(trade);
        if (adopted.AreTradesCut && adopted.Trades.Count > 0)
            order.ToldBelow = adopted.Trades.Min();
        RememberTold(order, adopted);
        if (!adopted.IsLive)
        {
            orders.End(order, nowNs);
            // Long enough ago: if it works at the venue it is news.
            order.EndedNs = long.MinValue / 2;
            return;
        }

        Open(order, adopted, units);
        _open.Add((order, order.Number));
        if (order.HasOpenRequest)
            inquiries.Ask(order, nowNs);
    }

    // Fills bear the venue's number of the order, which nobody wrote down, and of what a conditional one became not even the client id need be ours.
    private void RememberTold(BinanceOrder order, AdoptedOrder adopted)
    {
        TradeOwners owners = order.Instrument.Traded!.Owners ??= new TradeOwners();
        foreach (long trade in adopted.Trades)
            owners.Add(trade, order.Side, isStrangers: false);
        if (order.Conditional is not null && !adopted.IsLive && adopted.AreTradesCut)
            unnamed.AddEarlier(order);
    }

    private void Open(BinanceOrder order, AdoptedOrder adopted, in AdoptedUnits units)
    {
        // What a process sent left it before this one began, whatever its clock showed; but the venue takes it for as long as its time stamp says.
        long stampNs = adopted.SentNs == 0 ? _startNs : session.Clock.LocalNs(adopted.SentNs / BinanceSession.NsPerMs);
        var unknown = new BinanceOpenRequest { Number = EarlierRequest, SentNs = Math.Clamp(stampNs, _startNs, _startNs + MaxAheadNs), IsUnknown = true };
        if (!adopted.IsAcknowledged)
            order.New = unknown;
        if ((adopted.Open & OpenRequests.Cancel) != 0)
            order.Cancel = unknown;
        if ((adopted.Open & OpenRequests.Amend) == 0)
            return;
        order.Amend = unknown;
        (order.AmendPrice, order.AmendQuantity) = (units.AmendPrice, units.AmendQuantity);
    }

    private static bool IsDefinite(BinanceOrder order, long number) =>
        order.Number != number || order.IsEnded || order.IsUnresolved || order is { HasOpenRequest: false, IsDoubted: false, IsEnding: false, MissesFills: false, Conditional: null or { IsSought: false } };

    private static bool TryTerms(BinanceInstrument instrument, AdoptedOrder adopted, out AdoptedUnits units)
    {
        units = default;
        return BinanceOrderLife.TryPrice(instrument, Text(adopted.Price), out units.Price)
            & BinanceOrderLife.TryQuantity(instrument, Text(adopted.Quantity), out units.Quantity)
            & BinanceOrderLife.TryQuantity(instrument, Text(adopted.Filled), out units.Filled)
            & BinanceOrderLife.TryPrice(instrument, Text(adopted.AmendPrice), out units.AmendPrice)
            & BinanceOrderLife.TryQuantity(instrument, Text(adopted.AmendQuantity), out units.AmendQuantity);
    }

    private static byte[] Text(decimal number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private struct AdoptedUnits
    {
        public Price Price, AmendPrice;
        public Quantity Quantity, Filled, AmendQuantity;
    }
}
