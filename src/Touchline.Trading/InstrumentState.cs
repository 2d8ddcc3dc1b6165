using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the engine keeps for one instrument: the trading book, the account's holding, and the batch being taken in.</summary>
internal sealed class InstrumentState(Instrument instrument, RiskLimits account)
{
    private const double MarkStep = 1e-8;

    // Bid and ask together, when the book was last two-sided; 0 before.
    private long _midSum;

    public Instrument Instrument { get; } = instrument;

    public OrderBook Book { get; } = new();

    /// <summary>Of all strategies together: what the venue must agree with.</summary>
    public Holding Account { get; } = new(instrument, account);

    /// <summary>What of the account belongs to no strategy: the account is the strategies' ledgers and this one, to the last digit.</summary>
    public Ledger Unassigned { get; } = new();

    /// <summary>Fills of no order of ours.</summary>
    public ToldTrades ToldTrades { get; } = new();

    /// <summary>Likewise of orders of ours: one that is told again when the order isn't known any more is no stranger's.</summary>
    public ToldTrades OwnTrades { get; } = new();

    /// <summary>Prices at which own orders could trade.</summary>
    public OwnReach Reach { get; } = new();

    /// <summary>Events of the batch being taken in that strategies are told one by one: trades, liquidations, marks, funding.</summary>
    public EventBuffer Told { get; } = new();

    public CandleFeeds Candles { get; } = new();

    /// <summary>What a quantity unit is worth when the price is a price unit, for quick looks.</summary>
    public double UnitValue { get; } = instrument.PriceUnit.Step.ToDouble(1) * instrument.QuantityUnit.Step.ToDouble(1) * (double)instrument.Multiplier;

    /// <summary>The batch being taken in changed the book.</summary>
    public bool BookChanged;

    /// <summary>Engine time of the newest event.</summary>
    public long LastEventNs = long.MinValue / 2;

    /// <summary>When funding was last paid, by the venue's clock.</summary>
    public long LastFundingNs = long.MinValue;

    /// <summary>The newest mark price as a count of 10^-8; 0 before the first.</summary>
    public long MarkUnits { get; private set; }

    /// <summary>The highest price that the venue takes of a buy by its band, and the lowest of a sell, in price units for quick looks.</summary>
    public (double Buy, double Sell) QuickBand { get; private set; }

    public InstrumentStatus Status;

    public FreezeReason Frozen;

    /// <summary>Orders are taken there by our own rules and the venue's.</summary>
    public bool TakesOrders => Frozen == FreezeReason.None && Status != InstrumentStatus.Halted;

    /// <summary>The middle in price when the book was last two-sided; null before.</summary>
    public decimal? LastMid => _midSum == 0 ? null : Instrument.PriceUnit.Step.ToDecimal(_midSum) / 2;

    /// <summary>The same in price units, after a look at the book; 0 before.</summary>
    public double Mid
    {
        get
        {
            RememberMid();
            return _midSum / 2.0;
        }
    }

    public void TakeMark(long units)
    {
        double price = units * MarkStep / Instrument.PriceUnit.Step.ToDouble(1);
        MarkUnits = units;
        QuickBand = (price * (double)Instrument.PriceBandUp, price * (double)Instrument.PriceBandDown);
    }

    public void RememberMid()
    {
        Touch touch = Book.Touch;
        if (touch.IsTwoSided)
            _midSum = touch.BidPrice.Units + touch.AskPrice.Units;
    }
}
