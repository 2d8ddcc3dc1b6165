using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>Once a kill is through by the engine's books, the venue is asked whether it is by the venue's.</summary>
internal sealed partial class LiveSession
{
    // The kill of which the venue was asked, by its engine time; and whether its answer was told.
    private long _askedOfKillNs = -1;
    private bool _awaitsKillsProof;

    private void VerifyKill()
    {
        KillStatus kill = Engine.KillStatus;
        if (kill.State is not (KillState.Killed or KillState.Flat or KillState.GaveUp) || kill.SinceNs == _askedOfKillNs)
            return;
        _askedOfKillNs = kill.SinceNs;
        _awaitsKillsProof = true;
        _line.Venue.Reconcile(_line.NowNs);
    }

    // Orders of ours that the venue has and the engine doesn't the adapter notes and cancels by itself.
    private void OnKillsProof()
    {
        _awaitsKillsProof = false;
        if (!Engine.IsKilled)
            return;
        string[] wrong = [.. Engine.SnapshotOrders().Select(Text), .. _watchedLedger!.Differences()];
        string held = string.Join(", ", Enumerable.Range(0, Instruments.Count).Where(i => _watchedLedger.VenueOf(i) is { } p && p != 0).Select(i => $"{_watchedLedger.VenueOf(i)} {Instruments[i].Symbol}"));
        _say(wrong.Length == 0
            ? $"killed, and {_chosen.Venue!.Name} says the same: no order works, positions {(held.Length > 0 ? held : "none")}. Nothing is placed until 'arm'"
            : $"killed, but {_chosen.Venue!.Name} says otherwise: {string.Join("; ", wrong)}. Look there");
    }
}
