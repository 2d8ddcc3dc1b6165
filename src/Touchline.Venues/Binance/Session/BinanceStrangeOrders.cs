using System.Text;

namespace Touchline.Venues.Binance;

/// <summary>Orders at the venue that aren't expected there: those of others are told of and never touched, our own that count as over are cancelled.</summary>
internal sealed class BinanceStrangeOrders(BinanceSession session)
{
    private const int MaxStrangers = 1_000, MaxStrangersTold = 20, CancelWeight = 1;

    private readonly HashSet<long> _zombies = [];
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    /// <summary>A new look has begun: what works on is cancelled once more.</summary>
    public void BeginLook() => _zombies.Clear();

    /// <summary>An order that this session didn't make.</summary>
    public void OnStranger(BinanceInstrument? instrument, ReadOnlySpan<byte> clientId)
    {
        if (_strangers.Count >= MaxStrangers || !_strangers.Add(Encoding.UTF8.GetString(clientId)))
            return;
        if (_strangers.Count <= MaxStrangersTold)
            session.Note($"{instrument?.Symbol ?? "another symbol"}: order {Encoding.UTF8.GetString(clientId)} is another session's or made by hand; it isn't touched, but it moves the account's position");
        else if (_strangers.Count == MaxStrangersTold + 1)
            session.Note("more orders of other sessions aren't told one by one");
    }

    /// <summary>Fills of an order of ours of which nobody knows any more.</summary>
    public void OnForgotten(BinanceInstrument instrument, ReadOnlySpan<byte> clientId)
    {
        if (_strangers.Count < MaxStrangers && _strangers.Add(Encoding.UTF8.GetString(clientId)))
            session.Note($"{instrument.Symbol}: order {Encoding.UTF8.GetString(clientId)} traded; it is of this journal, which lost the order: the account has what it traded, and no strategy");
    }

    /// <summary>An order of ours works at the venue though it was told to be over, or is known no more: it is cancelled, once until the next look.</summary>
    /// <param name="isWaiting">It is a conditional one that waits.</param>
    public void OnZombie(BinanceInstrument instrument, ReadOnlySpan<byte> clientId, long number, bool isWaiting, long nowNs)
    {
        if (_zombies.Count >= MaxStrangers || !_zombies.Add(number))
            return;
        string id = Encoding.ASCII.GetString(clientId);
        session.Note($"{instrument.Symbol}: order {id} works at Binance though it counts as over here; it is being cancelled");
        session.TellLost(instrument, number, id);
        session.Rest.Ask(
            new BinanceCall(
                "DELETE", isWaiting ? "/fapi/v1/algoOrder" : "/fapi/v1/order", isWaiting ? $"clientAlgoId={id}" : $"{instrument.Query}&origClientOrderId={id}", CancelWeight, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, _) =>
            {
                if (reply.Failure is { Code: not (-2011 or -2013) } failure)
                    session.Note($"{instrument.Symbol}: order {id}, which counts as over here, couldn't be cancelled ({failure}); it is tried again with the next look");
            }),
            nowNs);
    }
}
