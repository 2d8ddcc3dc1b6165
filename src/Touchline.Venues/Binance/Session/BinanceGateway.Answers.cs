using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>What answers to order requests make of the orders.</summary>
internal sealed partial class BinanceGateway
{
    /// <summary>An answer of the order-entry connection. One that comes after its time still counts.</summary>
    public void OnReply(in BinanceApiReply reply, long nowNs)
    {
        if (reply.Weight >= 0)
            _session.Budget.OnWeight(reply.Weight, nowNs, nowNs);
        _session.Budget.OnOrders(reply.Orders10S, reply.OrdersMinute, nowNs);
        ref BinanceRequest request = ref _requests.Find(reply.Number);
        if (Unsafe.IsNullRef(ref request))
        {
            OnStray(reply);
            return;
        }

        _unanswered = 0;
        request.IsOpen = false;
        BinanceRequest answered = request;
        if (reply.IsOk && _orders.Find(answered.OrderNumber) is { Conditional: not null } conditional)
            OnConditionalDone(answered, conditional, reply.Result, nowNs);
        else if (reply.IsOk)
            OnDone(answered, reply.Order, nowNs);
        else if (IsUsual(answered, reply.Code))
            Refuse(answered, nowNs);
        else
            OnFailed(answered, reply.Failure, nowNs);
    }

    private void OnRestReply(long number, BinanceReply reply, long nowNs)
    {
        ref BinanceRequest request = ref _requests.Find(number);
        if (Unsafe.IsNullRef(ref request))
            return;
        BinanceRequest answered = request;
        // One that waited left later than it was entered: proof of its absence counts from there.
        if (_orders.Find(answered.OrderNumber) is { } waited && answered.Kind != BinanceRequestKind.Query)
        {
            ref BinanceOpenRequest open = ref Open(waited, answered.Kind);
            if (open.Number == number && reply.Http.SentNs > open.SentNs)
                open.SentNs = reply.Http.SentNs;
        }

        if (reply.Failure is { } failure)
        {
            if ((failure.Status == 0 && !reply.Http.MayHaveArrived) || IsUsual(answered, failure.Code))
                Refuse(answered, nowNs);
            else
                OnFailed(answered, failure, nowNs);
            return;
        }

        if (_orders.Find(answered.OrderNumber) is { Conditional: not null } conditional)
        {
            OnConditionalDone(answered, conditional, reply.Body, nowNs);
            return;
        }

        var scanner = new JsonScanner(reply.Body);
        BinanceOrderState state = BinanceOrderState.Read(ref scanner);
        if (scanner.AtEnd)
            OnDone(answered, state, nowNs);
        else
            OnNoAnswer(answered, nowNs);
    }

    private void OnDone(in BinanceRequest request, in BinanceOrderState state, long nowNs)
    {
        if (_orders.Find(request.OrderNumber) is not { } order)
            return;
        if (!state.IsWhole || _orders.NumberOf(state.ClientId) != order.Number)
        {
            // It says yes, but not to what: as good as no answer.
            OnNoAnswer(request, nowNs);
            return;
        }

        if (request.Kind == BinanceRequestKind.Query)
        {
            _inquiries.OnFound(order, state, request.SentNs, nowNs);
            return;
        }

        if (request.Kind == BinanceRequestKind.New ? !order.IsStreamed : request.Kind == BinanceRequestKind.Cancel && !order.IsEnded)
            Answered(request.SentNs, nowNs);
        if (request.Kind == BinanceRequestKind.Amend && state.IsLive && order.Amend.Number == request.Number)
            _life.OnTerms(order, state.Price, state.Quantity, state.UpdateMs, isReply: true, nowNs);
        _life.OnState(order, state, nowNs);
        if (order.IsEnded || order.IsEnding)
            return;
        // It was carried out, but the order isn't as it should be then: the query tells.
        if (request.Kind == BinanceRequestKind.Amend && order.Amend.Number == request.Number)
            Doubt(order, ref order.Amend, nowNs);
        else if (request.Kind == BinanceRequestKind.Cancel && order.Cancel.Number == request.Number)
            Doubt(order, ref order.Cancel, nowNs);
    }

    private void OnFailed(in BinanceRequest request, in BinanceFailure failure, long nowNs)
    {
        if (failure.IsAboutLimit)
            _session.Rest.OnLimit(failure, null, nowNs);
        if (failure.IsAboutTime)
            _session.IsTimeDoubted = true;
        if (failure.IsAboutKey)
            _session.SetTrouble(BinanceTrouble.Hopeless, BinanceRest.KeyTrouble(failure));
        if (_orders.Find(request.OrderNumber) is not { } order)
            return;
        if (request.Kind == BinanceRequestKind.Query)
        {
            if (failure.Code is -2013 or -2011)
                _inquiries.OnNotFound(order, request.SentNs, nowNs);
            else
                BinanceInquiries.OnNoAnswer(order);
            return;
        }

        switch (failure.Verdict)
        {
            case BinanceVerdict.Unknown:
                OnNoAnswer(request, nowNs);
                break;
            case BinanceVerdict.AskOrder when request.Kind == BinanceRequestKind.New:
                OnNoAnswer(request, nowNs);
                break;
            case BinanceVerdict.AskOrder:
                if (Open(order, request.Kind).Number == request.Number)
                    Doubt(order, ref Open(order, request.Kind), nowNs);
                break;
            default:
                _session.TellWhy(order.Number, failure.ToString());
                NoteSometimes($"{order.Instrument.Symbol}: Binance refuses {Named(request.Kind)} order {order.Number}: {failure}", nowNs);
                Refuse(request, nowNs, failure.IsVenueFault);
                break;
        }
    }

    // Of a request whose place has been settled by other news nothing is left to say.
    private void OnNoAnswer(in BinanceRequest request, long nowNs)
    {
        if (_orders.Find(request.OrderNumber) is not { } order)
            return;
        if (request.Kind == BinanceRequestKind.Query)
            BinanceInquiries.OnNoAnswer(order);
        else if (Open(order, request.Kind).Number == request.Number)
            _life.MakeUnknown(order, ref Open(order, request.Kind), nowNs);
    }

    private void Refuse(in BinanceRequest request, long nowNs, bool isVenueFault = false)
    {
        if (_orders.Find(request.OrderNumber) is not { } order || request.Kind == BinanceRequestKind.Query || Open(order, request.Kind).Number != request.Number)
            return;
        switch (request.Kind)
        {
            case BinanceRequestKind.New:
                _life.RefuseNew(order, isVenueFault, nowNs);
                break;
            case BinanceRequestKind.Amend:
                _life.RefuseAmend(order, isVenueFault, nowNs);
                break;
            case BinanceRequestKind.Cancel:
                _life.RefuseCancel(order, isVenueFault, nowNs);
                break;
        }
    }

    private void Doubt(BinanceOrder order, ref BinanceOpenRequest request, long nowNs)
    {
        request.IsRefused = true;
        _inquiries.Ask(order, nowNs);
    }

    // An answer without our number: after a key is revoked the venue answers with id null.
    private void OnStray(in BinanceApiReply reply)
    {
        if (reply.IsOk)
            return;
        BinanceFailure failure = reply.Failure;
        if (failure.IsAboutKey)
            _session.SetTrouble(BinanceTrouble.Hopeless, BinanceRest.KeyTrouble(failure));
        else
            _session.Note($"Binance order entry: {failure}");
    }

    // A fill-or-kill without enough to trade with, a post-only order that would have traded: all in a day's work.
    private static bool IsUsual(in BinanceRequest request, int code) => request.Kind == BinanceRequestKind.New && code is -5021 or -5022;

    private static ref BinanceOpenRequest Open(BinanceOrder order, BinanceRequestKind kind)
    {
        if (kind == BinanceRequestKind.New)
            return ref order.New;
        return ref kind == BinanceRequestKind.Amend ? ref order.Amend : ref order.Cancel;
    }

    private static string Named(BinanceRequestKind kind) => kind switch
    {
        BinanceRequestKind.New => "new",
        BinanceRequestKind.Amend => "the amend of",
        _ => "the cancel of",
    };
}
