using Touchline.Core;

namespace Touchline.Matching;

/// <content>Own orders in the market itself.</content>
public sealed partial class SimulatedVenue
{
    private readonly ImpactFill? _impact;

    /// <summary>
    /// With impact: the market takes in what became of own orders here. To be called after every row, request and deadline.
    /// </summary>
    public void TellMarket(long exchangeNs)
    {
        if (_impact is null)
            return;
        _impact.Follow(exchangeNs);
        if (_impact.LastTrade is not { } price)
            return;
        _prices.OnTrade(price);
        _impact.LastTrade = null;
    }

    private ImpactFill Enter(ImpactMarket market)
    {
        var fills = new ImpactFill(market, _own, _reports);
        market.Fills = fills;
        return fills;
    }
}
