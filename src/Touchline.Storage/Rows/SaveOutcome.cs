namespace Touchline.Storage;

/// <summary>What became of a row that was to be saved.</summary>
public enum SaveOutcome
{
    /// <summary>It stands, one version on.</summary>
    Saved,

    /// <summary>Somebody else saved it since it was read: read it again and decide anew. Nothing was changed.</summary>
    Stale,

    /// <summary>There is no such row any more.</summary>
    Missing,
}
