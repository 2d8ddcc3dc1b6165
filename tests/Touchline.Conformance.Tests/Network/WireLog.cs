using System.Text;
using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>Writes down what a wire tells.</summary>
internal sealed class WireLog : IWireListener
{
    public List<string> Lines { get; } = [];

    public List<HttpReply> Replies { get; } = [];

    public void OnOpened(int connection, long nowNs) => Lines.Add($"{connection} opened");

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs) => Lines.Add($"{connection} {Encoding.UTF8.GetString(message)}");

    public void OnClosed(int connection, string reason, long nowNs) => Lines.Add($"{connection} closed: {reason}");

    public void OnReply(HttpReply reply, long nowNs) => Replies.Add(reply);
}
