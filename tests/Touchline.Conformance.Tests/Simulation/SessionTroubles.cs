using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>What a storm may do to the session itself: its process is killed, often between two intents that it decided together, and another goes on from what it had written down.</summary>
internal static class SessionTroubles
{
    private const long Second = VenueStage.Second;
    private const int MostAtOnce = 3;

    // What is decided next is sent within this, or there is nothing to be cut in two.
    private const long NextIntentNs = 200 * VenueStage.Ms;

    // Longer than the countdown, by which the venue cancels what a silent session left.
    private const int LongAwaySeconds = 70, RecoverySeconds = 15;

    public static IEnumerable<VenueTrouble> Of(VenueStage stage, SeededRandom random)
    {
        return
        [
            new("session: killed", (6 + RecoverySeconds) * Second, () => Kill((long)(random.NextDouble() * 6 * Second))),
            new("session: killed again while it recovers", (8 + RecoverySeconds) * Second, () => KillTwice()),
            new("session: killed and long away", (LongAwaySeconds + RecoverySeconds) * Second, () => Kill((40 + random.Below(LongAwaySeconds - 40)) * Second)),
        ];

        bool Kill(long downNs)
        {
            // Before it has read the account there is nothing to go on from.
            if (stage.Session.IsDead || stage.Session.Engine is null || !stage.Session.Accounts.Exists(a => a.IsWhole))
                return false;
            VirtualSession killed = stage.Session;
            killed.KillAfter(random.Below(MostAtOnce));
            stage.Clock.After(NextIntentNs, () =>
            {
                if (!killed.IsDead)
                    killed.Kill();
            });
            stage.Clock.After(NextIntentNs + downNs, stage.Succeed);
            return true;
        }

        bool KillTwice()
        {
            if (!Kill((long)(random.NextDouble() * 2 * Second)))
                return false;
            stage.Clock.After(2 * Second + NextIntentNs + (long)(random.NextDouble() * 3 * Second), () => Kill((long)(random.NextDouble() * 2 * Second)));
            return true;
        }
    }
}
