using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// Fills of orders that nobody knows, while a conditional order of ours may have become that order: the order that it becomes has a number of its own, and its fills may come before the news of it. They are
/// held back until it is clear whose they are: the conditional order's, or a stranger's once every one that could be meant is known to have waited long after the fill.
/// </summary>
internal sealed class BinanceUnnamedFills(BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceAlgoLife algo, BinanceStrangeOrders strange)
{
    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    // So long a reconciliation waits for them.
    private const long BlocksForNs = 60 * BinanceSession.NsPerSecond;

    // Between two looks at what waits in an instrument, doubled each time.
    private const long FirstPauseNs = 250 * BinanceSession.NsPerMs;
    private const int MaxDoublings = 5;
    private const int Most = 4_096, MostStrangers = 1_024;
    private const int ListWeight = 1, QueryWeight = 1;

    private readonly List<Held> _held = [];
    private readonly Dictionary<BinanceInstrument, Search> _searches = [];

    // Orders that turned out to be nobody's here: an order's later fills needn't wait again.
    private readonly HashSet<(int Instrument, long VenueId)> _strangers = [];

    // Of an earlier session, over, whose fills aren't all known by their numbers: which order each became is asked before a fill may be told as a stranger's.
    private readonly List<BinanceOrder> _earlier = [];
    private long _droppedMs = long.MaxValue, _nowNs;

    /// <summary>There was no room for all of them: what was left out is to be read again.</summary>
    public Action<long> ReadAgain { get; set; } = _ => { };

    /// <summary>When the oldest of them was filled; <see cref="long.MaxValue"/>: there are none.</summary>
    public long OldestMs
    {
        get
        {
            long oldest = _droppedMs;
            foreach (Held held in _held)
                oldest = Math.Min(oldest, held.TimeMs);
            return oldest;
        }
    }

    public long NextNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (Search search in _searches.Values)
            {
                if (!search.IsAsked)
                    next = Math.Min(next, search.AskAtNs);
            }

            return next;
        }
    }

    /// <summary>There are some, and not for so long yet that nothing waits for them any more.</summary>
    public bool Blocks => _held.Count > 0 && _nowNs - _held[0].HeldNs < BlocksForNs;

    /// <summary>A conditional order of an earlier session that has ended.</summary>
    public void AddEarlier(BinanceOrder order) => _earlier.Add(order);

    /// <summary>Everything that earlier sessions may have told was read: nothing of theirs comes any more.</summary>
    public void ForgetEarlier()
    {
        if (_held.Count == 0)
            _earlier.Clear();
    }

    /// <summary>An order that nobody knows may be what a conditional one of ours became.</summary>
    public bool MayBeOurs(BinanceInstrument instrument, long venueId, Side side, long nowNs) =>
        !_strangers.Contains((instrument.Index, venueId)) && MayBeOurs(instrument, side, nowNs, nowNs);

    /// <summary>A fill was told with an order of ours.</summary>
    public static bool WasOurs(BinanceInstrument instrument, in BinanceFillNews fill) => instrument.Traded?.Owners?.WasOurs(fill.TradeId, fill.Side) == true;

    /// <summary>Takes a fill that may be of a conditional order of ours.</summary>
    public void Hold(BinanceInstrument instrument, long venueId, ReadOnlySpan<byte> clientId, in BinanceFillNews fill, long nowNs)
    {
        foreach (Held known in _held)
        {
            if (known.Instrument == instrument && known.TradeId == fill.TradeId && known.Side == fill.Side)
                return;
        }

        if (_held.Count == Most)
            _droppedMs = Math.Min(_droppedMs, fill.TimeMs);
        else
            _held.Add(new Held(instrument, venueId, clientId, fill, nowNs));
        if (!_searches.ContainsKey(instrument))
            _searches[instrument] = new Search { AskAtNs = nowNs };
    }

    /// <summary>Which order a conditional one became is known now: its fills are told.</summary>
    public void Release(BinanceOrder order, long nowNs)
    {
        for (int i = 0; i < _held.Count; i++)
        {
            if (_held[i] is not { } held || held.Instrument != order.Instrument || held.VenueId != order.VenueId)
                continue;
            _held.RemoveAt(i--);
            life.OnFill(held.Instrument, order, order.Number, held.News, nowNs);
        }
    }

    public void Advance(long nowNs)
    {
        _nowNs = nowNs;
        if (_searches.Count == 0)
            return;
        Settle(nowNs);
        foreach ((BinanceInstrument instrument, Search search) in _searches)
        {
            if (!search.IsAsked && nowNs >= search.AskAtNs)
                Ask(instrument, search, nowNs);
        }
    }

    private void Settle(long nowNs)
    {
        for (int i = 0; i < _held.Count; i++)
        {
            Held held = _held[i];
            BinanceOrder? owner = orders.FindByVenueId(held.Instrument.Index, held.VenueId);
            if (owner is null && MayBeOurs(held.Instrument, held.Side, held.HeldNs, held.HeldNs + LagNs))
                continue;
            _held.RemoveAt(i--);
            if (owner is not null)
                life.OnFill(held.Instrument, owner, owner.Number, held.News, nowNs);
            else
                TellAsStrangers(held, nowNs);
        }

        foreach (BinanceInstrument instrument in _searches.Keys)
        {
            if (!_held.Exists(h => h.Instrument == instrument))
                _searches.Remove(instrument);
        }

        if (_held.Count > 0 || _droppedMs == long.MaxValue)
            return;
        _droppedMs = long.MaxValue;
        ReadAgain(nowNs);
    }

    // What came later than the fill can't have made it; what was seen waiting long enough after it didn't.
    private bool MayBeOurs(BinanceInstrument instrument, Side side, long filledNs, long sureNs)
    {
        if (_earlier.Exists(o => o.Instrument == instrument && o.Side == side))
            return true;
        if (instrument.Traded is not { Waiting: > 0 } traded)
            return false;
        foreach (BinanceOrder order in traded.Live)
        {
            if (order is { IsWaiting: true, IsEnding: false } && order.Side == side && order.BeganNs <= filledNs && order.Conditional!.WaitedNs < sureNs)
                return true;
        }

        return false;
    }

    private void TellAsStrangers(Held held, long nowNs)
    {
        if (_strangers.Count == MostStrangers)
            _strangers.Clear();
        if (!WasOurs(held.Instrument, held.News) && _strangers.Add((held.Instrument.Index, held.VenueId)))
            strange.OnStranger(held.Instrument, held.ClientId);
        life.OnExternalFill(held.Instrument, held.News, isVenues: false, nowNs);
    }

    private void Ask(BinanceInstrument instrument, Search search, long nowNs)
    {
        search.AskAtNs = nowNs + FirstPauseNs;
        if (!session.Rest.HasRoom)
            return;
        search.IsAsked = true;
        session.Rest.Ask(
            new BinanceCall("GET", "/fapi/v1/openAlgoOrders", instrument.Query, ListWeight, BinanceUrgency.Query, BinanceSecurity.Signed, (reply, at) =>
            {
                search.IsAsked = false;
                search.AskAtNs = at + (FirstPauseNs << Math.Min(search.Asks++, MaxDoublings));
                if (reply.IsOk)
                    OnList(instrument, reply, at);
            }),
            nowNs);
        foreach (BinanceOrder order in _earlier)
        {
            if (order.Instrument == instrument && !order.IsAsked)
                AskEarlier(order, nowNs);
        }
    }

    // What the list lacks was set off, or has ended: it is asked about alone.
    private void OnList(BinanceInstrument instrument, BinanceReply reply, long nowNs)
    {
        var seen = new HashSet<long>();
        var scanner = new JsonScanner(reply.Body);
        if (scanner.Peek != '[' || !scanner.Enter((byte)'['))
            return;
        while (scanner.NextElement() && scanner.Peek == '{')
        {
            BinanceAlgoState state = BinanceAlgoState.Read(ref scanner);
            if (!state.IsWhole || orders.Find(orders.NumberOf(state.ClientId)) is not { } order)
                continue;
            seen.Add(order.Number);
            algo.OnAnswer(order, state, reply.Http.SentNs, nowNs);
        }

        if (!scanner.AtEnd || instrument.Traded is not { } traded)
            return;
        foreach (BinanceOrder order in traded.Live.ToArray())
        {
            if (order is { IsWaiting: true, IsEnding: false } && order.BeganNs < reply.Http.SentNs && !seen.Contains(order.Number))
                algo.Seek(order, nowNs);
        }
    }

    private void AskEarlier(BinanceOrder order, long nowNs)
    {
        order.IsAsked = true;
        long number = order.Number;
        string query = $"clientAlgoId={Encoding.ASCII.GetString(orders.Prefix)}{number}";
        session.Rest.Ask(
            new BinanceCall("GET", "/fapi/v1/algoOrder", query, QueryWeight, BinanceUrgency.Query, BinanceSecurity.Signed, (reply, at) =>
            {
                order.IsAsked = false;
                var scanner = new JsonScanner(reply.IsOk ? reply.Body : "{}"u8);
                BinanceAlgoState state = BinanceAlgoState.Read(ref scanner);
                bool isGone = reply.Failure is { Code: -2013 or -2011 } && ++order.NotFounds >= BinanceInquiries.GoneAfterAsks;
                if (reply.IsOk ? !state.IsWhole : !isGone)
                    return;
                _earlier.Remove(order);
                if (orders.Find(number) == order)
                    orders.SetVenueId(order, state.OrderId);
                Settle(at);
            }),
            nowNs);
    }

    private sealed class Search
    {
        public long AskAtNs;
        public bool IsAsked;
        public int Asks;
    }

    /// <summary>A fill, with its texts its own.</summary>
    private sealed class Held(BinanceInstrument instrument, long venueId, ReadOnlySpan<byte> clientId, in BinanceFillNews fill, long nowNs)
    {
        private readonly byte[] _price = fill.Price.ToArray(), _quantity = fill.Quantity.ToArray(), _fee = fill.Fee.ToArray(), _feeAsset = fill.FeeAsset.ToArray();
        private readonly bool _isMaker = fill.IsMaker;

        public BinanceInstrument Instrument { get; } = instrument;

        public long VenueId { get; } = venueId;

        public byte[] ClientId { get; } = clientId.ToArray();

        public long TradeId { get; } = fill.TradeId;

        public long TimeMs { get; } = fill.TimeMs;

        public Side Side { get; } = fill.Side;

        public long HeldNs { get; } = nowNs;

        public BinanceFillNews News => new()
        {
            TradeId = TradeId,
            TimeMs = TimeMs,
            Price = _price,
            Quantity = _quantity,
            Fee = _fee,
            FeeAsset = _feeAsset,
            IsMaker = _isMaker,
            Side = Side,
        };
    }
}
