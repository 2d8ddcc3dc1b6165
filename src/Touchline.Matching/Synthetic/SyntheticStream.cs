using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The synthetic market as an endless feed: the instrument's definition, the opening book as one snapshot, then what every order did,
/// trades and level changes as messages of their own. All messages come on one connection: none overtakes another, so that our
/// side gets them in the exchange's order. The same seed gives the same rows on every machine. For one thread.
/// </summary>
public sealed class SyntheticStream : RowStream
{
    public const string Venue = "synthetic";
    public const string Symbol = "BTCUSDT";

    // The feed's luck is no part of the market's.
    private const ulong FeedSeed = 0x6665_6564_0000_0001;

    private static readonly Instrument Traded =
        Instrument.Linear(Venue, Symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    private readonly SyntheticMarket _market;
    private readonly SeededRandom _feed;
    private readonly EventBuffer _rows = new();
    private readonly double _jitterNs;
    private readonly long _latencyNs;
    private readonly ulong _seed;
    private long _arrivalNs;
    private int _taken;

    /// <param name="options">How the market behaves and how long its messages travel.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <param name="startNs">Exchange time at which the book stands.</param>
    public SyntheticStream(SyntheticStreamOptions options, ulong seed, long startNs)
        : base(Traded, startNs, startNs + Checked(options).FeedLatencyNs)
    {
        _seed = seed;
        _latencyNs = options.FeedLatencyNs;
        _jitterNs = options.FeedJitterNs;
        _market = new SyntheticMarket(options.Market, seed, startNs);
        _feed = new SeededRandom(seed ^ FeedSeed);
        Open(startNs);
    }

    public override string Name => $"the synthetic market of seed {_seed}";

    protected override void Fill(Span<MarketEvent> rows)
    {
        while (!rows.IsEmpty)
        {
            if (_taken == _rows.Count)
                Step();
            int count = Math.Min(rows.Length, _rows.Count - _taken);
            _rows.Events.Slice(_taken, count).CopyTo(rows);
            _taken += count;
            rows = rows[count..];
        }
    }

    private static SyntheticStreamOptions Checked(SyntheticStreamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.FeedLatencyNs);
        ArgumentOutOfRangeException.ThrowIfNegative(options.FeedJitterNs);
        return options;
    }

    private void Open(long startNs)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (BookLevel level in _market.Book.Snapshot(side))
            {
                ref MarketEvent row = ref _rows.Add(EventKind.Snapshot, side);
                row.Price = level.Price;
                row.Quantity = level.Quantity;
                row.ExchangeNs = startNs;
            }
        }

        _rows.Events[^1].Flags = EventFlags.EndOfBatch;
        Deliver();
    }

    private void Step()
    {
        _market.Step(_rows);
        _taken = 0;
        Deliver();
    }

    // A message arrives as a whole: its rows have one local time.
    private void Deliver()
    {
        bool isNext = true;
        foreach (ref MarketEvent row in _rows.Events)
        {
            if (isNext)
                _arrivalNs = Math.Max(_arrivalNs, row.ExchangeNs + _latencyNs + (long)(_feed.Exponential() * _jitterNs));
            row.LocalNs = _arrivalNs;
            isNext = row.EndsBatch;
        }
    }
}
