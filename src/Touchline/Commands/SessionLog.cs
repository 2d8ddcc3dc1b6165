using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What strategies write during a session: kept for the screen, or sent to standard error where there is none.</summary>
internal sealed class SessionLog(bool isShown)
{
    private const int Kept = 3;

    private readonly Queue<string> _lines = new();

    public IEnumerable<string> Newest => _lines;

    public void Add(StrategySlot strategy, string text)
    {
        string line = StrategyLog.Line(strategy, text);
        if (!isShown)
        {
            Console.Error.WriteLine(line);
            return;
        }

        if (_lines.Count == Kept)
            _lines.Dequeue();
        _lines.Enqueue(line);
    }
}
