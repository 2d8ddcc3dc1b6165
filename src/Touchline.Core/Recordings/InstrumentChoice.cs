namespace Touchline.Core;

/// <summary>Which instrument of a recording the user means.</summary>
public static class InstrumentChoice
{
    /// <summary>The instrument's index.</summary>
    /// <param name="recording">Where it is to be.</param>
    /// <param name="name">SYMBOL or SYMBOL@VENUE in any case; null for the only one.</param>
    /// <exception cref="BadInputException">There is none, or more than one, of that name.</exception>
    public static ushort Of(Recording recording, string? name)
    {
        Instrument[] all = [.. recording.Instruments.DistinctBy(i => i.Index).OrderBy(i => i.Index).Select(i => i.Instrument)];
        if (all.Length == 0)
            throw new BadInputException($"{recording.Path} has no rows");
        string list = string.Join(", ", all.Select(i => i.ToString()));
        if (name is null)
        {
            return all.Length == 1
                ? recording.Instruments[0].Index
                : throw new BadInputException($"{recording.Path} holds {all.Length} instruments and one is meant; name one of {list}");
        }

        ushort[] meant = [.. recording.Instruments.Where(i => IsCalled(i.Instrument, name)).Select(i => i.Index).Distinct()];
        return meant.Length switch
        {
            1 => meant[0],
            0 => throw new BadInputException($"{recording.Path} has no instrument {name}; it has {list}"),
            _ => throw new BadInputException($"{name} means {meant.Length} instruments of {recording.Path}; name one of {list}"),
        };
    }

    private static bool IsCalled(Instrument instrument, string name) =>
        instrument.Symbol.Equals(name, StringComparison.OrdinalIgnoreCase)
        || instrument.ToString().Equals(name, StringComparison.OrdinalIgnoreCase);
}
