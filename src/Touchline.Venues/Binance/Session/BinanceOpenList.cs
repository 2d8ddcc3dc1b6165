using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>The venue's list of open orders, against what is known here: ours become what it says, and those that it lacks are asked about.</summary>
internal sealed class BinanceOpenList(BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceInquiries inquiries, BinanceStrangeOrders strange)
{
    public const string Path = "/fapi/v1/openOrders";

    /// <summary>Of all symbols.</summary>
    public const int Weight = 40;

    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    /// <summary>Orders of the last list that nothing is known of here, or that count as over.</summary>
    public int Strange { get; private set; }

    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Read(BinanceReply reply, long nowNs)
    {
        var seen = new HashSet<long>();
        strange.BeginLook();
        Strange = 0;
        var scanner = new JsonScanner(reply.Body);
        if (scanner.Peek != '[' || !scanner.Enter((byte)'['))
            return "a list of open orders that isn't understood";
        while (scanner.NextElement() && scanner.Peek == '{')
            OnListed(BinanceOrderState.Read(ref scanner), seen, reply.Http.SentNs, nowNs);
        if (!scanner.AtEnd)
            return "a broken list of open orders";
        DoubtAllBut(seen, reply.Http.SentNs, nowNs);
        return null;
    }

    private void OnListed(in BinanceOrderState state, HashSet<long> seen, long askedNs, long nowNs)
    {
        int index = session.Symbols.Find(state.Symbol);
        long number = orders.NumberOf(state.ClientId);
        // What a conditional order became may have any client id.
        if (number == 0 && index >= 0 && orders.FindByVenueId(index, state.VenueId) is { } own)
            number = own.Number;
        if (number == 0 || orders.Find(number) is null or { IsEnded: true })
            Strange++;
        if (number == 0)
            strange.OnStranger(index < 0 ? null : session.Instruments[index], state.ClientId);
        else if (state.IsWhole && seen.Add(number))
            OnOwn(index, orders.Find(number), state, askedNs, nowNs);
    }

    private void OnOwn(int index, BinanceOrder? order, in BinanceOrderState state, long askedNs, long nowNs)
    {
        if (order is { IsEnded: false })
            life.OnState(order, state, nowNs);
        else if (index < 0)
            strange.OnStranger(null, state.ClientId);
        else if (state.IsLive && (order is null || order.EndedNs + LagNs < askedNs))
            strange.OnZombie(session.Instruments[index], state.ClientId, orders.NumberOf(state.ClientId), isWaiting: false, nowNs);
    }

    // What was sent after the list was asked for can't be expected in it.
    private void DoubtAllBut(HashSet<long> seen, long askedNs, long nowNs)
    {
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Traded is not { } traded)
                continue;
            foreach (BinanceOrder order in traded.Live)
            {
                if (!seen.Contains(order.Number) && order is { IsWaiting: false, IsAcknowledged: true, IsEnding: false } && order.BeganNs < askedNs)
                {
                    order.IsDoubted = true;
                    inquiries.Ask(order, nowNs);
                }
            }
        }
    }
}
