using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// An outpost in another process, as the session sees it: carries what its feed says over a stream and what it asks for back. The other end is an <see cref="OutpostHost"/>. docs/hot-reload.md.
/// </summary>
/// <param name="start">Starts the process, on this one's thread.</param>
public sealed class OutpostRelay(OutpostFeed feed, OutpostCode code, Func<IOutpostProcess> start) : IOutpost
{
    /// <summary>Items on their way that the outpost hasn't done with; more wait in the feed.</summary>
    internal const int MostAhead = 1024;

    // One write of many frames is cheaper than many.
    private const int MostUnwritten = 1 << 14;

    // For its process to go when there is no more to say, and for its output to end then.
    private const int GraceMs = 1_000;

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _ahead = new(MostAhead, MostAhead);
    private readonly HashSet<string> _metrics = [];
    private readonly Lock _killing = new();
    private IOutpostProcess? _process;
    private string? _killed;
    private OutpostState _said;
    private string _saidWhy = "";
    private int _state;
    private bool _hasBegun;
    private bool _isStopping;
    private int _named;
    private int _dropped;
    private long _written;
    private long _progress;
    private long _timerNs = long.MaxValue;

    public OutpostFeed Feed => feed;

    /// <summary>0 before it was started.</summary>
    public int ProcessId => _process?.Id ?? 0;

    public OutpostState State => (OutpostState)Volatile.Read(ref _state);

    public string Why { get; private set; } = "";

    public bool IsStarting => State == OutpostState.Running && !Volatile.Read(ref _hasBegun);

    /// <inheritdoc/>
    /// <remarks>For the feed's thread.</remarks>
    public bool IsBusy => State == OutpostState.Running && Volatile.Read(ref _hasBegun) && Progress != feed.Told;

    public long Progress => Volatile.Read(ref _progress);

    /// <inheritdoc/>
    /// <remarks>By what its process says of its progress, which is every <see cref="OutpostWire.MostUntoldMs"/> ms and at the end of what there is.</remarks>
    public long LagNs => Volatile.Read(ref _hasBegun) ? feed.LagNs(Progress) : 0;

    public long TimerNs => Volatile.Read(ref _timerNs);

    public OutpostLog Log { get; } = new();

    /// <summary>Starts the process, tells it what there is to tell, and returns when it is gone.</summary>
    public void Run()
    {
        OutpostState end = OutpostState.Failed;
        try
        {
            IOutpostProcess process = Started();
            var ear = new Thread(Listen) { IsBackground = true, Name = "strategy process" };
            ear.Start();
            Tell(process);
            end = AfterAll(process, ear);
        }
        catch (Exception e)
        {
            // The border of its thread: whatever it is, it ends this strategy and not the session.
            Kill($"its process can't be used: {e.Message}");
            Why = e is IOException or BadInputException ? e.Message : $"its process can't be used: {e.GetType().Name}: {e.Message}";
        }

        Volatile.Write(ref _state, (int)end);
    }

    public void End()
    {
        Volatile.Write(ref _isStopping, true);
        _end.Cancel();
    }

    public bool Kill(string why)
    {
        lock (_killing)
        {
            _killed ??= why;
            _process?.Kill();
        }

        Hang();
        return true;
    }

    public void Dispose()
    {
        _process?.Dispose();
        _end.Dispose();
        _ahead.Dispose();
        feed.Dispose();
    }

    private IOutpostProcess Started()
    {
        IOutpostProcess process = start();
        lock (_killing)
        {
            _process = process;
            // Meanwhile.
            if (_killed is not null)
                process.Kill();
        }

        return process;
    }

    // Until it is to end, or nobody listens any more.
    private void Tell(IOutpostProcess process)
    {
        var to = new OutpostFrameWriter(process.To);
        try
        {
            OutpostWords.Begin(to, feed.Terms, code);
            while (!_end.IsCancellationRequested)
            {
                if (feed.Waiting == 0 || to.Waiting > MostUnwritten)
                    to.Flush();
                if (!feed.Take(out OutpostItem item, _end.Token) || !MayGoAhead(to))
                    break;
                if (item.Kind == OutpostItemKind.Report)
                    OutpostWords.Write(to, feed.TakeReport());
                else
                    OutpostWords.Write(to, item);
                Interlocked.Increment(ref _written);
            }

            to.Begin(OutpostFrame.End);
            to.End();
            to.Flush();
        }
        catch (IOException)
        {
            // It is gone: who listens to it hears of that.
        }
    }

    private bool MayGoAhead(OutpostFrameWriter to)
    {
        if (_ahead.Wait(0))
            return true;
        to.Flush();
        try
        {
            _ahead.Wait(_end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The outpost's end of the stream ends with its process, or by its last word.
    private OutpostState AfterAll(IOutpostProcess process, Thread ear)
    {
        while (!ear.Join(GraceMs))
        {
            // What its process has started may hold the stream open.
            if (process.WaitForEnd(0) && !ear.Join(GraceMs))
                break;
        }

        // Whoever still waits to ask something waits for nobody.
        Hang();
        process.To.Close();
        if (!process.WaitForEnd(GraceMs))
            process.Kill();
        while (!process.WaitForEnd(GraceMs))
        {
        }

        if (_killed is null && (_said == OutpostState.Ended ? Volatile.Read(ref _isStopping) : _said != OutpostState.Running))
        {
            Why = _saidWhy;
            return _said;
        }

        Why = _killed ?? process.How;
        return OutpostState.Died;
    }

    private void Listen()
    {
        try
        {
            var from = new OutpostFrameReader(_process!.From, OutpostWishes.MostBytes, "what its process says");
            while (_said == OutpostState.Running && from.TryRead(out OutpostFrame kind, out ReadOnlySpan<byte> fields))
                Hear(kind, fields);
        }
        catch (BadInputException e)
        {
            Kill($"its process said what can't be, and was killed: {e.Message}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone, or was waited for in vain.
            return;
        }
        finally
        {
            Hang();
        }
    }

    // Nobody is there to be told anything.
    private void Hang()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // So it is with everybody else.
        }
    }

    private void Hear(OutpostFrame kind, ReadOnlySpan<byte> bytes)
    {
        var from = new CheckpointReader(bytes, "a frame");
        switch (kind)
        {
            case OutpostFrame.Progress:
                OnProgress(ref from);
                break;
            case OutpostFrame.Ask:
                OutpostWish wish = OutpostWishes.ReadAsk(ref from, feed.Terms.Instruments.Count);
                Check(ref from, wish.Seen);
                feed.Ask(wish, _end.Token);
                break;
            case OutpostFrame.Reason when ++_named <= StrategySlot.MostReasons:
                feed.Reasons.Enqueue(from.Text());
                break;
            case OutpostFrame.Line:
                Log.AddLine(from.Text());
                break;
            case OutpostFrame.Note:
                Log.AddNote(from.Text());
                break;
            case OutpostFrame.Metric:
                (string name, double value) = (from.Text(), BitConverter.Int64BitsToDouble(from.Long()));
                if (_metrics.Contains(name) || (_metrics.Count < StrategySlot.MostMetrics && _metrics.Add(name)))
                    Log.Set(name, value);
                break;
            case OutpostFrame.Dropped:
                OnDropped(ref from);
                break;
            case OutpostFrame.Over:
                OutpostState said = (OutpostState)from.Within((byte)OutpostState.Failed, (byte)OutpostState.Died);
                _saidWhy = from.Text();
                _said = said;
                break;
            default:
                throw from.Wrong($"a kind of {(byte)kind}");
        }

        if (!from.IsAtEnd)
            throw from.Wrong("it goes on");
    }

    private void OnProgress(ref CheckpointReader from)
    {
        (long progress, long timerNs) = (from.Long(), from.Long());
        Check(ref from, progress);
        long done = progress - _progress;
        Volatile.Write(ref _timerNs, timerNs);
        Volatile.Write(ref _progress, progress);
        Volatile.Write(ref _hasBegun, true);
        if (done > 0)
            _ahead.Release((int)done);
    }

    private void OnDropped(ref CheckpointReader from)
    {
        int dropped = from.Int();
        if (dropped < _dropped)
            throw from.Wrong($"it has dropped {dropped} lines, and before {_dropped}");
        Log.AddDropped(dropped - _dropped);
        _dropped = dropped;
    }

    // So much was told, and it doesn't unlearn.
    private void Check(ref CheckpointReader from, long seen)
    {
        if (seen < _progress || seen > Interlocked.Read(ref _written))
            throw from.Wrong($"it has seen {seen}, and before {_progress}");
    }
}
