namespace Touchline.Core;

/// <summary>
/// Brings the rows of a timeline into the units of the instrument's last version, so that a simulation counts in one unit from start
/// to end: every version's units are whole multiples of the next version's.
/// </summary>
public sealed class UnitHistory
{
    private readonly Dictionary<int, UnitChange> _changes;
    private UnitChange _current;

    /// <param name="source">One instrument. Without a row, as a killed session may leave it, it has none.</param>
    /// <param name="last">The instrument in the units to count in.</param>
    public UnitHistory(RowSource source, Instrument last)
    {
        _changes = source.Instruments.ToDictionary(i => i.Instrument.Version, i => UnitChange.Between(i.Instrument, last));
        _current = source.Instruments.Count == 0 ? UnitChange.None : _changes[source.Instruments[0].Instrument.Version];
        IsPlain = _changes.Values.All(c => c == UnitChange.None);
    }

    /// <summary>All versions count in the same units: rows are right as they are.</summary>
    public bool IsPlain { get; }

    /// <summary>A row in the units of the last version. Definition rows have to pass here too.</summary>
    public MarketEvent Take(in MarketEvent row)
    {
        if (IsPlain)
            return row;
        if (row.Kind != EventKind.Definition)
            return _current.Apply(row);
        _current = _changes[row.Version];
        return row;
    }
}
