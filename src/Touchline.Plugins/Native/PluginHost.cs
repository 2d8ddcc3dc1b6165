using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// A loaded plug-in, on its own side of the block; the same within this process and in a child. Threads: <c>run</c> has one; a second calls back; a third appears for the end and calls <c>stop</c>. The plug-in's own threads come in
/// through <see cref="PluginDoor"/>.
/// </summary>
internal sealed unsafe class PluginHost
{
    public const int Event = 1, TimeOut = 0, Closed = -1;

    // Longer costs a core that others want, shorter a sleep between two events of a busy market.
    private const int SpinUs = 50;
    private const int MostSleepMs = 100;

    private readonly PluginMemory _memory;
    private readonly PluginHostOptions _options;
    private readonly TimeProvider _time;
    private readonly PluginLibrary _library;
    private readonly PluginDoor _door;
    private readonly Lock _receiving = new();
    private readonly BlockConsumer<CEvent> _events;
    private readonly BlockConsumer<PluginAnswer> _answers;
    private readonly Thread _runner;
    private readonly Thread _caller;
    private readonly TaskCompletionSource _over = new();
    private readonly long _spinTicks;
    private volatile bool _isDrained;
    private int _endings;

    /// <summary>Loads the library; its constructors run.</summary>
    /// <exception cref="BadInputException">It can't be loaded, or exports no <c>run</c> and <c>stop</c>.</exception>
    public PluginHost(PluginMemory memory, string library, PluginHostOptions options, TimeProvider time)
    {
        (_memory, _options, _time) = (memory, options, time);
        _library = PluginLibrary.Load(library);
        _events = new BlockConsumer<CEvent>(memory.Events, PluginMemory.MostEvents);
        _answers = new BlockConsumer<PluginAnswer>(memory.Answers, PluginMemory.MostUnderWay);
        Requests = new PluginRequests(memory);
        _door = new PluginDoor(this);
        _runner = new Thread(Run) { IsBackground = true, Name = "plug-in run" };
        _caller = new Thread(CallBack) { IsBackground = true, Name = "plug-in callbacks" };
        _spinTicks = time.TimestampFrequency * SpinUs / 1_000_000;
    }

    public PluginRequests Requests { get; }

    public void Start()
    {
        _memory.State = PluginState.Running;
        _caller.Start();
        _runner.Start();
    }

    /// <summary>Ends it, on a thread of its own: refuses what it asks for from here on, calls <c>stop</c>, answers what is under way and unloads it. Any thread; the second time nothing.</summary>
    public void End() => End(asks: true);

    /// <summary>Waits for its end, one way or the other; false when the time is over.</summary>
    public bool WaitForEnd(int ms) => _over.Task.Wait(ms);

    /// <summary><c>recv</c>: takes the next event.</summary>
    public int Receive(CEvent* into, int timeoutMs)
    {
        // One event goes to one thread; usually there is but one.
        if (!_receiving.TryEnter())
        {
            if (!_receiving.TryEnter(timeoutMs < 0 ? Timeout.Infinite : timeoutMs))
                return TimeOut;
        }

        try
        {
            if (_memory.IsClosing)
                return Closed;
            if (_events.TryTakeTo(into))
                return Event;
            return timeoutMs == 0 ? TimeOut : Wait(into, timeoutMs);
        }
        finally
        {
            _receiving.Exit();
        }
    }

    private int Wait(CEvent* into, int timeoutMs)
    {
        long began = _time.GetTimestamp();
        while (true)
        {
            if (_memory.IsClosing)
                return Closed;
            if (_events.TryTakeTo(into))
                return Event;
            long ticks = _time.GetTimestamp() - began;
            long leftMs = timeoutMs < 0 ? MostSleepMs : timeoutMs - ticks * 1000 / _time.TimestampFrequency;
            if (leftMs <= 0)
                return TimeOut;
            if (_options.Waiting == RingWaiting.Yield)
                Thread.Yield();
            else if (_options.Waiting == RingWaiting.Spin || ticks < _spinTicks)
                Thread.SpinWait(1);
            else
                _events.Sleep((int)Math.Min(leftMs, MostSleepMs), _memory.Closing);
        }
    }

    private void Run()
    {
        _memory.ReturnCode = _library.Run(_door.Receiver, _door.PlaceAt, _door.CancelAt);
        // Its owner closed the market: then stop is called all the same, if late.
        End(asks: _memory.IsClosing);
    }

    // Until nothing is under way and nothing can come any more.
    private void CallBack()
    {
        while (true)
        {
            bool isDrained = _isDrained;
            while (_answers.TryTake(out PluginAnswer answer))
            {
                if (Requests.TryEnd(answer.Ticket, out nint callback))
                    PluginDoor.Call(callback, answer.Result);
            }

            if (isDrained)
                break;
            if (_memory.IsClosing)
                Thread.Yield();
            else
                _answers.Sleep(MostSleepMs, _memory.Closing);
        }

        while (Requests.TryEndAny(out nint callback))
            PluginDoor.Call(callback, OrderResult.Failed(OrderResult.NoReply));
    }

    private void End(bool asks)
    {
        if (Interlocked.Exchange(ref _endings, 1) == 0)
            new Thread(() => Finish(asks)) { IsBackground = true, Name = "plug-in end" }.Start();
    }

    private void Finish(bool asks)
    {
        _memory.State = PluginState.Stopping;
        _memory.WakeOwner();
        Requests.Close();
        _memory.BeginClosing();
        _isDrained = true;
        // Who doesn't return from stop doesn't return from run.
        var stop = new Thread(_library.Stop) { IsBackground = true, Name = "plug-in stop" };
        if (asks)
            stop.Start();
        long began = _time.GetTimestamp();
        bool isOver = Joins(_runner, began) && (!asks || Joins(stop, began)) && Joins(_caller, began);
        if (isOver)
        {
            _door.Close();
            _library.Dispose();
        }

        _memory.State = isOver ? PluginState.Ended : PluginState.Stuck;
        _memory.WakeOwner();
        _over.SetResult();
    }

    private bool Joins(Thread thread, long began) =>
        thread.Join((int)Math.Max(0, _options.StopLimitMs - (long)_time.GetElapsedTime(began).TotalMilliseconds));
}
