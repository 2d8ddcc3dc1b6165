using Touchline.Core;
using Touchline.Exchanges;

namespace Touchline.Simulate;

/// <summary>An HTTP request under way: each on a connection of its own, so that requests overtake each other.</summary>
internal sealed class VirtualRequest(VirtualNetwork network, VirtualWire wire, long id, HttpCall call, long sentNs)
{
    private readonly long _detourNs = network.Weather.Detour();
    private bool _isOver;

    public long Id { get; } = id;

    public void Begin()
    {
        var url = new Uri(call.Url);
        network.Clock.After(call.TimeoutNs, () => Fail($"{url.Host} didn't answer within {call.TimeoutNs / 1_000_000} ms", true, NetworkFault.RequestTimedOut));
        if (network.HostProblem(url) is { } problem)
            Later(() => Fail(problem, mayHaveArrived: false, null));
        else if (network.Chance(network.Weather.RequestsNeverSent, NetworkFault.RequestNeverSent))
            Later(() => Fail($"{url.Host} refused the connection", mayHaveArrived: false, null));
        else if (network.Loses?.Invoke(call) == true || network.Chance(network.Weather.RequestsLost, NetworkFault.RequestLost))
            FailSoonOrNever($"the connection to {url.Host} was reset");
        else
            Later(() => Arrive(url));
    }

    public void ReplyByServer(ExchangeReply reply)
    {
        if (network.Chance(network.Weather.RepliesLost, NetworkFault.ReplyLost))
            FailSoonOrNever("the connection was reset before the reply came");
        else
            Later(() => End(new HttpReply(call.Number, reply.Status, reply.Headers, reply.Body, null, MayHaveArrived: true, sentNs)));
    }

    public void DropByServer() => Later(() => Fail("the server closed the connection before it replied", mayHaveArrived: true, null));

    private void Arrive(Uri url)
    {
        long nowNs = network.Clock.NowNs;
        network.Trace.Add(nowNs, 48, (int)Id, System.Text.Encoding.UTF8.GetBytes(call.Url));
        network.AtExchange(nowNs).OnRequest(Id, VirtualNetwork.ToRequest(call.Method, url, call.Headers, wire.Address), nowNs);
    }

    private void FailSoonOrNever(string failure)
    {
        if (network.Random.Chance(0.5))
            Later(() => Fail(failure, mayHaveArrived: true, null));
    }

    private void Later(Action act) => network.Clock.After(network.Weather.Way(_detourNs), act);

    private void Fail(string failure, bool mayHaveArrived, NetworkFault? counted)
    {
        if (counted is { } fault && !_isOver)
            network.Count(fault);
        End(new HttpReply(call.Number, 0, [], default, failure, mayHaveArrived, sentNs));
    }

    private void End(HttpReply reply)
    {
        if (_isOver)
            return;
        _isOver = true;
        network.Trace.Add(network.Clock.NowNs, 49, (int)Id, reply.Body.Span);
        network.End(this);
        wire.TellReply(reply);
    }
}
