using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>Where the market maker's quotes stand in one instrument.</summary>
internal sealed class QuoteLadder(int index, Instrument instrument)
{
    // The spread as a share of the mid: at rest, for each unit of volatility, and for each unit of the instrument's quantity held.
    private const double RestingSpread = 0.001;
    private const double SpreadByVolatility = 2;
    private const double SpreadByInventory = 0.0001;

    private readonly Ladder _ladder = new(index, instrument);
    private readonly MidVolatility _volatility = new();

    public Instrument Instrument => instrument;

    public required QuoteTerms Terms
    {
        get;
        set
        {
            field = value;
            _ladder.Terms = value.Ladder;
        }
    }

    public void Refresh(IStrategyContext context)
    {
        BookView book = context.Book(index);
        if (!Ladder.IsSound(book))
        {
            _volatility.Break();
            _ladder.Withdraw(context);
            return;
        }

        _volatility.Add(book.Mid);
        Quote(context, book);
    }

    /// <summary>The terms changed: what stands follows them at once. The next look at the market comes when it was to come.</summary>
    public void Follow(IStrategyContext context)
    {
        BookView book = context.Book(index);
        if (_ladder.IsQuoting && Ladder.IsSound(book))
            Quote(context, book);
    }

    /// <inheritdoc cref="Ladder.WithdrawIfStale"/>
    public void WithdrawIfStale(IStrategyContext context) => _ladder.WithdrawIfStale(context);

    private void Quote(IStrategyContext context, BookView book)
    {
        Quantity position = context.Position(index);
        double half = HalfSpread(book.Mid, position);
        _ladder.Quote(context, book.Mid - Terms.Skew * half * ShareOfMost(position), half, half);
    }

    private double HalfSpread(double mid, Quantity position)
    {
        if (!Terms.Widens)
            return Terms.HalfSpread;
        double held = Math.Abs(instrument.QuantityUnit.ToDouble(position));
        return mid * (RestingSpread + SpreadByVolatility * _volatility.Value + SpreadByInventory * held) / 2;
    }

    private double ShareOfMost(Quantity position) =>
        Terms.Ladder.MaxPosition.IsZero ? 0 : Math.Clamp((double)position.Units / Terms.Ladder.MaxPosition.Units, -1, 1);
}
