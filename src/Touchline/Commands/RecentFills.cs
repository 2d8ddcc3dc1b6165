using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>The newest fills of a session, for the display.</summary>
internal sealed class RecentFills
{
    private const int Kept = 100;

    private readonly Queue<ReportedFill> _fills = new();

    public IEnumerable<ReportedFill> Newest => _fills.Reverse();

    public void Add(ReportedFill fill)
    {
        if (_fills.Count == Kept)
            _fills.Dequeue();
        _fills.Enqueue(fill);
    }
}
