using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>The algo service's list of what waits, against what is known here: ours become what it says, and those that it lacks are asked about; strangers' are told of and never touched.</summary>
internal sealed class BinanceAlgoList(BinanceSession session, BinanceOrders orders, BinanceAlgoLife algo, BinanceInquiries inquiries, BinanceStrangeOrders strange)
{
    public const string Path = "/fapi/v1/openAlgoOrders";

    /// <summary>Of all symbols.</summary>
    public const int Weight = 40;

    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    /// <summary>There is a conditional order of ours, or there was one.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>A conditional order is placed or adopted.</summary>
    public void Use() => IsUsed = true;

    /// <returns>False: it is no such list.</returns>
    public bool TryRead(BinanceReply reply, long nowNs)
    {
        var seen = new HashSet<long>();
        var scanner = new JsonScanner(reply.Body);
        if (scanner.Peek != '[' || !scanner.Enter((byte)'['))
            return false;
        while (scanner.NextElement() && scanner.Peek == '{')
        {
            BinanceAlgoState state = BinanceAlgoState.Read(ref scanner);
            if (state.IsWhole && !OnListed(state, seen, reply.Http.SentNs, nowNs))
                strange.OnStranger(InstrumentOf(state), state.ClientId);
        }

        if (!scanner.AtEnd)
            return false;
        DoubtAllBut(seen, reply.Http.SentNs, nowNs);
        return true;
    }

    /// <summary>ALGO_UPDATE.</summary>
    public void OnUpdate(in BinanceAlgoState state, long nowNs)
    {
        if (!state.IsWhole || InstrumentOf(state) is not { Units: not null } instrument)
            return;
        long number = orders.NumberOf(state.ClientId);
        BinanceOrder? order = orders.Find(number);
        if (order is { IsEnded: false })
        {
            order.IsStreamed = true;
            algo.OnState(order, state, nowNs);
        }
        else if (state.Status != BinanceAlgoStatus.New)
        {
            return;
        }
        else if (number == 0)
        {
            strange.OnStranger(instrument, state.ClientId);
        }
        else if (order is null || order.IsPresumedGone || order.EndKind == ReportKind.Rejected || (order.EndMs > 0 && state.UpdateMs > order.EndMs))
        {
            // News from before an order's end may come after it; of one that the venue was thought never to have had there is none.
            strange.OnZombie(instrument, state.ClientId, number, isWaiting: true, nowNs);
        }
    }

    private bool OnListed(in BinanceAlgoState state, HashSet<long> seen, long askedNs, long nowNs)
    {
        long number = orders.NumberOf(state.ClientId);
        if (number == 0)
            return false;
        if (orders.Find(number) is { IsEnded: false } order)
        {
            seen.Add(number);
            algo.OnAnswer(order, state, askedNs, nowNs);
            return true;
        }

        if (InstrumentOf(state) is not { } instrument)
            return false;
        if (state.Status == BinanceAlgoStatus.New && (orders.Find(number) is not { } ended || ended.EndedNs + LagNs < askedNs))
            strange.OnZombie(instrument, state.ClientId, number, isWaiting: true, nowNs);
        return true;
    }

    // What was sent after the list was asked for can't be expected in it.
    private void DoubtAllBut(HashSet<long> seen, long askedNs, long nowNs)
    {
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Traded is not { Waiting: > 0 } traded)
                continue;
            foreach (BinanceOrder order in traded.Live)
            {
                if (!order.IsWaiting || seen.Contains(order.Number) || !order.IsAcknowledged || order.IsEnding || order.BeganNs >= askedNs)
                    continue;
                order.IsDoubted = true;
                inquiries.Ask(order, nowNs);
            }
        }
    }

    private BinanceInstrument? InstrumentOf(in BinanceAlgoState state) => session.Symbols.Find(state.Symbol) is var index and >= 0 ? session.Instruments[index] : null;
}
