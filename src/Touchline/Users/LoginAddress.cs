using System.Net;
using System.Net.Sockets;

namespace Touchline.Users;

/// <summary>Which remote addresses count as one.</summary>
internal static class LoginAddress
{
    /// <summary>All addresses of the machine itself.</summary>
    public const string Loopback = "loopback";

    private const string Unknown = "unknown";

    // A house has that many bits of an IPv6 address to itself.
    private const int NetworkBytes = 8;

    /// <param name="address">Null: not known, which is not the machine itself.</param>
    public static string KeyOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null)
            return Unknown;
        if (IPAddress.IsLoopback(address))
            return Loopback;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))}/64" : address.ToString();
    }
}
