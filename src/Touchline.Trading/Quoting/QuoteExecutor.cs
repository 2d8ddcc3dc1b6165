using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// Makes one strategy's orders in one instrument what it last said it wants, with the fewest messages. What may stay where it is stays;
/// an order that stands where nothing is wanted is amended to where something lacks; the rest is cancelled or placed. An order has one
/// request on its way at a time, save a cancel behind a new order; each report lets the executor go on.
/// </summary>
/// <remarks>
/// On either side, all that could still trade together with what has filled is never more than what was wanted, or than what could
/// trade already when it was wanted: in place of an order that is on its way out nothing stands before it has gone. So a strategy that
/// never wants more than its position allows never holds more. A fill uses up what was wanted where its order stands or is being
/// amended to; one of an order that is no longer wanted uses up what would have been placed next.
/// </remarks>
internal sealed class QuoteExecutor
{
    /// <summary>Quotes that may be wanted on a side.</summary>
    public const int MaxQuotesPerSide = 64;

    /// <summary>Orders on a side, those on their way out included; with so many nothing is placed before one has ended.</summary>
    public const int MaxOrdersPerSide = 4 * MaxQuotesPerSide;

    private readonly QuoteSide _bids;
    private readonly QuoteSide _asks;

    public QuoteExecutor(int instrument, IOrderEntry entry)
    {
        _bids = new QuoteSide(Side.Buy, instrument, entry);
        _asks = new QuoteSide(Side.Sell, instrument, entry);
    }

    /// <summary>A strategy's new wish in place of the one before. Quotes of no quantity are left out.</summary>
    /// <exception cref="ArgumentException">Too many quotes, or more quantity than can be counted.</exception>
    public void Want(ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks)
    {
        Check(bids, nameof(bids));
        Check(asks, nameof(asks));
        _bids.Want(bids);
        _asks.Want(asks);
        Reach();
    }

    /// <summary>One of the quotes' orders traded. To be told before its state change, and before the strategy.</summary>
    public void OnFill(in Fill fill) => SideOf(fill.Side).OnFill(fill);

    /// <summary>One of the quotes' orders changed its state, its terms or what is in flight. To be told before the strategy.</summary>
    public void OnOrder(in OrderUpdate update)
    {
        SideOf(update.Side).OnOrder(update);
        Reach();
    }

    private QuoteSide SideOf(Side side) => side == Side.Buy ? _bids : _asks;

    // Cancels leave first. Where one side is to move to where the other still stands, the other moves away first. Ends because an order
    // whose amend was refused isn't amended again before the next wish.
    private void Reach()
    {
        QuoteSide first, second;
        do
        {
            bool isSettling = _bids.IsSettling || _asks.IsSettling;
            _bids.Plan(isSettling);
            _asks.Plan(isSettling);
            (first, second) = _bids.WouldMeet(_asks) ? (_asks, _bids) : (_bids, _asks);
            _bids.SendCancels();
            _asks.SendCancels();
        }
        while (!first.TrySendAmends(second) || !second.TrySendAmends(first));

        SendPlaces(first, second);
    }

    // In turn, from the inside outwards: where a limit lets only some of them through, neither side gets them all.
    private static void SendPlaces(QuoteSide first, QuoteSide second)
    {
        first.BeginPlaces();
        second.BeginPlaces();
        bool firstGoesOn = true, secondGoesOn = true;
        while (firstGoesOn || secondGoesOn)
        {
            firstGoesOn = firstGoesOn && first.TrySendPlace(second);
            secondGoesOn = secondGoesOn && second.TrySendPlace(first);
        }
    }

    private static void Check(ReadOnlySpan<Quote> quotes, string name)
    {
        if (quotes.Length > MaxQuotesPerSide)
            throw new ArgumentException($"{quotes.Length} quotes are wanted on a side; at most {MaxQuotesPerSide} may be", name);
        Int128 sum = 0;
        foreach (Quote quote in quotes)
            sum += Math.Max(0, quote.Quantity.Units);
        if (sum > DecimalUnit.MaxCount)
            throw new ArgumentException($"{sum} units are wanted on a side; at most {DecimalUnit.MaxCount} may be", name);
    }
}
