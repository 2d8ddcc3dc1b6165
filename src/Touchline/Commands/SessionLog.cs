using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>What strategies write during a session: kept for the screen, or sent to standard error where there is none. For any thread.</summary>
internal sealed class SessionLog(bool isShown)
{
    private const int Kept = 100;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Newest
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public void Add(StrategySlot strategy, string text)
    {
        string line = StrategyLog.Line(strategy, text);
        if (isShown)
            Say(line);
        else
            Console.Error.WriteLine(line);
    }

    /// <summary>Something of the market's that people should know of.</summary>
    public void Note(string text)
    {
        if (isShown)
            Say(text);
        else
            Console.Error.WriteLine(text);
    }

    /// <summary>What stands nowhere else: also where the user's own screen has it, once the session's has gone.</summary>
    public void TellOnce(string text)
    {
        Console.Error.WriteLine(text);
        if (isShown)
            Say(text);
    }

    /// <summary>A line of the session's own, for the screen.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            if (_lines.Count == Kept)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }
}
