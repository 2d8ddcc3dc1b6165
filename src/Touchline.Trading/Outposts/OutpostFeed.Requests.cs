using System.Collections.Concurrent;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Gives the engine what a strategy elsewhere asks for, as an input.</summary>
public delegate Placement RequestOrder(in OrderRequest request);

/// <content>What the outpost asks for.</content>
public sealed partial class OutpostFeed
{
    /// <summary>Requests that wait; an outpost that asks for more waits itself.</summary>
    private const int MostRequests = 1024;

    // Taken between two steps.
    private const int MostAtOnce = 256;

    private readonly SpscRing<OutpostWish> _requests = new(MostRequests, RingWaiting.Yield);
    private readonly List<OrderReason> _reasons = [];
    private OutpostWish _carried;

    /// <summary>On the outpost's thread, or on that which hears it. False: it was cancelled.</summary>
    internal bool Ask(in OutpostWish wish, CancellationToken cancel) => _requests.Publish(wish, cancel);

    /// <summary>The names of reasons that the outpost's strategy gave, in their order, each before the first order that has it.</summary>
    internal ConcurrentQueue<string> Reasons { get; } = new();

    /// <summary>Carries what is asked for into the engine, but for what may open a position and was decided too far behind; returns how much there was.</summary>
    /// <param name="mayTrade">Else all of it is refused.</param>
    /// <param name="named">The engine's reason of a name.</param>
    public int Carry(bool mayTrade, RequestOrder request, Func<string, OrderReason> named)
    {
        int taken = 0;
        for (; taken < MostAtOnce && _requests.TryTake(out _carried); taken++)
        {
            while (Reasons.TryDequeue(out string? name))
                _reasons.Add(named(name));
            OrderId id = _carried.Kind == IntentKind.Place ? default : _orders.EngineIdOf(_carried.Id);
            OrderRequest asked = _carried.Kind switch
            {
                IntentKind.Place => OrderRequest.Place(_slot.Index, _carried.Terms with { Reason = Known(_carried.Terms.Reason) }),
                IntentKind.Amend => OrderRequest.Amend(_slot.Index, id, _carried.Terms.Price, _carried.Terms.Quantity),
                _ => OrderRequest.Cancel(_slot.Index, id),
            };
            bool isLate = mayTrade && _carried.Kind != IntentKind.Cancel && !_carried.Terms.ReduceOnly && OldNs(_carried.Seen) > MostLagNs;
            RefusedLate += isLate ? 1 : 0;
            if (!mayTrade || isLate)
                OnRequest(asked, new Placement(default, RiskRefusal.NotTrading));
            else if (_carried.Kind == IntentKind.Place || !id.IsNone)
                request(asked);
            _carried = default;
        }

        return taken;
    }

    /// <summary>The engine has decided; before what comes of it is sent.</summary>
    internal void OnRequest(in OrderRequest request, Placement answer)
    {
        if (_carried.Kind == 0 || request.Strategy != _slot.Index)
            return;
        switch (_carried.Kind)
        {
            case IntentKind.Place when answer.IsPlaced:
                _orders.OnPlaced(answer.Id, _carried.Id);
                break;
            case IntentKind.Place:
                Refuse(ReportKind.Rejected);
                break;
            case IntentKind.Amend when answer.IsPlaced:
                _orders.OnAmendSent(request.Id, _engine.Desk.Intents[^1].Request, _carried.Request);
                break;
            case IntentKind.Amend:
                Refuse(ReportKind.AmendRejected);
                break;
            case IntentKind.Cancel when _orders.Knows(request.Id):
                // Where it is refused the order is being cancelled already, or has ended: both are told.
                _orders.OnCancelSent(request.Id, _carried.Request);
                break;
        }
    }

    private void Refuse(ReportKind kind) => Post(new OutpostItem { Kind = OutpostItemKind.Report }, new OrderReport
    {
        Kind = kind,
        Id = _carried.Id,
        Instrument = _carried.Terms.Instrument,
        Request = kind == ReportKind.AmendRejected ? _carried.Request : 0,
        ExchangeNs = _engine.NowNs,
        LocalNs = _engine.NowNs,
        NeverLeft = true,
    });

    private OrderReason Known(OrderReason reason) =>
        !reason.IsOwn ? reason : reason.Code - OrderReason.FirstOwn < _reasons.Count ? _reasons[reason.Code - OrderReason.FirstOwn] : default;
}
