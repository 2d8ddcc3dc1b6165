namespace Touchline.Trading;

/// <summary>Risk limits by name and text, as checkpoints have them: a limit that is new doesn't change the format.</summary>
internal static class LimitFields
{
    public static void Write(RiskLimits limits, CheckpointWriter to)
    {
        to.Int(RiskLimit.All.Count);
        foreach (RiskLimit limit in RiskLimit.All)
        {
            to.Text(limit.Name);
            to.Text(limit.Get(limits));
        }
    }

    public static RiskLimits Read(ref CheckpointReader from)
    {
        RiskLimits limits = RiskLimits.None;
        for (int left = from.Count(2 * sizeof(ushort)); left > 0; left--)
        {
            string name = from.Text(), text = from.Text();
            if (RiskLimit.Find(name) is not { } limit)
                throw from.Wrong($"a limit '{name}' that this program doesn't know, from a newer one;");
            limits = limit.TrySet(limits, text, out RiskLimits? changed) ? changed : throw from.Wrong($"the limit {name} is '{text}'");
        }

        return limits;
    }
}
