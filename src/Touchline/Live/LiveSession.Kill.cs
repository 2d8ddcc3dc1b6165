using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>Once a kill is through by the engine's books, the venue is asked whether it is by the venue's.</summary>
internal sealed partial class LiveSession
{
    // The kill of which the venue was asked, by its engine time and how it ended; and whether its answer was told.
    private (long SinceNs, KillState State) _askedOfKill = (-1, KillState.Armed);
    private bool _awaitsKillsProof;

    private void VerifyKill()
    {
        KillStatus kill = Engine.KillStatus;
        if (kill.State is not (KillState.Killed or KillState.Flat or KillState.GaveUp) || _askedOfKill == (kill.SinceNs, kill.State))
            return;
        _askedOfKill = (kill.SinceNs, kill.State);
        _awaitsKillsProof = true;
        _line.Venue.Reconcile(_line.NowNs);
    }

    // Orders of ours that the venue has and the engine hasn't the adapter cancels by itself.
    private void OnKillsProof(AccountSnapshot account)
    {
        _awaitsKillsProof = false;
        if (!Engine.IsKilled)
            return;
        string venue = _chosen.Venue!.Name;
        string[] wrong = [.. Engine.SnapshotOrders().Select(o => $"still live: {Text(o)}"), .. _watchedLedger!.Differences()];
        string held = string.Join(", ", Enumerable.Range(0, Instruments.Count).Where(i => _watchedLedger.VenueOf(i) is { } p && p != 0).Select(i => $"{_watchedLedger.VenueOf(i)} {Instruments[i].Symbol}"));
        string strange = account.StrangeOrders is { } others and > 0 ? $"; {venue} lists {others} open orders that aren't this session's, or count as over here" : "";
        _say(wrong.Length == 0
            ? $"killed, and {venue} says the same: none of the session's orders works, positions {(held.Length > 0 ? held : "none")}{strange}. Nothing is placed until 'arm'"
            : $"killed, but {venue} says otherwise: {string.Join("; ", wrong)}{strange}. Look there");
    }
}
