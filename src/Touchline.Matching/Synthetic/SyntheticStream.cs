using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The synthetic market as an endless feed: the instrument's definition, the opening book as one snapshot, then what its venue publishes. The same seed
/// gives the same rows on every machine. For one thread.
/// </summary>
public sealed class SyntheticStream : RowStream
{
    public const string Venue = "synthetic";

    private readonly SyntheticMarket _market;
    private readonly SyntheticFeed _feed;
    private readonly EventBuffer _changes = new();
    private readonly EventBuffer _rows = new();
    private readonly ulong _seed;
    private int _taken;

    /// <param name="options">How the market behaves and how its messages travel.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <param name="startNs">Exchange time at which the book stands.</param>
    /// <param name="feedOffsetNs">By how much later our side sees every row.</param>
    public SyntheticStream(SyntheticStreamOptions options, ulong seed, long startNs, long feedOffsetNs = 0)
        : base(Instrument.Linear(Venue, options.Market.Symbol, options.Market.Tick, options.Market.Lot), startNs, startNs, feedOffsetNs)
    {
        _seed = seed;
        _market = new SyntheticMarket(options.Market, seed, startNs);
        _feed = new SyntheticFeed(options, _market, options.Market, seed);
        _feed.Open(_rows);
    }

    public override string Name => $"the synthetic market of seed {_seed}";

    protected override void Fill(Span<MarketEvent> rows)
    {
        while (!rows.IsEmpty)
        {
            while (_taken == _rows.Count)
                Step();
            int count = Math.Min(rows.Length, _rows.Count - _taken);
            _rows.Events.Slice(_taken, count).CopyTo(rows);
            _taken += count;
            rows = rows[count..];
        }
    }

    private void Step()
    {
        _rows.Clear();
        _taken = 0;
        if (_feed.NextNs < _market.NextNs)
        {
            _feed.Say(_rows);
            return;
        }

        _market.Step(_changes);
        _feed.Take(_changes.Events, _rows);
    }
}
