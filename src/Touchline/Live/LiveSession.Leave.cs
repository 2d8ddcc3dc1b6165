using Touchline.Core;

namespace Touchline.Live;

/// <summary>
/// The other way to end, where the user wants his orders kept: nothing more goes into the engine or out of it, as if the process had died just there, but the journal is closed and the venue told
/// not to cancel. The next session with the journal finds the orders as after a crash.
/// </summary>
internal sealed partial class LiveSession
{
    private bool _isLeaving;

    /// <summary>Orders that were kept, for people: by the venue's word, or, where it couldn't be asked, as far as the session knows. Null: nothing was to be kept.</summary>
    public IReadOnlyList<string>? Kept { get; private set; }

    /// <summary>The venue didn't confirm in time that it counts down no more: it cancels what was kept.</summary>
    public bool IsCountdownLeft { get; private set; }

    // What ends by itself, or in a trouble, is cancelled: nobody has looked at it.
    private bool MayLeave => _chosen.Run.KeepsOrders && _files?.Journal is not null && Failed is null && Trouble is null && !Engine.IsKilled;

    private void Leave()
    {
        (_isOver, _isLeaving) = (true, true);
        _tap.OnStop(Engine.Inputs, _times.Of(_line.NowNs));
        IVenue venue = _line.Venue;
        venue.Disarm(_line.NowNs, keepsOrders: true);
        for (long lastNs = _line.NowNs + LastWordNs; venue.IsArmed && _line.NowNs < lastNs;)
            Poll(Math.Min(_line.NowNs + LookNs, lastNs));
        IsCountdownLeft = venue.IsArmed;
        LastLook = LookLast();
        Kept = LastLook.Failure is null ? LastLook.Open : [.. Engine.SnapshotOrders().Select(o => Text(o))];
        long endNs = _times.Next(_line.NowNs);
        Keep(f => f.Complete(endNs, Engine.Inputs));
        Storage?.Finish(endNs);
    }
}
