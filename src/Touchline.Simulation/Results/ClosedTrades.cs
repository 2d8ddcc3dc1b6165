namespace Touchline.Simulation;

/// <summary>
/// Trades: fills that close a position or a part of it, at average cost, where the fee of a fill belongs to what it cost. The part of a
/// cost that a closing fill releases is rounded to 12 decimals, as in the ledger.
/// </summary>
internal sealed class ClosedTrades
{
    private const int CostDecimals = 12;

    // What the open position cost, fees included: signed like the position.
    private decimal _cost;
    private long _count;
    private long _wins;
    private decimal _profit;

    public TradeFigures Figures => new(_count, _wins, _profit);

    /// <param name="before">Signed position in units, and below after the fill.</param>
    /// <param name="signedValue">Price × quantity × multiplier, negative for a sell.</param>
    public void OnFill(long before, long after, decimal signedValue, decimal fee)
    {
        decimal paid = signedValue + fee;
        bool closes = before != 0 && Math.Sign(before) != Math.Sign(after - before);
        decimal cost = closes ? CostAfter(before, after, paid) : _cost + paid;
        decimal profit = cost - _cost - paid;
        _cost = cost;
        if (!closes)
            return;
        _count++;
        _wins += profit > 0 ? 1 : 0;
        _profit += profit;
    }

    // A fill through zero closes all, and its rest opens anew at its price.
    private decimal CostAfter(long before, long after, decimal paid)
    {
        if (after == 0)
            return 0;
        (decimal whole, decimal share) = Math.Sign(after) == Math.Sign(before)
            ? (_cost, (decimal)after / before)
            : (paid, (decimal)after / (after - before));
        return Math.Round(whole * share, CostDecimals, MidpointRounding.AwayFromZero);
    }
}
