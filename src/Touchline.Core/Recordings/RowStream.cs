namespace Touchline.Core;

/// <summary>
/// An endless source whose rows are made when a reader first asks for them: one instrument, times that never run
/// backwards on either side, so that no row is late. Blocks stand in a ring until every reader has gone on to the next; one reader may
/// be <see cref="KeptRows"/> rows ahead of another, less a block. Memory is taken at the start and never again. For one thread.
/// </summary>
public abstract unsafe class RowStream : RowSource
{
    /// <summary>Rows that the ring holds.</summary>
    public const int KeptRows = BlockRows * BlockCount;

    // Small blocks: a reader never waits long for one to be made.
    private const int BlockRows = 128;
    private const int BlockCount = 512;

    private readonly MarketEvent[] _ring = GC.AllocateUninitializedArray<MarketEvent>(KeptRows, pinned: true);
    private readonly List<StreamBlocks> _readers = [];
    private readonly MarketEvent[] _definition;
    private long _made;
    private long _lastExchangeNs;
    private long _lastLocalNs;

    /// <param name="instrument">What the rows are about; its definition is the first row.</param>
    /// <param name="exchangeNs">The definition's exchange time.</param>
    /// <param name="localNs">The definition's local time.</param>
    /// <param name="feedOffsetNs">Added to every row's local time: as if the feed took so much longer to us.</param>
    protected RowStream(Instrument instrument, long exchangeNs, long localNs, long feedOffsetNs = 0)
    {
        ClockOffsetNs = feedOffsetNs;
        _definition = DefinitionRows.Encode(instrument, 0, exchangeNs, localNs);
        _lastExchangeNs = exchangeNs;
        _lastLocalNs = localNs;
        Instruments = [new RecordedInstrument(0, 0, instrument)];
    }

    public sealed override long ClockOffsetNs { get; }

    public sealed override IReadOnlyList<RecordedInstrument> Instruments { get; }

    internal sealed override RowBlocks ReadBlocks()
    {
        var reader = new StreamBlocks(this);
        _readers.Add(reader);
        return reader;
    }

    internal sealed override LateRows ReadLate() => new(null);

    /// <summary>Fills the whole span with the next rows: batches may go on in the next span.</summary>
    protected abstract void Fill(Span<MarketEvent> rows);

    private Span<MarketEvent> Block(long block) => _ring.AsSpan((int)(block % BlockCount) * BlockRows, BlockRows);

    private void MakeUpTo(long block)
    {
        if (block < _made - BlockCount)
            throw new InvalidOperationException($"a reader came to {Name} when row {block * BlockRows} was gone: {KeptRows} rows are kept");
        while (_made <= block)
            Make();
    }

    private void Make()
    {
        foreach (StreamBlocks reader in _readers)
        {
            if (reader.Block <= _made - BlockCount)
                throw new InvalidOperationException($"one reader of {Name} is at row {reader.FirstRow} and another asks for row {_made * BlockRows}: {KeptRows} rows are kept");
        }

        Span<MarketEvent> rows = Block(_made);
        int defined = _made == 0 ? _definition.Length : 0;
        _definition.AsSpan(0, defined).CopyTo(rows);
        Fill(rows[defined..]);
        CheckTimes(rows[defined..]);
        _made++;
    }

    // Readers rely on it: the exchange's order is the order of the rows.
    private void CheckTimes(ReadOnlySpan<MarketEvent> rows)
    {
        foreach (ref readonly MarketEvent row in rows)
        {
            if ((row.SeenByExchange && row.ExchangeNs < _lastExchangeNs) || (row.SeenLocally && row.LocalNs < _lastLocalNs))
                throw new InvalidOperationException($"time runs backwards in {Name}: exchange {row.ExchangeNs}, local {row.LocalNs} after {_lastExchangeNs}, {_lastLocalNs}");
            _lastExchangeNs = Math.Max(_lastExchangeNs, row.ExchangeNs);
            _lastLocalNs = Math.Max(_lastLocalNs, row.LocalNs);
        }
    }

    private sealed class StreamBlocks(RowStream stream) : RowBlocks
    {
        // Before its first block a reader keeps that one already.
        public long Block { get; private set; }

        public override bool MoveNext()
        {
            long next = Start == null ? 0 : Block + 1;
            stream.MakeUpTo(next);
            Block = next;
            fixed (MarketEvent* start = stream.Block(next))
                Start = start; // stays there: the ring is pinned
            End = Start + BlockRows;
            FirstRow = next * BlockRows;
            return true;
        }

        public override void Release()
        {
            stream._readers.Remove(this);
            Start = End = null;
        }
    }
}
