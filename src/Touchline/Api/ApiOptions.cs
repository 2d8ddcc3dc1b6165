using System.Net;

namespace Touchline.Api;

/// <summary>Where the control plane listens, and to whom.</summary>
internal sealed record ApiOptions
{
    /// <summary>The usual place, on this machine alone.</summary>
    public static IPEndPoint Usual { get; } = new(IPAddress.Loopback, 8080);

    public required IPEndPoint Address { get; init; }

    public bool IsLoopback => IPAddress.IsLoopback(Address.Address);

    /// <summary>Origins whose pages may call it from a browser, e.g. <c>https://desk.example</c>; none but its own by default.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Names under which it is reached besides its address and localhost: behind a proxy, or in a network.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}
