using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// A native plug-in as the engine sees it. All of it is for one thread, the owner's, which never waits here but in <see cref="WaitForRequest"/> and <see cref="Dispose"/>; nothing is allocated by events, requests and answers.
/// See docs/native-plugins.md.
/// </summary>
public sealed partial class NativePlugin : IDisposable
{
    private const int MinuteSeconds = 60;

    private readonly NativePluginOptions _options;
    private readonly PluginSymbol[] _symbols;
    private readonly TimeProvider _time;
    private readonly Queue<long> _restarts = new();
    private IPluginSeat _seat;
    private bool _isDisposed;

    private NativePlugin(NativePluginOptions options, PluginSymbol[] symbols, TimeProvider time)
    {
        (_options, _symbols, _time) = (options, symbols, time);
        _pending = new CEvent[symbols.Length];
        _isPending = new bool[symbols.Length];
        _pendingOrder = new int[symbols.Length];
        _names = [.. symbols.Select(s => NameOf(s.Text))];
        _seat = Sit();
    }

    /// <summary>Starts one. Within this process the library is loaded before this returns; a child loads it while the state is <see cref="PluginState.Starting"/>, and events offered meanwhile wait for it.</summary>
    /// <param name="symbols">Events and requests name them by their places here.</param>
    /// <exception cref="BadInputException">A symbol can't be told, or (within this process) the library can't be loaded.</exception>
    /// <exception cref="IOException">The child's process can't be started.</exception>
    public static NativePlugin Start(NativePluginOptions options, IReadOnlyList<PluginSymbol> symbols, TimeProvider time)
    {
        PluginSymbol.Check(symbols);
        return new NativePlugin(options, [.. symbols], time);
    }

    /// <summary>How far it is. Once it is over, what was under way comes by <see cref="TryTakeLost"/>.</summary>
    public PluginState State => _seat.State;

    /// <summary>Why it failed, died or is stuck; empty else.</summary>
    public string Why => _brokenWhy ?? _seat.Why;

    /// <summary>What <c>run</c> returned; null before it has ended, and after <see cref="Dispose"/>.</summary>
    public int? ReturnCode => !_isDisposed && State == PluginState.Ended ? _seat.Memory.ReturnCode : null;

    /// <summary>Of the child; null within this process, or when it is gone.</summary>
    public int? ProcessId => _seat is PluginChild { ProcessId: > 0 and int id } ? id : null;

    /// <summary>Times that it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>
    /// Begins its end and returns at once: its market closes, what it asks for from here on is refused, what is under way is answered with <see cref="OrderResult.NoReply"/> on its side and comes by <see cref="TryTakeLost"/> on ours. The state
    /// tells when it is over: within the limit of the options, and a second for a child.
    /// </summary>
    public void Stop()
    {
        _isClosed = true;
        if (_isDisposed)
            return;
        _seat.Memory.BeginClosing();
        _seat.End();
    }

    /// <summary>Starts it again, after it has ended, failed or died and all that was lost was taken back; cold, some ms. Counters go on, tickets don't come twice.</summary>
    /// <param name="why">Why not.</param>
    /// <exception cref="BadInputException">Within this process: the library can't be loaded; it stays as it was.</exception>
    /// <exception cref="IOException">The child's process can't be started; it stays as it was.</exception>
    public bool TryRestart(out string why)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        why = WhyNotRestart() ?? "";
        if (why.Length > 0)
            return false;
        _restarts.Enqueue(_time.GetTimestamp());
        IPluginSeat old = _seat;
        _seat = Sit();
        old.Dispose();
        Restarts++;
        return true;
    }

    /// <summary>Ends it, waiting for that up to the limit of the options and a second; a plug-in of this process that doesn't end then keeps its memory for ever.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        Stop();
        _isDisposed = true;
        _seat.Dispose();
    }

    private string? WhyNotRestart()
    {
        if (State is not (PluginState.Ended or PluginState.Failed or PluginState.Died))
            return $"a native plug-in can be started again when it is over; this one is {State.ToString().ToLowerInvariant()}";
        if (UnderWay > 0)
            return $"{UnderWay:N0} of its requests were under way when it ended and haven't been taken back yet";
        while (_restarts.TryPeek(out long first) && _time.GetElapsedTime(first).TotalSeconds >= MinuteSeconds)
            _restarts.Dequeue();
        return _restarts.Count < _options.MostRestartsPerMinute ? null : $"it was started again {_restarts.Count:N0} times within a minute, which is all that is allowed";
    }

    private unsafe IPluginSeat Sit()
    {
        IPluginSeat seat = _options.ChildProgram is null ? new PluginInside(_options, _symbols, _time) : new PluginChild(_options, _symbols, _time);
        _events = new BlockProducer<CEvent>(seat.Memory.Events, PluginMemory.MostEvents);
        _requests = new BlockConsumer<PluginRequest>(seat.Memory.Requests, PluginMemory.MostUnderWay);
        _answers = new BlockProducer<PluginAnswer>(seat.Memory.Answers, PluginMemory.MostUnderWay);
        _pendingCount = 0;
        Array.Clear(_isPending);
        (_isClosed, _brokenWhy) = (false, null);
        _generation++;
        return seat;
    }
}
