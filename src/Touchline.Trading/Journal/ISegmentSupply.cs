namespace Touchline.Trading;

/// <summary>Where a journal's segments come from, one after the other: the disk, which may be slow or full.</summary>
internal interface ISegmentSupply : IDisposable
{
    /// <summary>Why none is to be had, for people; null while nothing is wrong.</summary>
    string? Trouble { get; }

    /// <summary>The next segment, ready to be written; null when it isn't there yet.</summary>
    /// <param name="waits">Wait until it is there, or can't be made.</param>
    JournalSegment? Take(bool waits);

    /// <summary>Nothing is written to the segment any more.</summary>
    void GiveBack(JournalSegment segment);
}
