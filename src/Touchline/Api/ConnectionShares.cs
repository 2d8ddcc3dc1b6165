using System.Net;
using Microsoft.AspNetCore.Connections;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Lets one address beyond the machine have so many connections and no more, of HTTP and WebSockets together: further ones are closed at once. Any thread.</summary>
internal sealed class ConnectionShares(ApiOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _open = [];

    /// <summary>For each connection, as long as it lasts.</summary>
    public async Task Guard(ConnectionContext connection, ConnectionDelegate next)
    {
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        string from = LoginAddress.KeyOf(address);
        if (from == LoginAddress.Loopback || (address is not null && options.IsProxy(address)))
        {
            await next(connection).ConfigureAwait(false);
            return;
        }

        if (!TryOpen(from))
        {
            connection.Abort(new ConnectionAbortedException("the address has too many connections"));
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Close(from);
        }
    }

    private bool TryOpen(string from)
    {
        lock (_lock)
        {
            int open = _open.GetValueOrDefault(from);
            if (open >= options.MostConnectionsOfAddress)
                return false;
            _open[from] = open + 1;
            return true;
        }
    }

    private void Close(string from)
    {
        lock (_lock)
        {
            if (--_open[from] == 0)
                _open.Remove(from);
        }
    }
}
