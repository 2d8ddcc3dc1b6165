using System.Globalization;
using System.Text;
using Touchline.Exchanges;

namespace Touchline.Conformance.Tests;

/// <summary>Says back what it is told, and counts: what the network's own tests run against.</summary>
internal sealed class EchoExchange(IExchangeOutput output) : ISimulatedExchange
{
    public List<string> Seen { get; } = [];

    public List<int> Open { get; } = [];

    public long NextNs { get; set; } = long.MaxValue;

    public void Advance(long nowNs)
    {
        if (nowNs >= NextNs)
            NextNs = long.MaxValue;
    }

    public void OnRequest(long number, ExchangeRequest request, long nowNs)
    {
        Seen.Add($"{request.Method} {request.Path}?{request.Query} {request.Headers.GetValueOrDefault("x-key")} {request.Address}");
        if (request.Path == "/drop")
            output.Drop(number);
        else if (request.Path != "/silent")
            output.Reply(number, new ExchangeReply(200, Encoding.UTF8.GetBytes(request.Query), []));
    }

    public ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs)
    {
        Seen.Add($"open {request.Path}?{request.Query}");
        if (request.Path == "/refuse")
            return new ExchangeReply(400, "no"u8.ToArray(), []);
        Open.Add(connection);
        output.Send(connection, "welcome"u8);
        return null;
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        string text = Encoding.UTF8.GetString(message);
        Seen.Add(text);
        if (text == "bye")
            output.Close(connection, 1000);
        else if (text == "ping")
            output.Ping(connection);
        else
            output.Send(connection, message);
    }

    public void OnControlFrame(int connection, bool isPong, long nowNs) => Seen.Add(isPong ? "pong" : "ping");

    public void OnClosed(int connection, long nowNs)
    {
        Open.Remove(connection);
        Seen.Add(string.Create(CultureInfo.InvariantCulture, $"closed {connection}"));
    }
}
