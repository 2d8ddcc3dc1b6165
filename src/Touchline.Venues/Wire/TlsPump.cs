using System.Net.Security;
using System.Security.Authentication;
using System.Threading.Tasks.Sources;

namespace Touchline.Venues.Wire;

/// <summary>
/// TLS without a thread of its own: the framework's SslStream reads from and writes to this instead of a socket. A read that finds nothing stays open
/// until bytes are handed in, and goes on within that very call, on the caller's thread.
/// </summary>
internal sealed class TlsPump : Stream, IValueTaskSource<int>
{
    private readonly SslStream _ssl;
    private readonly WireAddress _address;
    private readonly WireSecurity _security;
    private ManualResetValueTaskSourceCore<int> _bytes;
    private Task? _handshake;
    private string? _refused;
    private ValueTask<int> _read;
    private bool _isReading, _isWanted, _hasEnded;

    public TlsPump(WireAddress address, WireSecurity security)
    {
        _address = address;
        _security = security;
        _ssl = new SslStream(this, leaveInnerStreamOpen: true);
    }

    /// <summary>Encrypted bytes for the socket.</summary>
    public ByteBuffer Cipher { get; } = new(int.MaxValue / 2, initial: 32 * 1024);

    /// <summary>Where encrypted bytes from the socket are wanted; empty when none are.</summary>
    public Memory<byte> Wanted { get; private set; }

    public bool HandshakeIsOver => _handshake!.IsCompleted;

    /// <summary>Why the handshake failed; null when it didn't.</summary>
    public string? HandshakeFault => _handshake!.Exception?.InnerException is not { } e ? null
        : _refused ?? (e is AuthenticationException && e.Message.Contains("frame", StringComparison.Ordinal)
            ? $"{_address.Place} doesn't speak TLS: check the port, or whether the address should begin with ws:// or http://"
            : _hasEnded ? $"{_address.Place} ended the connection during the TLS handshake"
            : $"the TLS handshake with {_address.Place} failed: {(e.InnerException ?? e).Message}");

    /// <summary>What broke the stream while reading; null: the peer ended it.</summary>
    public string? ReadFault { get; private set; }

    public void Begin() => _handshake = _ssl.AuthenticateAsClientAsync(_security.OptionsFor(_address, why => _refused = why), CancellationToken.None);

    /// <summary>So many encrypted bytes were put where they were wanted; 0: there will be no more.</summary>
    public void Arrived(int count)
    {
        _hasEnded |= count == 0;
        _isWanted = false;
        Wanted = default;
        _bytes.SetResult(count);
    }

    /// <summary>Decrypts into a buffer. 0: more encrypted bytes are wanted; below: it is over. The buffer gets no other bytes meanwhile.</summary>
    public int Read(ByteBuffer plain, int wanted)
    {
        try
        {
#pragma warning disable CA2012 // Looked at until it is completed, then consumed once.
            if (!_isReading)
                _read = _ssl.ReadAsync(plain.Free(wanted));
#pragma warning restore CA2012
            _isReading = !_read.IsCompleted;
            if (_isReading)
                return 0;
            int count = _read.GetAwaiter().GetResult();
            plain.Put(count);
            return count > 0 ? count : -1;
        }
        catch (IOException e)
        {
            ReadFault = e.Message;
            return -1;
        }
    }

    /// <summary>Encrypts all of a buffer. Not null: what went wrong.</summary>
    public string? Encrypt(ByteBuffer plain)
    {
        if (plain.Count == 0)
            return null;
        try
        {
            ValueTask write = _ssl.WriteAsync(plain.FilledMemory);
            if (!write.IsCompleted)
                return "TLS wants to wait for its peer before it sends";
            write.GetAwaiter().GetResult();
            plain.Take(plain.Count);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded || buffer.IsEmpty)
            return new ValueTask<int>(0);
        _bytes.Reset();
        _isWanted = true;
        Wanted = buffer;
        return new ValueTask<int>(this, _bytes.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Cipher.TryPut(buffer.Span) ? default : throw new IOException("too much is unsent");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    int IValueTaskSource<int>.GetResult(short token) => _bytes.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _bytes.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _bytes.OnCompleted(continuation, state, token, flags);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        // A read that is still open would keep the stream from being let go.
        if (_isWanted)
            Arrived(0);
        _ssl.Dispose();
        // Observed, so that nobody else is told.
        _ = _handshake?.Exception;
    }
}
