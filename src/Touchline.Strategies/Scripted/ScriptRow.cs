using Touchline.Core;

namespace Touchline.Strategies;

internal enum ScriptAction : byte
{
    New = 1,
    Amend = 2,
    Cancel = 3,
}

/// <summary>A line of a script, checked and in units.</summary>
internal readonly record struct ScriptRow(long LocalNs, ScriptAction Action, int Line)
{
    /// <summary>The script's orders, counted from 0 in the order of their new lines.</summary>
    public int Order { get; init; }

    /// <summary>Of a new order its terms, of an amend price and whole quantity; of a cancel none.</summary>
    public NewOrder Terms { get; init; }
}
