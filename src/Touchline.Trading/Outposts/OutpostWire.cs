using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An outpost's line to a session in another process. One thread hears, the outpost's does the rest.</summary>
internal sealed class OutpostWire(OutpostTerms terms, OutpostFrameWriter to, TimeProvider time) : IOutpostLine, IDisposable
{
    // What is on its way fits, for the session says no more before it has heard of progress.
    private const int Capacity = 2 * OutpostRelay.MostAhead;

    // While there is more to take: the session is to hear of it now and then.
    private const int MostUntold = 64;

    /// <summary>And so often, but for the callback that it is in: what it asks for waits no longer, and one that is slow isn't taken for one that stands still.</summary>
    public const int MostUntoldMs = 10;

    private const int MostUnwritten = 1 << 14;

    private readonly SpscRing<OutpostItem> _items = new(Capacity, RingWaiting.Block);
    private readonly SpscRing<OrderReport> _reports = new(Capacity, RingWaiting.Spin);
    private readonly Action<string, double> _figure = (name, value) => OutpostWishes.Metric(to, name, value);
    private long _toldDropped;
    private long _told = -1;
    private int _untold;
    private long _toldAt;
    private long _taken;

    /// <summary>Set before either thread begins.</summary>
    public Outpost? Outpost { get; set; }

    public OutpostTerms Terms => terms;

    /// <summary>Something that the session says. On the thread that hears.</summary>
    /// <exception cref="BadInputException">It can't be.</exception>
    public void Hear(OutpostFrame kind, ReadOnlySpan<byte> fields)
    {
        if (kind == OutpostFrame.Report && !_reports.TryPublish(OutpostFrameReader.Raw<OrderReport>(fields)))
            throw new BadInputException("its session says more than can be on its way");
        if (!_items.TryPublish(OutpostWords.Read(kind, fields)))
            throw new BadInputException("its session says more than can be on its way");
    }

    public bool Take(out OutpostItem item, CancellationToken cancel)
    {
        if (_items.Count == 0 || ++_untold >= MostUntold || time.GetElapsedTime(_toldAt).TotalMilliseconds >= MostUntoldMs)
            Tell();
        bool isTaken = _items.Take(out item, cancel);
        _taken += isTaken ? 1 : 0;
        return isTaken;
    }

    public OrderReport TakeReport() => _reports.TryTake(out OrderReport report) ? report : throw new InvalidOperationException("a report was told that isn't there");

    public bool Ask(in Intent intent, CancellationToken cancel)
    {
        OutpostWishes.Ask(to, intent, _taken);
        if (to.Waiting > MostUnwritten)
            to.Flush();
        return true;
    }

    public void Name(string reason) => OutpostWishes.Text(to, OutpostFrame.Reason, reason);

    /// <summary>How far it has come, and what it has to say. On the outpost's thread.</summary>
    /// <exception cref="IOException">The session is gone.</exception>
    public void Tell()
    {
        (_untold, _toldAt) = (0, time.GetTimestamp());
        while (Outpost!.Log.TryTakeLine(out string? line))
            OutpostWishes.Text(to, OutpostFrame.Line, line);
        while (Outpost.Log.TryTakeNote(out string? note))
            OutpostWishes.Text(to, OutpostFrame.Note, note);
        if (Outpost.Log.Dropped != _toldDropped)
            OutpostWishes.Dropped(to, _toldDropped = Outpost.Log.Dropped);
        Outpost.Log.TakeFigures(_figure);
        if (Outpost.HasBegun && Outpost.Progress != _told)
        {
            _told = Outpost.Progress;
            OutpostWishes.Progress(to, _told, Outpost.TimerNs);
        }

        to.Flush();
    }

    /// <summary>Once both threads have ended.</summary>
    public void Dispose()
    {
        _items.Dispose();
        _reports.Dispose();
    }
}
