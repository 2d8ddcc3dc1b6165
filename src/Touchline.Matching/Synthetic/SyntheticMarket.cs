using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// A market that lives from its seed alone: limit orders, cancels and market orders arrive at random around a fair value that walks;
/// takers pull the touch to it. It never ends and its memory is bounded. One order at a time, at strictly growing exchange times;
/// nothing here knows how its events are written or sent. For one thread.
/// </summary>
public sealed class SyntheticMarket
{
    private const double NsPerSecond = 1e9;
    private const int FewestLevels = 10;
    private const int LargestSweep = 8;
    private const double QuietTakers = 0.09;
    private const double MostTakers = 0.35;

    private readonly SyntheticMarketOptions _options;
    private readonly SeededRandom _random;
    private readonly FairValue _fair;
    private readonly BookLevel[] _levels;

    /// <param name="options">How it behaves.</param>
    /// <param name="seed">The same seed gives the same market.</param>
    /// <param name="startNs">Exchange time at which the book stands; the first order comes after it.</param>
    public SyntheticMarket(SyntheticMarketOptions options, ulong seed, long startNs)
    {
        _options = options;
        _random = new SeededRandom(seed);
        _fair = new FairValue(options, _random);
        _levels = new BookLevel[2 * options.Levels];
        NowNs = startNs;
        Fill(Side.Buy);
        Fill(Side.Sell);
        ScheduleNext();
    }

    /// <summary>The book after the last order, in ticks and lots.</summary>
    public OrderBook Book { get; } = new();

    /// <summary>Counts every change of a level since the start.</summary>
    public long UpdateId { get; private set; }

    /// <summary>Exchange time of the last order.</summary>
    public long NowNs { get; private set; }

    /// <summary>Exchange time of the next order.</summary>
    public long NextNs { get; private set; }

    /// <summary>
    /// The next order. Its rows replace the buffer's: first the trades, then the level changes with their update ids as reference;
    /// each of the two is a batch. Seen by the exchange only: local times are for whoever delivers them.
    /// </summary>
    public void Step(EventBuffer rows)
    {
        rows.Clear();
        double seconds = (NextNs - NowNs) / NsPerSecond;
        NowNs = NextNs;
        _fair.Advance(seconds);
        double mispriced = _fair.Price - Book.Mid;
        double takers = Math.Min(MostTakers, QuietTakers + 0.02 * Math.Abs(mispriced));
        double kind = _random.NextDouble();
        if (kind < takers)
            Take(rows, _random.Chance(0.5 + Math.Clamp(0.12 * mispriced, -0.45, 0.45)) ? Side.Buy : Side.Sell);
        else if (kind < takers + (1 - takers) * 0.48)
            Cancel(rows, RandomSide());
        else
            Rest(rows, RandomSide());
        ScheduleNext();
    }

    private Side RandomSide() => _random.Chance(0.5) ? Side.Buy : Side.Sell;

    private void ScheduleNext()
    {
        double perSecond = _options.OrdersPerSecond * (_fair.InBurst ? _options.BurstFactor : 1);
        NextNs = NowNs + 1 + (long)(_random.Exponential() / perSecond * NsPerSecond);
    }

    // The opening book: from the fair value outwards, thinning out.
    private void Fill(Side side)
    {
        long price = (long)_fair.Price + (side == Side.Buy ? -1 : 1);
        for (int i = 0; i < _options.Levels; i++)
        {
            Book.Set(side, new Price(price), RestingQuantity());
            price -= side.Sign() * (1 + (long)(_random.Exponential() * i / 40));
        }
    }

    private Quantity RestingQuantity() => new(1 + (long)(_random.Exponential() * _random.Exponential() * _options.LimitQuantity));

    private void Rest(EventBuffer rows, Side side)
    {
        if (Book.LevelCount(side) == _levels.Length)
        {
            CancelAt(rows, side, _levels.Length - 1, 1);
            return;
        }

        double where = _random.NextDouble();
        double reach = where < 0.6 ? 1 : where < 0.96 ? 20 : 120;
        double away = _fair.HalfSpread + _random.Exponential() * reach;
        // A resting order never trades: it stays behind the other side's touch.
        Price price = side == Side.Buy
            ? new Price(Math.Min((long)Math.Floor(_fair.Price - away), Book.BestAsk.Units - 1))
            : new Price(Math.Max((long)Math.Ceiling(_fair.Price + away), Book.BestBid.Units + 1));
        SetLevel(rows, side, price, Book.QuantityAt(side, price) + RestingQuantity());
        EndBatch(rows);
    }

    // Mostly near the touch; at once where the fair value has left a level on the wrong side.
    private void Cancel(EventBuffer rows, Side side)
    {
        int count = Book.LevelCount(side);
        if (count <= FewestLevels)
        {
            Rest(rows, side);
            return;
        }

        long best = (side == Side.Buy ? Book.BestBid : Book.BestAsk).Units;
        bool isWrong = side.Sign() * (best - _fair.Price) > -0.5;
        int index = isWrong ? 0
            : _random.Chance(0.5) ? Math.Min(count - 1, (int)(_random.Exponential() * 4))
            : _random.Below(count);
        CancelAt(rows, side, index, isWrong || _random.Chance(0.45) ? 1 : _random.NextDouble());
    }

    private void CancelAt(EventBuffer rows, Side side, int index, double share)
    {
        Book.CopyTop(side, _levels.AsSpan(0, index + 1));
        BookLevel level = _levels[index];
        var gone = new Quantity(Math.Min(level.Quantity.Units, 1 + (long)(level.Quantity.Units * share)));
        SetLevel(rows, side, level.Price, level.Quantity - gone);
        EndBatch(rows);
    }

    private void Take(EventBuffer rows, Side aggressor)
    {
        Side passive = aggressor.Opposite();
        int reach = Math.Min(LargestSweep, Book.LevelCount(passive) - FewestLevels);
        if (reach <= 0)
        {
            Rest(rows, passive);
            return;
        }

        double heavy = _random.Chance(0.05) ? 12 : 1;
        long left = 1 + (long)(_random.Exponential() * _options.MarketQuantity * heavy);
        int count = Book.CopyTop(passive, _levels.AsSpan(0, reach));
        int used = 0;
        for (; used < count && left > 0; used++)
        {
            var traded = new Quantity(Math.Min(left, _levels[used].Quantity.Units));
            left -= traded.Units;
            ref MarketEvent trade = ref rows.Add(EventKind.Trade, aggressor);
            trade.Price = _levels[used].Price;
            trade.Quantity = traded;
            trade.ExchangeNs = NowNs;
            trade.LocalNs = MarketEvent.Unseen;
            _levels[used] = _levels[used] with { Quantity = _levels[used].Quantity - traded };
        }

        EndBatch(rows);
        for (int i = 0; i < used; i++)
            SetLevel(rows, passive, _levels[i].Price, _levels[i].Quantity);
        EndBatch(rows);
        _fair.Widen(used - 1);
    }

    private void SetLevel(EventBuffer rows, Side side, Price price, Quantity quantity)
    {
        Book.Set(side, price, quantity);
        ref MarketEvent row = ref rows.Add(EventKind.Depth, side);
        row.Price = price;
        row.Quantity = quantity;
        row.ExchangeNs = NowNs;
        row.LocalNs = MarketEvent.Unseen;
        row.Reference = ++UpdateId;
    }

    private static void EndBatch(EventBuffer rows) => rows.Events[^1].Flags |= EventFlags.EndOfBatch;
}
