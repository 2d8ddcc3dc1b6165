using System.Security.Cryptography;
using System.Text;

namespace Touchline.Venues.Wire;

/// <summary>How a client asks for a WebSocket (RFC 6455, section 4.1), and whether the answer is right.</summary>
internal sealed class WebSocketHandshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _key;

    public WebSocketHandshake(RandomFill random)
    {
        Span<byte> nonce = stackalloc byte[16];
        random(nonce);
        _key = Convert.ToBase64String(nonce);
    }

    public string Request(WireAddress address) =>
        $"GET {address.Target} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {_key}\r\nSec-WebSocket-Version: 13\r\nUser-Agent: touchline\r\n\r\n";

    /// <summary>What is wrong with an answer of status 101; null when nothing is.</summary>
    public string? FaultOf(ResponseHead head)
    {
        if (!head.Says("Upgrade", "websocket") || !head.Says("Connection", "Upgrade"))
            return "it answered 101 without upgrading to a WebSocket";
        if (head.Header("Sec-WebSocket-Accept") != Accept(_key))
            return "its Sec-WebSocket-Accept doesn't belong to our key: something that isn't the server answered";
        if (head.Header("Sec-WebSocket-Extensions") is not (null or ""))
            return "it uses a WebSocket extension that wasn't asked for";
        return head.Header("Sec-WebSocket-Protocol") is null ? null : "it chose a WebSocket subprotocol that wasn't asked for";
    }

    public static string Accept(string key)
    {
#pragma warning disable CA5350 // SHA-1 is what the RFC says; nothing secret hangs on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
    }
}
