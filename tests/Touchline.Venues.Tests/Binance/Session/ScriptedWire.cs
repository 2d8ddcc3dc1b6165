using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>A wire that does nothing by itself: it keeps what the adapter asked of it, and the test says what comes of it.</summary>
internal sealed class ScriptedWire : IWire
{
    public List<(int Connection, string Url)> Opens { get; } = [];

    public List<(int Connection, string Text)> Sent { get; } = [];

    public List<int> Closes { get; } = [];

    public List<HttpCall> Calls { get; } = [];

    /// <summary>Calls that were never answered yet, oldest first.</summary>
    public List<HttpCall> Unanswered { get; } = [];

    /// <summary>Counts messages without keeping them.</summary>
    public bool IsForgetful { get; set; }

    public long SentBytes { get; private set; }

    /// <summary>Connections that take no message.</summary>
    public HashSet<int> Stuck { get; } = [];

    public HashSet<int> Open { get; } = [];

    void IWire.Open(int connection, string url)
    {
        if (Opens.Any(o => o.Connection == connection && !_settled.Contains(o)))
            throw new InvalidOperationException($"connection {connection} is in use");
        Opens.Add((connection, url));
    }

    private readonly HashSet<(int, string)> _settled = [];

    public bool Send(int connection, ReadOnlySpan<byte> message)
    {
        if (!Open.Contains(connection) || Stuck.Contains(connection))
            return false;
        SentBytes += message.Length;
        if (!IsForgetful)
            Sent.Add((connection, Encoding.UTF8.GetString(message)));
        return true;
    }

    public void Close(int connection) => Closes.Add(connection);

    public void Request(HttpCall call)
    {
        Calls.Add(call);
        Unanswered.Add(call);
    }

    public void Settle(int connection)
    {
        foreach ((int Connection, string Url) open in Opens.Where(o => o.Connection == connection))
            _settled.Add(open);
    }
}
