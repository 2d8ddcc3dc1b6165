using System.Threading.Channels;

namespace Touchline.Exchanges;

/// <summary>
/// One WebSocket connection of a client. The exchange's thread puts frames into a bounded queue that a task of the connection's own empties; a client so slow that the queue
/// is full loses its connection.
/// </summary>
internal sealed class SocketConnection(int number, int mostBehind, Action abort)
{
    /// <summary>Of all frames in the queue together.</summary>
    public const long MostBytesBehind = 16 << 20;

    private const int BatchBytes = 64 * 1024;
    private const int FinalWaitMs = 1000;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(mostBehind) { SingleReader = true });
    private readonly Lock _end = new();
    private long _bytesBehind;
    private bool _hasEnded;

    /// <summary>Any thread.</summary>
    public void Send(byte[] frame)
    {
        if (Interlocked.Add(ref _bytesBehind, frame.Length) > MostBytesBehind || !_frames.Writer.TryWrite(frame))
            Drop();
    }

    /// <summary>What is queued goes out, then a close frame.</summary>
    /// <param name="status">0: without one.</param>
    public void Close(int status)
    {
        _frames.Writer.TryWrite(WebSocketFrames.CloseFrame(status));
        _frames.Writer.TryComplete();
    }

    /// <summary>The connection is cut without a word; nothing happens when it has ended.</summary>
    public void Drop()
    {
        _frames.Writer.TryComplete();
        lock (_end)
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
            abort();
        }
    }

    /// <summary>Until the connection has ended.</summary>
    public async Task ServeAsync(Stream stream, ServerInbox inbox, CancellationToken cancel)
    {
        Task writing = WriteAsync(stream);
        Task reading = ReadAsync(stream, inbox, cancel);
        await Task.WhenAny(writing, reading).ConfigureAwait(false);
        _frames.Writer.TryComplete();
        // What is queued may still go out, and the client may answer a close frame with its own.
        var both = Task.WhenAll(writing, reading);
        if (await Task.WhenAny(both, Task.Delay(FinalWaitMs, CancellationToken.None)).ConfigureAwait(false) != both)
            Drop();
        await both.ConfigureAwait(false);
        // What there was to abort is about to go; the exchange's thread may still send.
        lock (_end)
            _hasEnded = true;
    }

    private async Task WriteAsync(Stream stream)
    {
        byte[] batch = new byte[BatchBytes];
        try
        {
            while (await _frames.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                int filled = 0;
                while (_frames.Reader.TryRead(out byte[]? frame))
                {
                    Interlocked.Add(ref _bytesBehind, -frame.Length);
                    if (filled + frame.Length > BatchBytes)
                        filled = await FlushAsync(stream, batch.AsMemory(0, filled)).ConfigureAwait(false);
                    if (frame.Length > BatchBytes)
                    {
                        await FlushAsync(stream, frame).ConfigureAwait(false);
                        continue;
                    }

                    frame.CopyTo(batch, filled);
                    filled += frame.Length;
                }

                await FlushAsync(stream, batch.AsMemory(0, filled)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            Drop();
        }
    }

    private async Task ReadAsync(Stream stream, ServerInbox inbox, CancellationToken cancel)
    {
        var reader = new WebSocketFrames.Reader(stream);
        try
        {
            while (await reader.ReadAsync(cancel).ConfigureAwait(false) is { } frame)
            {
                if (frame.Kind == FrameKind.Close)
                {
                    Close(WebSocketFrames.CloseAnswer(frame.Payload));
                    return;
                }

                if (frame.Kind == FrameKind.Text && !System.Text.Unicode.Utf8.IsValid(frame.Payload))
                {
                    Close(WebSocketFrames.InvalidText);
                    return;
                }

                if (frame.Kind == FrameKind.Ping)
                    Send(WebSocketFrames.Frame(FrameKind.Pong, frame.Payload));
                Inbound told = frame.Kind is FrameKind.Ping or FrameKind.Pong ? new Inbound.Control(number, frame.Kind == FrameKind.Pong) : new Inbound.Message(number, frame.Payload);
                await inbox.AddAsync(told).ConfigureAwait(false);
            }

            if (reader.Failure != 0)
                Close(reader.Failure);
            else
                Drop();
        }
        catch (Exception e) when (IsEnd(e))
        {
            Drop();
        }
    }

    // The ways in which a stream says that the other side has gone.
    private static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private static async Task<int> FlushAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            await stream.WriteAsync(bytes).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }

        return 0;
    }
}
