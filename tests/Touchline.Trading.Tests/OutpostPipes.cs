using System.IO.Pipes;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>The other end of an <see cref="OutpostRelay"/> on a thread of this process, behind pipes.</summary>
internal sealed class OutpostPipes : IOutpostProcess
{
    private readonly AnonymousPipeServerStream _to = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _from = new(PipeDirection.In);
    private readonly Thread _thread;
    private volatile bool _isOver;

    public OutpostPipes(Strategy strategy)
        : this((input, output) => new OutpostHost(input, output, _ => strategy, new NoTime()).Run(60_000))
    {
    }

    /// <param name="host">What the process does.</param>
    public OutpostPipes(Action<Stream, Stream> host)
    {
        _thread = new Thread(() => Run(host)) { IsBackground = true };
        _thread.Start();
    }

    public Stream To => _to;

    public Stream From => _from;

    public bool WasKilled { get; private set; }

    public int Id => 1;

    public string How => "its process is gone";

    public void Kill() => WasKilled = true;

    public bool WaitForEnd(int ms) => _isOver || _thread.Join(ms);

    public void Dispose()
    {
        _to.Dispose();
        _from.Dispose();
    }

    // None goes by: how far it has come is told where there is nothing to do, and every so many events.
    private sealed class NoTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private void Run(Action<Stream, Stream> host)
    {
        using (var input = new AnonymousPipeClientStream(PipeDirection.In, _to.ClientSafePipeHandle))
        using (var output = new AnonymousPipeClientStream(PipeDirection.Out, _from.ClientSafePipeHandle))
            host(input, output);
        _isOver = true;
    }
}
