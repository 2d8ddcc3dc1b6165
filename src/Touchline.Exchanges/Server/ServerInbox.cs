using System.Threading.Channels;

namespace Touchline.Exchanges;

/// <summary>What the sockets have for the exchange.</summary>
internal abstract record Inbound
{
    public sealed record Request(long Number, ExchangeRequest What) : Inbound;

    public sealed record Open(int Connection, ExchangeRequest What, TaskCompletionSource<ExchangeReply?> Answer) : Inbound;

    public sealed record Message(int Connection, byte[] Text) : Inbound;

    public sealed record Control(int Connection, bool IsPong) : Inbound;

    public sealed record Closed(int Connection) : Inbound;
}

/// <summary>The bounded way from the sockets' threads to the exchange's one thread. Who finds it full waits.</summary>
internal sealed class ServerInbox : IDisposable
{
    private const int Most = 8192;

    private readonly Channel<Inbound> _channel = Channel.CreateBounded<Inbound>(new BoundedChannelOptions(Most) { SingleReader = true });
    private readonly AutoResetEvent _signal = new(false);

    public async ValueTask AddAsync(Inbound item)
    {
        await _channel.Writer.WriteAsync(item).ConfigureAwait(false);
        _signal.Set();
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Inbound? item) => _channel.Reader.TryRead(out item);

    /// <summary>Until there may be something, or the time is up.</summary>
    public void Wait(int ms) => _signal.WaitOne(ms);

    public void Wake() => _signal.Set();

    public void Dispose() => _signal.Dispose();
}
