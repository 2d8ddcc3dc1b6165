using Touchline.Control;

namespace Touchline.Api;

/// <summary>Pairs by their symbols: the session's own before those that are only watched.</summary>
/// <param name="watch">Null: none can be watched.</param>
internal sealed class PairLookup(ApiSession session, CandleBook candles, PairWatch? watch)
{
    public IEnumerable<PairView> All()
    {
        SessionPortrait portrait = session.Portrait;
        return portrait.Instruments.Select((_, i) => PairView.Of(portrait, i, candles)).Concat(watch?.All ?? []);
    }

    /// <exception cref="Problem">There is no market of it, or not yet.</exception>
    public PairView Find(string symbol)
    {
        SessionPortrait portrait = session.Portrait;
        for (int i = 0; i < portrait.Instruments.Count; i++)
        {
            if (string.Equals(portrait.Instruments[i].Instrument.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
                return PairView.Of(portrait, i, candles);
        }

        if (watch?.Find(symbol.ToUpperInvariant()) is { } pair)
            return watch.Look(pair) ?? throw Problem.Unavailable($"the market of {pair.Symbol} hasn't come yet{(watch.Trouble is { } trouble ? $": {trouble}" : "")}");
        throw Problem.NotFound($"there is no market of that symbol here; there are {string.Join(", ", All().Select(p => p.Instrument.Symbol))}{(watch is null ? "" : "; POST /subscribe/bookticker adds one")}");
    }
}
