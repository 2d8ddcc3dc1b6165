using System.Net.Sockets;

namespace Touchline.Conformance.Tests;

/// <summary>One TCP connection through the relay: a client's socket, the server's, and what becomes of the bytes between them.</summary>
internal sealed class RelayLink(Socket client, Socket server, SocketRelay relay)
{
    private const int ChunkBytes = 16 * 1024;

    private volatile bool _isSilent;
    private volatile bool _isDeaf;
    private long _bytesLeft = long.MaxValue;
    private int _isCut;

    /// <summary>Nothing gets through any more, and no end learns of it.</summary>
    public void FallSilent() => _isSilent = true;

    /// <summary>What the server says doesn't arrive any more; it hears everything.</summary>
    public void TurnDeaf() => _isDeaf = true;

    /// <summary>Both ends see a reset, once so many more bytes have passed: most often in the middle of a message.</summary>
    public void CutAfter(int bytes) => Interlocked.Exchange(ref _bytesLeft, bytes);

    /// <summary>Both ends see a reset, and what is under way is lost.</summary>
    public void Cut()
    {
        if (Interlocked.Exchange(ref _isCut, 1) != 0)
            return;
        Reset(client);
        Reset(server);
    }

    /// <summary>Until both ends are gone.</summary>
    public async Task RunAsync()
    {
        await Task.WhenAll(PumpAsync(client, server, isToClient: false), PumpAsync(server, client, isToClient: true)).ConfigureAwait(false);
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isToClient)
    {
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            while (await from.ReceiveAsync(chunk).ConfigureAwait(false) is > 0 and int read)
            {
                if (relay.DelayMs > 0)
                    await Task.Delay(relay.DelayMs).ConfigureAwait(false);
                if (_isSilent || (_isDeaf && isToClient))
                    continue;
                long left = Interlocked.Add(ref _bytesLeft, -Math.Min(read, Volatile.Read(ref _bytesLeft)));
                await PassAsync(to, chunk.AsMemory(0, left > 0 ? read : read / 2)).ConfigureAwait(false);
                if (left <= 0)
                    Cut();
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Cut();
        }
    }

    private async Task PassAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int most = relay.MostBytesAtOnce;
            bytes = bytes[await to.SendAsync(bytes[..Math.Min(bytes.Length, most)]).ConfigureAwait(false)..];
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }
}
