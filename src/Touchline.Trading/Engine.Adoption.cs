using Touchline.Core;

namespace Touchline.Trading;

public sealed partial class Engine
{
    /// <summary>
    /// The orders for <see cref="IVenue.Adopt"/> by the session that goes on from here: the live ones with their open requests, and the newest ended ones. In the order of their numbers. Allocates.
    /// </summary>
    public IReadOnlyList<AdoptedOrder> OrdersToAdopt() => Desk.OrdersToAdopt();

    /// <summary>Likewise what was told of instruments besides orders.</summary>
    public IReadOnlyList<AdoptedInstrument> InstrumentsToAdopt() => [.. _states.Select(s => new AdoptedInstrument
    {
        Symbol = s.Instrument.Symbol,
        LastFundingNs = Math.Max(0, s.LastFundingNs),
        Trades = s.ToldTrades.Numbers,
        OwnTrades = s.OwnTrades.Numbers,
    })];
}
