using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Position and money of one owner (a strategy, or the account) in one instrument, from its fills and funding alone. Money is quote currency, exact
/// but for one thing: closing a part of a position releases its share of the cost, at average cost rounded to 12 decimals; what was rounded off is
/// realised with the rest, so that realised and unrealised always add up to the balance and the position's value, by either way of counting.
/// docs/ledger.md.
/// </summary>
public sealed class Ledger
{
    private const int CostDecimals = 12;

    private LotQueue _lots = new();

    // What the open position cost on average: signed like the position.
    private decimal _cost;

    // By asset, from 1. Made when the first such fee comes, which is once.
    private AssetFees[] _otherFees = [];
    private decimal _quoteFees;

    /// <summary>Signed position in quantity units.</summary>
    public Quantity Position { get; private set; }

    /// <summary>Cash from trades, without fees: what sells brought in less what buys cost.</summary>
    public decimal Balance { get; private set; }

    /// <summary>
    /// Fees paid, negative when rebates outweigh them: those in quote currency, and those in other assets by the prices known at the fills. What had
    /// no price isn't in it: <see cref="UnpricedFees"/>.
    /// </summary>
    public decimal Fees { get; private set; }

    /// <summary>Fills whose fee was paid in another asset when nobody knew its price.</summary>
    public long UnpricedFees { get; private set; }

    /// <summary>Funding received less funding paid.</summary>
    public decimal Funding { get; private set; }

    /// <summary>Σ |price × quantity × multiplier| over the fills.</summary>
    public decimal Turnover { get; private set; }

    public long Fills { get; private set; }

    /// <summary>Changes with every booking.</summary>
    internal long Bookings { get; private set; }

    /// <summary>What closed positions earned at average cost, without fees.</summary>
    public decimal Realised => Balance + _cost;

    /// <summary>What they earned where the oldest of a position is closed first.</summary>
    public decimal RealisedFifo => Balance + _lots.Cost;

    /// <summary>Assets in which fees may have been paid, the quote currency's 0 included: <see cref="FeesIn"/> has them.</summary>
    public int FeeAssets => Math.Max(1, _otherFees.Length);

    /// <summary>Lots of the open position, oldest first: what is left of the fills that made it, <see cref="LotQueue.Most"/> at most.</summary>
    public int Lots => _lots.Count;

    /// <summary>Fills that had to join a lot of another price, as there were too many lots: since then the oldest isn't told from what joined it.</summary>
    public long JoinedLots => _lots.Joined;

    /// <param name="age">0: the oldest; below <see cref="Lots"/>.</param>
    public PositionLot Lot(int age) => _lots[age];

    /// <summary>What was paid in an asset.</summary>
    /// <param name="asset">0: quote currency; else its place in the engine's list, from 1.</param>
    public AssetFees FeesIn(int asset) =>
        asset == 0 ? new AssetFees(0, _quoteFees, _quoteFees, 0, 0) : asset < _otherFees.Length ? _otherFees[asset] : new AssetFees((byte)asset, 0, 0, 0, 0);

    /// <param name="value">The fill's price × quantity × multiplier.</param>
    internal void Apply(Side side, Quantity quantity, decimal value, in Fee fee)
    {
        long before = Position.Units, after = before + side.Sign() * quantity.Units;
        if (quantity.Units != 0)
            _lots.Apply(before, side.Sign() * quantity.Units, side.Sign() * value);
        _cost = CostAfter(before, after, side.Sign() * value);
        Position = new Quantity(after);
        Balance -= side.Sign() * value;
        Fees += fee.InQuote;
        if (fee.Asset == 0)
            _quoteFees += fee.Amount;
        else
            AddOther(fee);
        Turnover += Math.Abs(value);
        Fills++;
        Bookings++;
    }

    /// <param name="amount">Positive when received.</param>
    internal void ApplyFunding(decimal amount)
    {
        Funding += amount;
        Bookings++;
    }

    /// <summary>Mean price of the open position; 0 when flat.</summary>
    public decimal AveragePrice(Instrument instrument) =>
        Position.IsZero ? 0 : _cost / (instrument.QuantityUnit.ToDecimal(Position) * instrument.Multiplier);

    /// <summary>What the open position would earn at a mid; without a mid it counts nothing, so that what it cost is lost.</summary>
    public decimal Unrealised(Instrument instrument, decimal? mid) => PositionValue(instrument, mid ?? 0) - _cost;

    /// <summary>Balance + position × mid × multiplier − fees + funding; without a mid the position counts nothing.</summary>
    public decimal Equity(Instrument instrument, decimal? mid) => Balance + PositionValue(instrument, mid ?? 0) - Fees + Funding;

    /// <summary>The same where the oldest of a position is closed first; with <see cref="RealisedFifo"/> it adds up to the same.</summary>
    public decimal UnrealisedFifo(Instrument instrument, decimal? mid) => PositionValue(instrument, mid ?? 0) - _lots.Cost;

    /// <summary>All that it knows. Allocates.</summary>
    public LedgerState State => new()
    {
        Position = Position,
        Cost = _cost,
        Balance = Balance,
        Funding = Funding,
        Turnover = Turnover,
        Fills = Fills,
        Fees = [.. Enumerable.Range(0, FeeAssets).Select(FeesIn)],
        Lots = [.. Enumerable.Range(0, Lots).Select(Lot)],
        JoinedLots = JoinedLots,
    };

    /// <summary>Becomes what another was.</summary>
    internal void Restore(LedgerState state)
    {
        Position = state.Position;
        (_cost, Balance, Funding, Turnover, Fills) = (state.Cost, state.Balance, state.Funding, state.Turnover, state.Fills);
        _quoteFees = state.Fees[0].Amount;
        _otherFees = state.Fees.Count > 1 ? [.. state.Fees] : [];
        Fees = state.Fees.Sum(f => f.InQuote);
        UnpricedFees = state.Fees.Sum(f => f.UnpricedFills);
        _lots = new LotQueue();
        _lots.Restore([.. state.Lots], state.JoinedLots);
        Bookings++;
    }

    private void AddOther(in Fee fee)
    {
        if (fee.Asset >= _otherFees.Length)
            MakeRoom(fee.Asset);
        _otherFees[fee.Asset] = _otherFees[fee.Asset].With(fee);
        UnpricedFees += fee.IsPriced ? 0 : 1;
    }

    private void MakeRoom(byte asset)
    {
        int had = _otherFees.Length;
        Array.Resize(ref _otherFees, asset + 1);
        for (int i = had; i <= asset; i++)
            _otherFees[i] = new AssetFees((byte)i, 0, 0, 0, 0);
    }

    private decimal PositionValue(Instrument instrument, decimal mid) =>
        instrument.QuantityUnit.ToDecimal(Position) * mid * instrument.Multiplier;

    // A fill that goes through zero closes the whole position, and the rest opens one at the fill's price.
    private decimal CostAfter(long before, long after, decimal signedValue)
    {
        if (before == 0 || Math.Sign(before) == Math.Sign(after - before))
            return _cost + signedValue;
        if (after == 0)
            return 0;
        return Math.Sign(after) == Math.Sign(before)
            ? Math.Round(_cost * ((decimal)after / before), CostDecimals, MidpointRounding.AwayFromZero)
            : Math.Round(signedValue * ((decimal)after / (after - before)), CostDecimals, MidpointRounding.AwayFromZero);
    }
}
