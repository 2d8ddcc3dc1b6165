using System.Runtime.CompilerServices;

namespace Touchline.Plugins;

/// <summary>What the plug-in asks for, and its answers.</summary>
public sealed partial class NativePlugin
{
    private readonly PluginRequest[] _underWay = new PluginRequest[PluginMemory.MostUnderWay];
    private BlockConsumer<PluginRequest> _requests = null!;
    private BlockProducer<PluginAnswer> _answers = null!;
    private long _generation;
    private bool _isClosed;
    private volatile string? _brokenWhy;

    /// <summary>Requests that were taken and neither answered nor taken back; at most 1,024.</summary>
    public int UnderWay { get; private set; }

    // What the other side writes may come and go; closed is closed.
    private bool IsOpen => !_isClosed && !(_isClosed = _seat.Memory.IsClosing);

    /// <summary>
    /// Takes the oldest request; false when there is none, or it is closed. Each has to be answered once by its ticket, when its outcome is known. Also sends book tickers that were waiting for room: call it whenever the engine is
    /// idle.
    /// </summary>
    public bool TryTakeRequest(out PluginRequest request)
    {
        if (!IsOpen)
        {
            request = default;
            return false;
        }

        if (_pendingCount > 0)
            TrySendPending();
        if (_requests.TryTake(out request))
            return TryRegister(ref request);
        if (_requests.IsBroken)
            CheckRings();
        return false;
    }

    /// <summary>Sleeps until there may be a request, or another state; false when the time is over, at once when there is one.</summary>
    /// <param name="timeoutMs">Above 0.</param>
    public unsafe bool WaitForRequest(int timeoutMs)
    {
        if (!IsOpen)
            return false;
        if (!_requests.HasItem())
            _requests.Sleep(timeoutMs, _seat.Memory.Closing);
        return _requests.HasItem();
    }

    /// <summary>Answers a request; the plug-in is called back on a thread of its host. False: it isn't under way, or the plug-in is closed and has its answer already; nothing happens.</summary>
    /// <param name="ticket">Of the request.</param>
    public unsafe bool Answer(long ticket, in OrderResult result)
    {
        ref PluginRequest held = ref Slot(ticket);
        if (ticket <= 0 || held.Ticket != ticket || !IsOpen)
            return false;
        PluginAnswer* into = _answers.Claim();
        if (into == null)
        {
            // As many fit as can be under way, so the other side's cursor is wrong.
            Break();
            return false;
        }

        *into = new PluginAnswer { Ticket = ticket & ((1L << PluginRequest.TicketBits) - 1), Result = result };
        _answers.Publish();
        held.Ticket = 0;
        UnderWay--;
        return true;
    }

    /// <summary>
    /// Once it is closed, by whatever: takes back a request that it hasn't been answered; false when there is none left. The plug-in was told <see cref="OrderResult.NoReply"/>, if it still lives. The order, if one came of it or still
    /// comes, is the owner's to cancel.
    /// </summary>
    public bool TryTakeLost(out PluginRequest request)
    {
        request = default;
        if (IsOpen || UnderWay == 0)
            return false;
        foreach (ref PluginRequest held in _underWay.AsSpan())
        {
            if (held.Ticket == 0)
                continue;
            request = held;
            held.Ticket = 0;
            UnderWay--;
            return true;
        }

        return false;
    }

    private ref PluginRequest Slot(long ticket) => ref _underWay[ticket & (PluginMemory.MostUnderWay - 1)];

    private bool TryRegister(ref PluginRequest request)
    {
        ref PluginRequest held = ref Slot(request.Ticket);
        if (!request.IsRight(_symbols.Length) || held.Ticket != 0)
        {
            Break();
            request = default;
            return false;
        }

        request.Ticket |= _generation << PluginRequest.TicketBits;
        held = request;
        UnderWay++;
        return true;
    }

    private void CheckRings()
    {
        if (_events.IsBroken || _requests.IsBroken || _answers.IsBroken)
            Break();
    }

    // A wild pointer in the plug-in, or a host that isn't ours.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Break()
    {
        _brokenWhy ??= "what it wrote into the shared memory can't be; it was stopped";
        Stop();
    }
}
