namespace Touchline.Core;

/// <summary>
/// A source whose rows are told while they are read: a reader finds what has been told so far, and may find more later. One instrument,
/// times that never run backwards on either side. Rows stand in a ring until every reader has gone on; memory is taken at the start and
/// never again. For one thread.
/// </summary>
public abstract unsafe class RowLog : RowSource
{
    /// <summary>Rows that the ring holds: so far may one reader be ahead of another, less the largest message.</summary>
    public const int KeptRows = 1 << 17;

    private const int KeptBlocks = 1 << 16;

    private readonly MarketEvent[] _ring = GC.AllocateUninitializedArray<MarketEvent>(KeptRows, pinned: true);
    private readonly (long FirstRow, int Start, int Count)[] _blocks = new (long, int, int)[KeptBlocks];
    private readonly List<LogBlocks> _readers = [];
    private long _told;
    private long _oldest;
    private long _rows;
    private int _free;
    private long _lastExchangeNs;
    private long _lastLocalNs;

    /// <param name="instrument">What the rows are about; its definition is the first row.</param>
    /// <param name="exchangeNs">The definition's exchange time.</param>
    /// <param name="localNs">The definition's local time.</param>
    /// <param name="feedOffsetNs">Added to every row's local time: as if the feed took so much longer to us.</param>
    protected RowLog(Instrument instrument, long exchangeNs, long localNs, long feedOffsetNs = 0)
    {
        ClockOffsetNs = feedOffsetNs;
        Instruments = [new RecordedInstrument(0, 0, instrument)];
        MarketEvent[] definition = DefinitionRows.Encode(instrument, 0, exchangeNs, localNs);
        Store(definition);
        _lastExchangeNs = exchangeNs;
        _lastLocalNs = localNs;
    }

    public sealed override long ClockOffsetNs { get; }

    public sealed override IReadOnlyList<RecordedInstrument> Instruments { get; }

    internal sealed override RowBlocks ReadBlocks()
    {
        var reader = new LogBlocks(this);
        _readers.Add(reader);
        return reader;
    }

    internal sealed override LateRows ReadLate() => new(null);

    /// <summary>Tells the next rows, whole messages.</summary>
    /// <exception cref="InvalidOperationException">Time runs backwards, or a reader has stayed too far behind.</exception>
    protected void Tell(ReadOnlySpan<MarketEvent> rows)
    {
        foreach (ref readonly MarketEvent row in rows)
        {
            if ((row.SeenByExchange && row.ExchangeNs < _lastExchangeNs) || row.LocalNs < _lastLocalNs)
                throw new InvalidOperationException($"time runs backwards in {Name}: exchange {row.ExchangeNs}, local {row.LocalNs} after {_lastExchangeNs}, {_lastLocalNs}");
            (_lastExchangeNs, _lastLocalNs) = (Math.Max(_lastExchangeNs, row.ExchangeNs), row.LocalNs);
        }

        if (!rows.IsEmpty)
            Store(rows);
    }

    private void Store(ReadOnlySpan<MarketEvent> rows)
    {
        int start = _free + rows.Length <= KeptRows ? _free : 0;
        // What is left at the end of the ring stays empty until it comes round again.
        while (_oldest < _told && (_told - _oldest == KeptBlocks || Overlaps(_blocks[_oldest % KeptBlocks], start, rows.Length)))
            Drop();
        rows.CopyTo(_ring.AsSpan(start));
        _blocks[_told++ % KeptBlocks] = (_rows, start, rows.Length);
        _rows += rows.Length;
        _free = start + rows.Length;
    }

    private static bool Overlaps((long FirstRow, int Start, int Count) block, int start, int count) =>
        block.Start < start + count && start < block.Start + block.Count;

    private void Drop()
    {
        foreach (LogBlocks reader in _readers)
        {
            if (reader.Held <= _oldest)
                throw new InvalidOperationException($"a reader of {Name} is at row {reader.FirstRow} when row {_rows} is told: {KeptRows} rows are kept");
        }

        _oldest++;
    }

    private sealed class LogBlocks(RowLog log) : RowBlocks
    {
        private long _next;

        /// <summary>The first block that must stay.</summary>
        public long Held => Start == null ? _next : _next - 1;

        public override bool MoveNext()
        {
            Start = End = null;
            if (_next == log._told)
                return false;
            if (_next < log._oldest)
                throw new InvalidOperationException($"a reader came to {log.Name} when its first rows were gone: {KeptRows} rows are kept");
            (FirstRow, int first, int count) = log._blocks[_next++ % KeptBlocks];
            fixed (MarketEvent* start = &log._ring[first])
                Start = start; // stays there: the ring is pinned
            End = Start + count;
            return true;
        }

        public override void Release()
        {
            log._readers.Remove(this);
            Start = End = null;
        }
    }
}
