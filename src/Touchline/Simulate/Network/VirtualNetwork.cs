using System.Text;
using Touchline.Core;
using Touchline.Exchanges;

namespace Touchline.Simulate;

/// <summary>What the network did to those who use it.</summary>
internal enum NetworkFault
{
    RefusedConnect,
    RefusedSend,
    Drop,
    Silence,
    LostInFlight,
    SentIntoNothing,
    RequestNeverSent,
    RequestLost,
    ReplyLost,
    RequestTimedOut,
    Slowness,
}

internal delegate void MessageWatch(VirtualConnection connection, ReadOnlySpan<byte> message);

/// <summary>
/// A network that isn't there, between adapters and one simulated exchange: WebSocket connections and HTTP requests that take their time, overtake each other, break and get lost,
/// all by one seed and one clock.
/// </summary>
internal sealed class VirtualNetwork : IExchangeOutput, IVirtualParty
{
    private readonly string[] _hosts;
    private readonly Dictionary<int, VirtualConnection> _connections = [];
    private readonly Dictionary<long, VirtualRequest> _requests = [];
    private readonly long[] _counts = new long[Enum.GetValues<NetworkFault>().Length];
    private ISimulatedExchange? _exchange;
    private int _nextConnection = 1;
    private long _nextRequest = 1;

    /// <param name="hosts">Names under which the exchange is found.</param>
    public VirtualNetwork(VirtualClock clock, ulong seed, params string[] hosts)
    {
        (Clock, _hosts) = (clock, hosts);
        Random = new SeededRandom(seed);
        Weather = new Weather(Random);
        clock.Add(this);
    }

    public VirtualClock Clock { get; }

    public SeededRandom Random { get; }

    public Weather Weather { get; }

    public TraceHash Trace { get; } = new();

    /// <summary>Told of every message of the exchange before it travels.</summary>
    public MessageWatch? OnExchangeSends { get; set; }

    /// <summary>Requests that get lost on the way, besides those that the weather takes.</summary>
    public Func<HttpCall, bool>? Loses { get; set; }

    /// <summary>Connection attempts that are refused, besides those that the weather takes.</summary>
    public Func<VirtualConnection, bool>? Refuses { get; set; }

    /// <summary>Connections that some end still thinks open.</summary>
    public IEnumerable<VirtualConnection> Connections => _connections.Values;

    /// <summary>HTTP requests that aren't over.</summary>
    public int OpenRequests => _requests.Count;

    public long NextNs => _exchange?.NextNs ?? long.MaxValue;

    public void OnTime(long nowNs) => _exchange!.Advance(nowNs);

    public void Attach(ISimulatedExchange exchange) => _exchange = exchange;

    public VirtualWire Machine(string address, long clockAheadNs = 0) => new(this, address, clockAheadNs);

    public long Counted(NetworkFault fault) => _counts[(int)fault];

    public void Count(NetworkFault fault, int times = 1) => _counts[(int)fault] += times;

    public bool Chance(double probability, NetworkFault fault)
    {
        if (probability <= 0 || !Random.Chance(probability))
            return false;
        Count(fault);
        return true;
    }

    /// <summary>The line of a connection breaks.</summary>
    public void Drop(VirtualConnection connection)
    {
        Count(NetworkFault.Drop);
        connection.Drop((long)(Random.Exponential() * 500e6), (long)(Random.Exponential() * 2e9));
    }

    public void Silence(VirtualConnection connection)
    {
        Count(NetworkFault.Silence);
        connection.FallSilent();
    }

    /// <summary>The exchange, brought to now.</summary>
    public ISimulatedExchange AtExchange(long nowNs)
    {
        _exchange!.Advance(nowNs);
        return _exchange;
    }

    /// <summary>Null where there is none.</summary>
    public string? HostProblem(Uri url) => _hosts.Contains(url.Host) ? null : $"{url.Host} can't be found; check the address";

    public VirtualConnection Connect(VirtualWire wire, int number, Uri url)
    {
        foreach (int id in _connections.Where(c => c.Value is { IsOver: true, InFlight: 0 }).Select(c => c.Key).ToArray())
            _connections.Remove(id);
        var connection = new VirtualConnection(this, wire, _nextConnection++, number, url);
        _connections.Add(connection.Id, connection);
        return connection;
    }

    public void Request(VirtualWire wire, HttpCall call, long sentNs)
    {
        var request = new VirtualRequest(this, wire, _nextRequest++, call, sentNs);
        _requests.Add(request.Id, request);
        request.Begin();
    }

    public void End(VirtualRequest request) => _requests.Remove(request.Id);

    void IExchangeOutput.Reply(long request, ExchangeReply reply)
    {
        if (_requests.TryGetValue(request, out VirtualRequest? answered))
            answered.ReplyByServer(reply);
        else
            OnOtherReply?.Invoke(request, reply);
    }

    void IExchangeOutput.Drop(long request)
    {
        if (_requests.TryGetValue(request, out VirtualRequest? dropped))
            dropped.DropByServer();
    }

    void IExchangeOutput.Send(int connection, ReadOnlySpan<byte> message)
    {
        if (!_connections.TryGetValue(connection, out VirtualConnection? to))
            return;
        OnExchangeSends?.Invoke(to, message);
        to.SendByServer(message);
    }

    void IExchangeOutput.Ping(int connection)
    {
        if (_connections.TryGetValue(connection, out VirtualConnection? to))
            to.PingByServer();
    }

    void IExchangeOutput.Close(int connection, int status)
    {
        if (_connections.TryGetValue(connection, out VirtualConnection? closed))
            closed.CloseByServer(status);
    }

    private Action<long, ExchangeReply>? OnOtherReply { get; set; }

    /// <summary>A request that travels nowhere: whoever runs the world asks the exchange, and the answer is there at once.</summary>
    public (int Status, string Body) Ask(string method, string url, string body = "", string address = "10.255.255.255")
    {
        ExchangeReply? answer = null;
        long number = -_nextRequest++;
        OnOtherReply = (request, reply) => answer = request == number ? reply : answer;
        ExchangeRequest asked = ToRequest(method, new Uri($"http://{_hosts[0]}{url}"), [], address) with { Body = Encoding.UTF8.GetBytes(body) };
        AtExchange(Clock.NowNs).OnRequest(number, asked, Clock.NowNs);
        OnOtherReply = null;
        return answer is null
            ? throw new InvalidOperationException($"{method} {url}: the exchange didn't answer at once")
            : (answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
    }

    public static ExchangeRequest ToRequest(string method, Uri url, IReadOnlyList<KeyValuePair<string, string>> headers, string address) => new(
        method, Uri.UnescapeDataString(url.AbsolutePath), url.Query.TrimStart('?'), default, headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value), address);
}
