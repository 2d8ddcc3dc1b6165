using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// What all agents of a synthetic market share: the exchange they trade on, the time, the news, how excited everybody is, and the way to an order. Agents
/// belong to owner 0, so that they trade with everybody; an order's id says whose it is.
/// </summary>
internal sealed class TradingFloor
{
    // The lowest bits of an id: 0 for everybody but market makers.
    private const int MakerBits = 4;

    private long _orders;

    public TradingFloor(SyntheticMarketOptions options, ulong seed)
    {
        Options = options;
        Random = new SeededRandom(seed);
        Regime = new RegimeClock(options, Random);
        Value = new LatentValue(options, Random, Regime);
        Excitement = new Excitement(options.ExcitementSeconds, options.MostExcitement);
        Flurry = new Excitement(options.FlurrySeconds, options.MostFlurry);
        Requotes = new Excitement(options.RequoteSeconds, options.MostRequotes);
        Momentum = new Excitement(options.MomentumSeconds, double.MaxValue);
        Engine = new MatchingEngine(1, 4 * options.MostOrders);
    }

    public SyntheticMarketOptions Options { get; }

    public SeededRandom Random { get; }

    public MatchingEngine Engine { get; }

    public RegimeClock Regime { get; }

    public LatentValue Value { get; }

    /// <summary>Seconds of busier trading after trades and news.</summary>
    public Excitement Excitement { get; }

    /// <summary>Milliseconds of it.</summary>
    public Excitement Flurry { get; }

    /// <summary>Orders that stand in the wrong place since the price moved, per second.</summary>
    public Excitement Requotes { get; }

    /// <summary>Ticks that the touch has moved lately, with their sign.</summary>
    public Excitement Momentum { get; }

    /// <summary>How fast everything goes, 1 on average without excitement.</summary>
    public double Pace => Regime.Pace * (1 + Excitement.Level);

    public Touch Touch => Engine.Book.Touch;

    public Side AnySide() => Random.Chance(0.5) ? Side.Buy : Side.Sell;

    /// <summary>The best price of a side; where it is empty, what a market maker would quote.</summary>
    public long Best(Side side)
    {
        Touch touch = Touch;
        if (side == Side.Buy)
            return touch.HasBid ? touch.BidPrice.Units : Math.Min(Value.Bid, touch.AskPrice.Units - 1);
        return touch.HasAsk ? touch.AskPrice.Units : Math.Max(Value.Bid + 1, touch.BidPrice.Units + 1);
    }

    /// <summary>The side whose best price is on the wrong side of the value by more than anybody leaves there.</summary>
    public Side Mispriced()
    {
        Touch touch = Touch;
        if (touch.HasAsk && touch.AskPrice.Units < Value.Ticks - Options.ToleranceTicks)
            return Side.Sell;
        return touch.HasBid && touch.BidPrice.Units > Value.Ticks + Options.ToleranceTicks ? Side.Buy : Side.None;
    }

    /// <summary>Rests without trading; 0 where that can't be.</summary>
    public long Rest(Side side, long price, long lots, int maker = 0)
    {
        long id = NextId(maker);
        Submission done = Engine.Submit(id, 0, side, new Price(price), new Quantity(Math.Max(1, lots)), TimeInForce.PostOnly);
        return done.Outcome == SubmissionOutcome.Rests ? id : 0;
    }

    /// <summary>Takes what there is up to a price; what is left expires.</summary>
    public void Take(Side side, long limit, double lots) =>
        Engine.Submit(NextId(0), 0, side, new Price(limit), new Quantity(Math.Max(1, (long)lots)), TimeInForce.ImmediateOrCancel);

    public static int MakerOf(long id) => id < 0 ? 0 : (int)(id & ((1 << MakerBits) - 1));

    public void Fade(double seconds)
    {
        Regime.Advance(seconds);
        Excitement.Fade(seconds);
        Flurry.Fade(seconds);
        Requotes.Fade(seconds);
        Momentum.Fade(seconds);
    }

    private long NextId(int maker) => (++_orders << MakerBits) | (uint)maker;
}
