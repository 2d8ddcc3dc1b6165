using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>Where the market maker's quotes stand in one instrument.</summary>
internal sealed class QuoteLadder(int index, Instrument instrument, QuoteTerms terms)
{
    // The spread as a share of the mid: at rest, for each unit of volatility, and for each unit of the instrument's quantity held.
    private const double RestingSpread = 0.001;
    private const double SpreadByVolatility = 2;
    private const double SpreadByInventory = 0.0001;

    private readonly Ladder _ladder = new(index, instrument, terms.Ladder);
    private readonly MidVolatility _volatility = new();

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
        Quantity position = context.Position(index);
        double half = HalfSpread(book.Mid, position);
        _ladder.Quote(context, book.Mid - terms.Skew * half * ShareOfMost(position), half, half);
    }

    /// <inheritdoc cref="Ladder.WithdrawIfStale"/>
    public void WithdrawIfStale(IStrategyContext context) => _ladder.WithdrawIfStale(context);

    private double HalfSpread(double mid, Quantity position)
    {
        if (!terms.Widens)
            return terms.HalfSpread;
        double held = Math.Abs(instrument.QuantityUnit.ToDouble(position));
        return mid * (RestingSpread + SpreadByVolatility * _volatility.Value + SpreadByInventory * held) / 2;
    }

    private double ShareOfMost(Quantity position) =>
        terms.Ladder.MaxPosition.IsZero ? 0 : Math.Clamp((double)position.Units / terms.Ladder.MaxPosition.Units, -1, 1);
}
