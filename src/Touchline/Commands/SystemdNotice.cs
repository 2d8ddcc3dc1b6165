using System.Net.Sockets;
using System.Text;

namespace Touchline.Commands;

/// <summary>Tells systemd how a session stands, where it asks for that (Type=notify): one datagram to the socket that it names.</summary>
internal static class SystemdNotice
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>The session trades.</summary>
    public static void Ready() => Send(Environment.GetEnvironmentVariable(Variable), "READY=1");

    /// <param name="address">A socket's path, or behind an @ a name; null or empty: nobody asks.</param>
    internal static void Send(string? address, string state)
    {
        if (string.IsNullOrEmpty(address))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A name that is no file's begins with a zero.
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException or PlatformNotSupportedException)
        {
            // systemd waits until its own time is up, and says so; trading doesn't depend on it.
        }
    }
}
