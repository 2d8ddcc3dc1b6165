using System.Runtime.InteropServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// Which order of the engine is which of an outpost's, and which request. An order has an id in each, the outpost's before the engine's. On the engine's thread.
/// </summary>
internal sealed class OutpostOrders
{
    /// <summary>Ended orders that are remembered, for fills that come late.</summary>
    private const int MostEnded = 4096;

    private readonly Dictionary<OrderId, Pair> _ofEngine = [];
    private readonly Dictionary<OrderId, OrderId> _ofOutpost = [];
    private readonly Queue<OrderId> _ended = new();

    public bool Knows(OrderId ofEngine) => _ofEngine.ContainsKey(ofEngine);

    /// <summary>None: it isn't known, or was refused.</summary>
    public OrderId EngineIdOf(OrderId ofOutpost) => _ofOutpost.GetValueOrDefault(ofOutpost);

    public void OnPlaced(OrderId ofEngine, OrderId ofOutpost)
    {
        _ofEngine[ofEngine] = new Pair { Local = ofOutpost };
        _ofOutpost[ofOutpost] = ofEngine;
    }

    public void OnAmendSent(OrderId ofEngine, int request, int local)
    {
        ref Pair pair = ref CollectionsMarshal.GetValueRefOrNullRef(_ofEngine, ofEngine);
        (pair.Amend, pair.LocalAmend) = (request, local);
    }

    /// <summary>The engine may have asked for the order's end itself already: whatever becomes of that is the answer to this.</summary>
    public void OnCancelSent(OrderId ofEngine, int local) => CollectionsMarshal.GetValueRefOrNullRef(_ofEngine, ofEngine).LocalCancel = local;

    /// <summary>It is over in the engine.</summary>
    public void OnEnded(OrderId ofEngine)
    {
        ref Pair pair = ref CollectionsMarshal.GetValueRefOrNullRef(_ofEngine, ofEngine);
        if (pair.IsOver)
            return;
        pair.IsOver = true;
        _ended.Enqueue(ofEngine);
        if (_ended.Count <= MostEnded)
            return;
        OrderId oldest = _ended.Dequeue();
        _ofEngine.Remove(oldest, out Pair gone);
        _ofOutpost.Remove(gone.Local);
    }

    /// <summary>Makes of a report to the engine the one to the outpost. False: it says nothing there.</summary>
    public bool TryTranslate(ref OrderReport report)
    {
        if (!_ofEngine.TryGetValue(report.Id, out Pair pair))
            return false;
        report.Id = pair.Local;
        switch (report.Kind)
        {
            case ReportKind.Amended or ReportKind.AmendRejected:
                // A venue's own amend answers nobody; a refusal that answers nothing says nothing.
                bool isAnswer = report.Request == 0 || report.Request == pair.Amend;
                report.Request = report.Request == 0 ? 0 : isAnswer ? pair.LocalAmend : int.MaxValue;
                return isAnswer || report.Kind == ReportKind.Amended;
            case ReportKind.CancelRejected:
                report.Request = pair.LocalCancel;
                return pair.LocalCancel != 0;
            case ReportKind.Unknown:
                // Without a number it is the newest, there as here; the first is the order itself.
                if (report.Request > 1)
                    report.Request = report.Request == pair.Amend ? pair.LocalAmend : pair.LocalCancel != 0 ? pair.LocalCancel : int.MaxValue;
                return report.Request != int.MaxValue;
            case ReportKind.Unresolved:
                // The engine trusts the instrument no more, and refuses what is asked for there.
                return false;
            default:
                report.Request = report.Request == 0 ? 0 : pair.LocalCancel;
                return true;
        }
    }

    private struct Pair
    {
        public OrderId Local;
        public int Amend, LocalAmend, LocalCancel;
        public bool IsOver;
    }
}
