namespace Touchline.Core;

/// <summary>
/// Where rows come from: a recording, or a stream whose rows are made while they are read. The rows stand in the order in which we
/// received them, in blocks that are asked for one after the other; the two timelines and a recorder each read at their own pace.
/// </summary>
public abstract class RowSource
{
    /// <summary>For messages to people.</summary>
    public abstract string Name { get; }

    /// <summary>To be added to every row's local time.</summary>
    public abstract long ClockOffsetNs { get; }

    /// <summary>The orders of the session that its rows were made for are part of the market in it.</summary>
    public virtual bool HoldsOwnOrders => false;

    /// <summary>
    /// A session on a live feed: what becomes of an own order at a time of the exchange is known once a row has passed that time, and isn't
    /// told before our side saw that row. So in a recording of such a session too. Rules: docs/simulation.md, "Paper on a live feed".
    /// </summary>
    public virtual bool OrdersAwaitRows => false;

    /// <summary>Every instrument version, in the order of the rows.</summary>
    public abstract IReadOnlyList<RecordedInstrument> Instruments { get; }

    /// <summary>
    /// Whether the book is told level by level, by the first row that tells it; false as well when none does. Reads on as far as that row,
    /// so a stream has to be asked before it has been read.
    /// </summary>
    public unsafe bool TellsLevels()
    {
        RowBlocks blocks = ReadBlocks();
        bool? levels = null;
        while (levels is null && blocks.MoveNext())
        {
            for (MarketEvent* row = blocks.Start; row != blocks.End && levels is null; row++)
                levels = row->Kind is EventKind.Depth or EventKind.Snapshot ? true : row->Kind.IsOrder() ? false : null;
        }

        blocks.Release();
        return levels ?? false;
    }

    /// <summary>A reader of its own, before the first block.</summary>
    internal abstract RowBlocks ReadBlocks();

    /// <summary>The source's late rows, for a reader of its own. Rows that it found are good for as long as the source is.</summary>
    internal abstract LateRows ReadLate();
}

/// <summary>One reader's way through a source, block by block: per row nobody asks it anything.</summary>
internal abstract unsafe class RowBlocks
{
    /// <summary>The first row of the block; null before the first block and after the last.</summary>
    public MarketEvent* Start { get; protected set; }

    /// <summary>Behind the last row of the block.</summary>
    public MarketEvent* End { get; protected set; }

    /// <summary>The number of the block's first row.</summary>
    public long FirstRow { get; protected set; }

    /// <summary>Goes to the next block, which has at least one row; false after the last. The block before may be gone then.</summary>
    public abstract bool MoveNext();

    /// <summary>This reader won't read on: nothing is kept for it any more.</summary>
    public abstract void Release();
}
