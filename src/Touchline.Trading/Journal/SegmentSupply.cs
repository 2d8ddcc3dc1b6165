using System.Collections.Concurrent;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Makes a journal's segments on a thread of its own, one ahead of need, under the name of a spare; one that was taken gets its own name there, and one that was given back is closed there.
/// One thread takes and gives back.
/// </summary>
internal sealed class SegmentSupply : ISegmentSupply
{
    // How often it is tried again where none could be made.
    private const int AgainMs = 1_000;

    private readonly string _folder;
    private readonly long _bytes;
    private readonly Thread _maker;
    private readonly AutoResetEvent _wanted = new(true);
    private readonly AutoResetEvent _made = new(false);
    private readonly ConcurrentQueue<(JournalSegment Segment, bool IsTaken)> _left = new();
    private JournalSegment? _spare;
    private int _next;
    private volatile string? _trouble;
    private volatile bool _isOver;

    /// <param name="first">The number of the first segment.</param>
    /// <exception cref="BadInputException">The first can't be made.</exception>
    public SegmentSupply(string folder, int first, long bytes)
    {
        _folder = folder;
        _bytes = bytes;
        _next = first;
        if (!TryMake())
            throw new BadInputException($"can't make the journal: {_trouble}. Free space, or write elsewhere");
        _maker = new Thread(Make) { IsBackground = true, Name = "journal" };
        _maker.Start();
    }

    public string? Trouble => _trouble;

    public JournalSegment? Take(bool waits)
    {
        JournalSegment? taken = Interlocked.Exchange(ref _spare, null);
        while (taken is null && waits && _trouble is null)
        {
            _made.WaitOne();
            taken = Interlocked.Exchange(ref _spare, null);
        }

        if (taken is not null)
        {
            _left.Enqueue((taken, true));
            _wanted.Set();
        }

        return taken;
    }

    public void GiveBack(JournalSegment segment)
    {
        _left.Enqueue((segment, false));
        _wanted.Set();
    }

    public void Dispose()
    {
        _isOver = true;
        _wanted.Set();
        _maker.Join();
        PutInOrder();
        if (_spare is { } unused)
        {
            unused.Dispose();
            File.Delete(unused.Path);
        }

        _wanted.Dispose();
        _made.Dispose();
    }

    private void Make()
    {
        while (true)
        {
            _wanted.WaitOne(_trouble is null ? Timeout.Infinite : AgainMs);
            if (_isOver)
                return;
            PutInOrder();
            if (Volatile.Read(ref _spare) is null)
                TryMake();
            _made.Set();
        }
    }

    private bool TryMake()
    {
        try
        {
            Volatile.Write(ref _spare, JournalSegment.Create(Path.Combine(_folder, JournalNames.Spare(_next)), _next, _bytes));
            _next++;
            _trouble = null;
            return true;
        }
        catch (IOException e)
        {
            _trouble = e.Message;
            return false;
        }
    }

    private void PutInOrder()
    {
        while (_left.TryDequeue(out (JournalSegment Segment, bool IsTaken) left))
        {
            if (left.IsTaken)
                Rename(left.Segment);
            else
                left.Segment.Dispose();
        }
    }

    private void Rename(JournalSegment segment)
    {
        try
        {
            File.Move(segment.Path, Path.Combine(_folder, JournalNames.Segment(segment.Number)));
        }
        catch (IOException)
        {
            // It keeps a spare's name, by which a reader takes it as well.
        }
    }
}
