using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>One of an order's three kinds of requests, while its outcome isn't definite.</summary>
internal struct BinanceOpenRequest
{
    /// <summary>The request's number; 0: there is none.</summary>
    public long Number;

    public long SentNs;

    /// <summary>It was told that nobody knows.</summary>
    public bool IsUnknown;

    /// <summary>The venue said that it did nothing; why is being asked.</summary>
    public bool IsRefused;

    public readonly bool IsOpen => Number != 0;
}

/// <summary>One of our orders as this session knows it. Kept for reuse; for one thread.</summary>
internal sealed class BinanceOrder
{
    /// <summary>The engine's number; 0: it is in nobody's use.</summary>
    public long Number;

    public BinanceInstrument Instrument = null!;

    public Side Side;

    public OrderType Type;

    public TimeInForce TimeInForce;

    public bool ReduceOnly;

    /// <summary>The terms that the venue is known to hold, or was sent first.</summary>
    public Price Price;

    public Quantity Quantity;

    /// <summary>The terms of the open amend.</summary>
    public Price AmendPrice;

    public Quantity AmendQuantity;

    public BinanceOpenRequest New, Amend, Cancel;

    /// <summary>Null: it isn't a conditional one.</summary>
    public BinanceConditional? Conditional;

    /// <summary>When it was sent.</summary>
    public long BeganNs;

    /// <summary>The venue's number; 0: not known yet. Of a conditional one that of the order that it became.</summary>
    public long VenueId;

    public bool IsAcknowledged;

    /// <summary>Over, and told so.</summary>
    public bool IsEnded;

    /// <summary>Fills that were told, in quantity units.</summary>
    public long FilledUnits;

    /// <summary>The most that the venue has said to have filled.</summary>
    public long ExecutedUnits;

    /// <summary>The venue says that it is over, but not all fills are here yet.</summary>
    public bool IsEnding;

    /// <summary>How it ended; None: by its last fill.</summary>
    public ReportKind EndKind;

    /// <summary>Of one that was refused: the venue couldn't.</summary>
    public bool IsVenueFault;

    public long EndMs;

    /// <summary>When the newest terms became so, by the venue's clock.</summary>
    public long TermsMs;

    /// <summary>It is being asked about: when next, how often, since when; and whether an answer is on its way.</summary>
    public bool IsInquired, IsAsked;

    /// <summary>The venue's list of open orders doesn't hold it: what became of it is to be asked.</summary>
    public bool IsDoubted;

    public long AskAtNs, AskedNs;

    public int Asks;

    /// <summary>Since when it is being asked about.</summary>
    public long InquiredNs;

    /// <summary>It was told that what became of it can't be found out.</summary>
    public bool IsUnresolved;

    /// <summary>How often in a row the venue said that there is no such order.</summary>
    public int NotFounds;

    /// <summary>Fills are being fetched.</summary>
    public bool IsFetching;

    /// <summary>How often they were, since it is asked about.</summary>
    public int Fetches;

    /// <summary>The private stream has told of it.</summary>
    public bool IsStreamed;

    /// <summary>
    /// Fills had to be fetched, and until then the private stream has to tell of one too; 0: none, or it did. Stays once the time is up: to doubt the stream once is enough, for there may be more
    /// fills than are told at once.
    /// </summary>
    public long FillOwedNs;

    /// <summary>The private stream told of a fill while one before it was missing: both are fetched, and told in their order.</summary>
    public bool HoldsFill;

    /// <summary>Its cancel waits for a ban's end or for room.</summary>
    public bool IsCancelWaiting;

    /// <summary>When it was told to be over, by the local clock.</summary>
    public long EndedNs;

    /// <summary>It counts as over because the venue didn't know it, not because the venue said so.</summary>
    public bool IsPresumedGone;

    // The first few fills of an order, and then the rest; most orders have few.
    private const int FewTrades = 8, MaxTrades = 65_536, KeptTrades = 1_024;

    private readonly long[] _fewTrades = new long[FewTrades];
    private HashSet<long>? _moreTrades;
    private int _tradeCount;

    /// <summary>Of fills that an earlier session told only the highest numbers are known: the lowest of them; 0: all are known.</summary>
    public long ToldBelow;

    /// <summary>Its place in <see cref="BinanceTraded.Live"/>; -1: it isn't there.</summary>
    public int LiveAt;

    /// <summary>Something was sent whose outcome isn't definite.</summary>
    public bool HasOpenRequest => New.IsOpen || Amend.IsOpen || Cancel.IsOpen;

    /// <summary>A conditional one that isn't known to have become an order.</summary>
    public bool IsWaiting => Conditional is not null && VenueId == 0;

    /// <summary>Fills are missing that the venue has told of.</summary>
    public bool MissesFills => ExecutedUnits > FilledUnits;

    public void Begin(OrderId id, BinanceInstrument instrument, in NewOrder terms, long nowNs)
    {
        Number = id.Number;
        Instrument = instrument;
        BeganNs = nowNs;
        (Side, Type, TimeInForce, ReduceOnly, Price, Quantity) = (terms.Side, terms.Type, terms.TimeInForce, terms.ReduceOnly, terms.Price, terms.Quantity);
        AmendPrice = default;
        AmendQuantity = default;
        Conditional = terms.Type.IsConditional() ? new BinanceConditional() : null;
        New = Amend = Cancel = default;
        VenueId = FilledUnits = ExecutedUnits = EndMs = TermsMs = AskAtNs = AskedNs = FillOwedNs = ToldBelow = InquiredNs = 0;
        IsAcknowledged = IsEnded = IsEnding = IsDoubted = IsInquired = IsAsked = IsFetching = IsCancelWaiting = IsPresumedGone = IsStreamed = IsUnresolved = HoldsFill = IsVenueFault = false;
        EndedNs = 0;
        _tradeCount = 0;
        if (_moreTrades is { Count: > KeptTrades })
            _moreTrades = null;
        else
            _moreTrades?.Clear();
        EndKind = default;
        Asks = NotFounds = Fetches = 0;
        LiveAt = -1;
    }

    /// <summary>An earlier session told this fill, though its number wasn't kept.</summary>
    public bool WasToldBefore(long id) => id < ToldBelow;

    /// <summary>Null: there is no room to remember any more; false: this fill was told before.</summary>
    public bool? TryAddTrade(long id)
    {
        if (Array.IndexOf(_fewTrades, id, 0, Math.Min(_tradeCount, FewTrades)) >= 0)
            return false;
        if (_tradeCount < FewTrades)
        {
            _fewTrades[_tradeCount++] = id;
            return true;
        }

        _moreTrades ??= new HashSet<long>(FewTrades * 8);
        if (_moreTrades.Count < MaxTrades)
            return _moreTrades.Add(id);
        return _moreTrades.Contains(id) ? false : null;
    }

    public void Rescale(UnitChange change)
    {
        Price = change.Apply(Price);
        AmendPrice = change.Apply(AmendPrice);
        Quantity = change.Apply(Quantity);
        AmendQuantity = change.Apply(AmendQuantity);
        FilledUnits = change.Apply(new Quantity(FilledUnits)).Units;
        ExecutedUnits = change.Apply(new Quantity(ExecutedUnits)).Units;
    }
}

/// <summary>What we do and did in one instrument.</summary>
internal sealed class BinanceTraded
{
    // A fill may be told by the stream, by a reply and by REST, within one reconciliation of each other.
    private const int RememberedTrades = 4_096;

    private readonly HashSet<(long Trade, long Order)> _trades = new(RememberedTrades * 2);
    private readonly (long Trade, long Order)[] _newest = new (long, long)[RememberedTrades];
    private int _tradeCount;

    /// <summary>Orders that aren't over.</summary>
    public List<BinanceOrder> Live { get; } = new(64);

    /// <summary>Of the live orders those that wait in the algo service, as far as is known.</summary>
    public int Waiting { get; set; }

    /// <summary>An order works that the countdown would cancel.</summary>
    public bool Works => Live.Count > Waiting;

    /// <summary>The newest fill's time at the venue; 0: there was none.</summary>
    public long LastTradeMs { get; set; }

    /// <summary>Fills of no order of ours that were told.</summary>
    public ToldTrades Told { get; } = new();

    /// <summary>Fills of our orders that earlier sessions told.</summary>
    public ToldTrades ToldBefore { get; } = new();

    /// <summary>Made with the first conditional or adopted order.</summary>
    public TradeOwners? Owners { get; set; }

    /// <summary>Times of payments that were told.</summary>
    public FundingTimes Funding { get; } = new();

    /// <summary>When the venue is to be told again that we live; <see cref="long.MaxValue"/>: no countdown runs.</summary>
    public long CountdownAtNs { get; set; } = long.MaxValue;

    /// <summary>The venue was told to count down, and not yet for certain to leave it.</summary>
    public bool IsCountdownOn { get; set; }

    /// <summary>It is being told.</summary>
    public bool IsCountdownAsked { get; set; }

    /// <summary>That tells the venue to leave it; null: none is waiting or on its way.</summary>
    public BinanceCall? CountdownOff { get; set; }

    /// <summary>False: this fill was told before. An order that is known remembers all of its own; the newest of the instrument are for those that aren't known any more.</summary>
    /// <param name="order">Null: it isn't known any more.</param>
    /// <param name="number">Its number. Two of our orders may have traded with each other: then both have the trade.</param>
    /// <param name="id">The trade's.</param>
    public bool IsNewTrade(BinanceOrder? order, long number, long id)
    {
        bool? isNewToOrder = order?.TryAddTrade(id);
        bool isNew = IsNewest(id, number);
        return isNewToOrder ?? isNew;
    }

    private bool IsNewest(long id, long order)
    {
        if (!_trades.Add((id, order)))
            return false;
        ref (long Trade, long Order) slot = ref _newest[_tradeCount++ % RememberedTrades];
        if (_tradeCount > RememberedTrades)
            _trades.Remove(slot);
        slot = (id, order);
        return true;
    }

    public void AddLive(BinanceOrder order)
    {
        order.LiveAt = Live.Count;
        Live.Add(order);
        if (order.Conditional is null)
            return;
        Owners ??= new TradeOwners();
        if (order.IsWaiting)
            Waiting++;
    }

    public void RemoveLive(BinanceOrder order)
    {
        if (order.LiveAt < 0)
            return;
        BinanceOrder last = Live[^1];
        Live[order.LiveAt] = last;
        last.LiveAt = order.LiveAt;
        Live.RemoveAt(Live.Count - 1);
        order.LiveAt = -1;
        if (order.IsWaiting)
            Waiting--;
    }

    public void Rescale(UnitChange change)
    {
        foreach (BinanceOrder order in Live)
            order.Rescale(change);
    }
}
