using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Makes a journal's segments, one ahead, when one is taken: for who has time for it, and wants the same files every time. They have the names that <see cref="SegmentSupply"/> gives.
/// </summary>
internal sealed class SegmentsOnDemand : ISegmentSupply
{
    private readonly string _folder;
    private readonly long _bytes;
    private JournalSegment? _spare;
    private int _next;

    /// <param name="first">The number of the first segment.</param>
    /// <exception cref="BadInputException">The first can't be made.</exception>
    public SegmentsOnDemand(string folder, int first, long bytes)
    {
        (_folder, _next, _bytes) = (folder, first, bytes);
        Make();
        if (_spare is null)
            throw new BadInputException($"can't make the journal: {Trouble}. Free space, or write elsewhere");
    }

    public string? Trouble { get; private set; }

    public JournalSegment? Take(bool waits)
    {
        if (_spare is null)
            Make();
        if (_spare is not { } taken)
            return null;
        File.Move(taken.Path, Path.Combine(_folder, JournalNames.Segment(taken.Number)));
        Make();
        return taken;
    }

    public void GiveBack(JournalSegment segment) => segment.Dispose();

    public void Dispose()
    {
        if (_spare is null)
            return;
        _spare.Dispose();
        File.Delete(_spare.Path);
    }

    private void Make()
    {
        try
        {
            _spare = null;
            _spare = JournalSegment.Create(Path.Combine(_folder, JournalNames.Spare(_next)), _next, _bytes);
            _next++;
            Trouble = null;
        }
        catch (IOException e)
        {
            Trouble = e.Message;
        }
    }
}
