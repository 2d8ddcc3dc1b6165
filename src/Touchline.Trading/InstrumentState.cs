using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the engine keeps for one instrument: the trading book, the account's holding, and the batch being taken in.</summary>
internal sealed class InstrumentState(Instrument instrument, RiskLimits account)
{
    public Instrument Instrument { get; } = instrument;

    public OrderBook Book { get; } = new();

    /// <summary>Of all strategies together: what the venue must agree with.</summary>
    public Holding Account { get; } = new(instrument, account);

    /// <summary>What of the account belongs to no strategy: the account is the strategies' ledgers and this one, to the last digit.</summary>
    public Ledger Unassigned { get; } = new();

    /// <summary>Fills of no order of ours.</summary>
    public ToldTrades ToldTrades { get; } = new();

    /// <summary>What became of one of its orders couldn't be found out.</summary>
    public bool IsFrozen;

    /// <summary>Events of the batch being taken in that strategies are told one by one: trades, liquidations, marks, funding.</summary>
    public EventBuffer Told { get; } = new();

    public CandleFeeds Candles { get; } = new();

    /// <summary>The batch being taken in changed the book.</summary>
    public bool BookChanged;

    /// <summary>Engine time of the newest event.</summary>
    public long LastEventNs = long.MinValue / 2;

    /// <summary>When funding was last paid, by the venue's clock.</summary>
    public long LastFundingNs = long.MinValue;

    /// <summary>The middle in price when the book was last two-sided; null before.</summary>
    public decimal? LastMid { get; private set; }

    public void RememberMid()
    {
        Touch touch = Book.Touch;
        if (touch.IsTwoSided)
            LastMid = Instrument.PriceUnit.Step.ToDecimal(touch.BidPrice.Units + touch.AskPrice.Units) / 2;
    }
}
