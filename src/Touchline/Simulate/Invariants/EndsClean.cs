namespace Touchline.Simulate;

internal sealed class EndsClean : Invariant
{
    public override string Name => "ends-clean";

    public override string Sentence => "A session that is ended with the network well leaves nothing open, says so, and ledger and venue agree.";

    /// <summary>Once the last session is over.</summary>
    public static string? AtEnd(SimulatedWorld world, Live.LiveSession session)
    {
        if (world.Truth.Live.Count > 0)
            return $"the session is over, and the exchange has {world.Truth.Live.Values.First()}";
        if (!session.IsClean)
            return $"nothing is open, and the session says: {string.Join("; ", session.LeftOpen)}{string.Join("; ", session.LastLook?.Open ?? [])} {session.LastLook?.Failure}";
        return session.Differences.Count == 0 ? null : string.Join("; ", session.Differences);
    }
}
