using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>Conditional orders on their way to the algo service, and its answers.</summary>
internal sealed partial class BinanceGateway
{
    private void PlaceConditional(BinanceOrder order, in NewOrder terms, long nowNs)
    {
        ref BinanceRequest request = ref Enter(BinanceRequestKind.New, order, ref order.New, nowNs);
        int connection = _api.Connection;
        if (connection >= 0 && _session.Wire.Send(connection, _text.PlaceConditional(request.Number, order, terms, _session.Clock.VenueMs(nowNs), _api.IsLoggedOn)))
            SentOn(ref request, connection);
        else if (!SendByRest(request.Number, "POST", AlgoPath, _text.ConditionalQuery(order, terms), 0, nowNs))
            Undo(order, nowNs);
    }

    // The answer is about what waits, or about the order that it has become.
    private void OnConditionalDone(in BinanceRequest request, BinanceOrder order, ReadOnlySpan<byte> result, long nowNs)
    {
        var scanner = new JsonScanner(result);
        BinanceAlgoState algo = BinanceAlgoState.Read(ref scanner);
        if (_orders.NumberOf(algo.ClientId) == order.Number)
        {
            _algo.OnState(order, algo, nowNs);
        }
        else
        {
            scanner = new JsonScanner(result);
            BinanceOrderState state = BinanceOrderState.Read(ref scanner);
            if (!state.IsWhole || state.VenueId != order.VenueId)
            {
                OnNoAnswer(request, nowNs);
                return;
            }

            _life.OnState(order, state, nowNs);
        }

        if (order.IsEnded || order.IsEnding)
            return;
        // It was carried out, but what became of the order isn't said, or isn't what should be: the question tells.
        if (request.Kind == BinanceRequestKind.Cancel && order.Cancel.Number == request.Number)
            Doubt(order, ref order.Cancel, nowNs);
        else if (request.Kind == BinanceRequestKind.New && order.New.Number == request.Number)
            OnNoAnswer(request, nowNs);
    }
}
