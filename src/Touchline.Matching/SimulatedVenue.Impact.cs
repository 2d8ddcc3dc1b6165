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
        // What an own taker trades sets off own orders too, which may trade in turn: each of them waits no more after that.
        while (_impact.LastTrade is { } price)
        {
            _impact.LastTrade = null;
            _prices.OnTrade(price);
            Trigger(TriggerSource.LastTrade, exchangeNs);
            if (_watchesRows)
                Settle(exchangeNs);
            _impact.Follow(exchangeNs);
        }
    }

    private ImpactFill Enter(ImpactMarket market)
    {
        var fills = new ImpactFill(market, _own, _reports);
        market.Fills = fills;
        return fills;
    }
}
