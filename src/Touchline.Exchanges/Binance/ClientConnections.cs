namespace Touchline.Exchanges.Binance;

/// <summary>The rules of every WebSocket connection: pings and their pongs, how long it may live, how much its client may send.</summary>
internal sealed class ClientConnections(FaultyOutput output, long lifeNs)
{
    public const int MostMessagesPerSecond = 10;

    /// <summary>Of the WebSocket API, whose requests are limited by weight instead.</summary>
    public const int MostApiControlFramesPerSecond = 5;

    private const long NsPerSecond = 1_000_000_000;
    private const long PingNs = 3 * 60 * NsPerSecond;
    private const long PongNs = 10 * 60 * NsPerSecond;
    private const int GoingAway = 1001;
    private const int PolicyViolation = 1008;

    private readonly SortedDictionary<int, Link> _links = [];

    public void Opened(int connection, long nowNs) => _links[connection] = new Link { OpenedNs = nowNs, PingedNs = nowNs, AnsweredNs = nowNs };

    public void Closed(int connection) => _links.Remove(connection);

    /// <summary>A message or control frame of a client. False: that was one too many, and the connection is closed.</summary>
    public bool Received(int connection, long nowNs, int mostPerSecond = MostMessagesPerSecond)
    {
        if (!_links.TryGetValue(connection, out Link? link))
            return false;
        long second = nowNs / NsPerSecond;
        (link.Second, link.Messages) = second == link.Second ? (second, link.Messages + 1) : (second, 1);
        if (link.Messages <= mostPerSecond)
            return true;
        output.Close(connection, PolicyViolation);
        return false;
    }

    public void Ponged(int connection, long nowNs)
    {
        if (_links.TryGetValue(connection, out Link? link))
            link.AnsweredNs = nowNs;
    }

    /// <summary>Called a few times a second.</summary>
    public void Tick(long nowNs)
    {
        foreach ((int connection, Link link) in _links.ToArray())
        {
            if (nowNs - link.OpenedNs >= lifeNs || nowNs - link.AnsweredNs >= PongNs)
            {
                output.Close(connection, GoingAway);
            }
            else if (nowNs - link.PingedNs >= PingNs)
            {
                link.PingedNs = nowNs;
                output.Ping(connection);
            }
        }
    }

    private sealed class Link
    {
        public required long OpenedNs { get; init; }

        public long PingedNs { get; set; }

        public long AnsweredNs { get; set; }

        public long Second { get; set; }

        public int Messages { get; set; }
    }
}
