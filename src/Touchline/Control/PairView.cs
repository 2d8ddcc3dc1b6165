using Touchline.Core;

namespace Touchline.Control;

/// <summary>A pair's market at a moment: of the session's own, or of one that is only watched.</summary>
/// <param name="Bids">Best first, as the asks.</param>
/// <param name="AtNs">The moment.</param>
/// <param name="LastEventNs">Local time of the newest market event; 0 or less: there was none yet.</param>
/// <param name="Index">Of its bars in the candles.</param>
/// <param name="Own">The session's; null: it doesn't trade it.</param>
internal sealed record PairView(
    Instrument Instrument, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks, bool IsStale, long AtNs, long LastEventNs, CandleBook Candles, int Index, InstrumentPortrait? Own)
{
    public static PairView Of(SessionPortrait portrait, int index, CandleBook candles)
    {
        InstrumentPortrait i = portrait.Instruments[index];
        return new PairView(i.Instrument, i.Bids, i.Asks, i.IsStale, portrait.AtNs, i.LastEventNs, candles, index, i);
    }
}
