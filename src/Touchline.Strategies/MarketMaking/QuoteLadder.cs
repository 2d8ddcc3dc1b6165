using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>A market maker's quotes in one instrument.</summary>
internal sealed class QuoteLadder(int index, Instrument instrument)
{
    // The spread as a share of the mid: at rest, for each unit of volatility, and for each unit of the instrument's quantity held.
    private const double RestingSpread = 0.001;
    private const double SpreadByVolatility = 2;
    private const double SpreadByInventory = 0.0001;

    private readonly Quote[] _bids = new Quote[MarketMaking.MaxLevels];
    private readonly Quote[] _asks = new Quote[MarketMaking.MaxLevels];
    private readonly MidVolatility _volatility = new();
    private bool _isQuoting;

    public Instrument Instrument => instrument;

    public required QuoteTerms Terms { get; set; }

    public void Refresh(IStrategyContext context)
    {
        BookView book = context.Book(index);
        if (!IsSound(book))
        {
            _volatility.Break();
            Withdraw(context);
            return;
        }

        _volatility.Add(book.Mid);
        Quote(context, book);
    }

    /// <summary>The terms changed: what stands follows them at once. The next look at the market comes when it was to come.</summary>
    public void Follow(IStrategyContext context)
    {
        if (_isQuoting)
            Quote(context, context.Book(index));
    }

    private static bool IsSound(BookView book) => !book.IsStale && book.IsTwoSided && !book.IsCrossed && book.Mid > 0;

    private void Quote(IStrategyContext context, BookView book)
    {
        if (!IsSound(book))
            return;
        Quantity position = context.Position(index);
        double halfSpread = HalfSpread(book.Mid, position);
        double reference = book.Mid - Terms.Skew * halfSpread * ShareOfMost(position);
        int bids = Fill(_bids, Side.Buy, position, reference, halfSpread, book.BestAsk);
        // With hardly any spread the own bid may stand above the market's.
        Price bid = bids > 0 && _bids[0].Price > book.BestBid ? _bids[0].Price : book.BestBid;
        int asks = Fill(_asks, Side.Sell, position, reference, halfSpread, bid);
        context.Quote(index, _bids.AsSpan(0, bids), _asks.AsSpan(0, asks));
        _isQuoting = true;
    }

    /// <summary>Quotes on a book that is missing messages don't wait for the next refresh.</summary>
    public void WithdrawIfStale(IStrategyContext context)
    {
        if (_isQuoting && context.Book(index).IsStale)
            Withdraw(context);
    }

    private void Withdraw(IStrategyContext context)
    {
        context.Quote(index, [], []);
        _isQuoting = false;
    }

    private double HalfSpread(double mid, Quantity position)
    {
        if (!Terms.Widens)
            return Terms.HalfSpread;
        double held = Math.Abs(instrument.QuantityUnit.ToDouble(position));
        return mid * (RestingSpread + SpreadByVolatility * _volatility.Value + SpreadByInventory * held) / 2;
    }

    private double ShareOfMost(Quantity position) =>
        Terms.MaxPosition.IsZero ? 0 : Math.Clamp((double)position.Units / Terms.MaxPosition.Units, -1, 1);

    // From the reference outwards, so that the limit leaves out what is furthest from the touch. A price counts once.
    private int Fill(Quote[] quotes, Side side, Quantity position, double reference, double halfSpread, Price opposite)
    {
        long room = Terms.MaxPosition.Units - side.Sign() * position.Units;
        int count = 0;
        for (int level = 1; level <= Terms.Levels && room >= Terms.Size.Units; level++)
        {
            Price price = PriceAt(side, reference - side.Sign() * halfSpread * level, opposite);
            if (price.Units <= 0 || (count > 0 && quotes[count - 1].Price == price))
                continue;
            quotes[count++] = new Quote(price, Terms.Size);
            room -= Terms.Size.Units;
        }

        return count;
    }

    // On the tick, away from the reference; one tick short of the best opposite price where it would reach it.
    private Price PriceAt(Side side, double at, Price opposite)
    {
        long tick = instrument.TickUnits;
        at = Math.Clamp(at, 0, DecimalUnit.MaxCount);
        if (side == Side.Buy)
        {
            var below = new Price((opposite.Units - 1) / tick * tick);
            Price bid = instrument.TickAtOrBelow(at);
            return bid < below ? bid : below;
        }

        var above = new Price((opposite.Units / tick + 1) * tick);
        Price ask = instrument.TickAtOrAbove(at);
        return ask > above ? ask : above;
    }
}
