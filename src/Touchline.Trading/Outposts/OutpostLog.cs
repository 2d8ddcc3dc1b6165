using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Touchline.Trading;

/// <summary>What a strategy elsewhere says and isn't about orders, on its way to the session's thread: as much as fits, for it may say more than anybody can tell. One thread says, another one takes.</summary>
public sealed class OutpostLog
{
    /// <summary>Lines that wait, and notes; more are dropped.</summary>
    public const int Most = 1024;

    private readonly ConcurrentQueue<string> _lines = new(), _notes = new();
    private readonly ConcurrentDictionary<string, double> _figures = new();
    private long _dropped;

    /// <summary>Lines and notes that didn't fit.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>The strategy writes it to the log.</summary>
    public void AddLine(string line) => Add(_lines, line);

    /// <summary>People should know of it.</summary>
    public void AddNote(string note) => Add(_notes, note);

    /// <summary>A figure stands so now. Who says it bounds the names.</summary>
    public void Set(string name, double value) => _figures[name] = value;

    /// <summary>So many more were dropped before they came here.</summary>
    public void AddDropped(long count) => Volatile.Write(ref _dropped, _dropped + count);

    public bool TryTakeLine([MaybeNullWhen(false)] out string line) => _lines.TryDequeue(out line);

    public bool TryTakeNote([MaybeNullWhen(false)] out string note) => _notes.TryDequeue(out note);

    /// <summary>Takes the figures that were set since the last time.</summary>
    public void TakeFigures(Action<string, double> take)
    {
        if (_figures.IsEmpty)
            return;
        foreach (string name in _figures.Keys)
        {
            if (_figures.TryRemove(name, out double value))
                take(name, value);
        }
    }

    private void Add(ConcurrentQueue<string> waiting, string text)
    {
        if (waiting.Count < Most)
            waiting.Enqueue(text);
        else
            AddDropped(1);
    }
}
