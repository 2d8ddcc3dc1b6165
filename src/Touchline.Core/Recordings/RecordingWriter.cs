using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// Writes a recording: rows in local order, in blocks that are only ever appended, so that a crash loses at most the rows since the
/// last <see cref="Flush"/>. The file stands under its name with <c>.partial</c> behind it until <see cref="Complete"/> gives it its
/// own; disposing an incomplete writer deletes it, <see cref="Keep"/> leaves it as it is. For one thread.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    private readonly string _producer;
    private readonly bool _holdsOwnOrders;
    private readonly bool _ordersAwaitRows;
    private readonly PartialFile _output;
    private readonly FileStream _file;
    private readonly MarketEvent[] _rows = new MarketEvent[RecordingFormat.MaxBlockRows];
    private readonly byte[] _blockHeader = new byte[RecordingFormat.BlockHeaderSize];
    private readonly List<(long Offset, BlockHeader Header)> _blocks = [];
    private readonly List<Instrument> _instruments = [];
    private readonly List<long> _versionStart = [];

    private int _count;
    private long _rowsWritten;
    private long _lastLocal = MarketEvent.Unseen;
    private long _maxExchange = MarketEvent.Unseen;
    private long _firstLocalOfBlock = MarketEvent.Unseen;
    private long _minLateOfBlock = MarketEvent.Unseen;
    private int _lateOfBlock;
    private bool _definitionInBlock;

    /// <param name="path">The recording's final name.</param>
    /// <param name="producer">Who made it, for people to read; at most 56 bytes are kept.</param>
    /// <param name="clockOffsetNs">The clock offset as far as it is known: it holds for the file of a writer that crashes.</param>
    /// <param name="holdsOwnOrders">The orders of the session that is recorded are part of the market.</param>
    /// <param name="ordersAwaitRows">As <see cref="RowSource.OrdersAwaitRows"/>.</param>
    /// <exception cref="BadInputException">The file can't be created.</exception>
    public RecordingWriter(string path, string producer, long clockOffsetNs = 0, bool holdsOwnOrders = false, bool ordersAwaitRows = false)
    {
        _producer = producer;
        _holdsOwnOrders = holdsOwnOrders;
        _ordersAwaitRows = ordersAwaitRows;
        ClockOffsetNs = clockOffsetNs;
        _output = new PartialFile(path);
        _file = _output.Stream;
        WriteHeader(closed: false, 0);
    }

    /// <summary>Rows written so far, definition rows included.</summary>
    public long Rows => _rowsWritten + _count;

    /// <summary>The local time of the newest row; <see cref="MarketEvent.Unseen"/> before the first.</summary>
    public long LastLocalNs => _lastLocal;

    /// <summary>What a reader adds to every local time, because our clock ran behind the venue's. Stored at <see cref="Complete"/>.</summary>
    public long ClockOffsetNs { get; set; }

    /// <summary>
    /// Starts an instrument, or its next version when it is known by venue and symbol. Exchange times of a later version's rows are
    /// raised to the version's start, so that no row is read in the wrong units.
    /// </summary>
    /// <returns>The index that the instrument's rows carry.</returns>
    public ushort Define(Instrument instrument, long exchangeNs, long localNs)
    {
        int index = _instruments.FindIndex(i => i.Venue == instrument.Venue && i.Symbol == instrument.Symbol);
        if (index < 0)
        {
            index = _instruments.Count;
            _instruments.Add(instrument);
            _versionStart.Add(MarketEvent.Unseen);
        }
        else
        {
            _instruments[index] = instrument;
            exchangeNs = Math.Max(exchangeNs, _maxExchange);
            _versionStart[index] = exchangeNs;
        }

        MarketEvent[] rows = DefinitionRows.Encode(instrument, (ushort)index, exchangeNs, localNs);
        if (_count + rows.Length > _rows.Length)
            Flush();
        Write(rows[0]);
        rows.AsSpan(1).CopyTo(_rows.AsSpan(_count));
        _count += rows.Length - 1;
        _definitionInBlock = true;
        return (ushort)index;
    }

    /// <summary>Appends a row. Its local time, unless unseen, isn't before that of any row so far.</summary>
    public void Write(in MarketEvent row)
    {
        if (_count == _rows.Length)
            Flush();
        if (row.LocalNs != MarketEvent.Unseen && row.LocalNs < _lastLocal)
            throw new InvalidOperationException($"local time runs backwards: {row.LocalNs} after {_lastLocal}");
        ref MarketEvent slot = ref _rows[_count++];
        slot = row;
        slot.Flags &= EventFlags.EndOfBatch;
        if (row.Kind != EventKind.Definition)
            slot.Version = 0;
        if (row.LocalNs != MarketEvent.Unseen)
        {
            _lastLocal = row.LocalNs;
            if (_firstLocalOfBlock == MarketEvent.Unseen)
                _firstLocalOfBlock = row.LocalNs;
        }

        if (row.ExchangeNs != MarketEvent.Unseen)
            StampExchange(ref slot);
    }

    /// <summary>Appends a command that the recorded session was given, with its text, at most 1,024 bytes of UTF-8.</summary>
    /// <param name="localNs">Not before that of any row so far.</param>
    public void WriteCommand(string text, long localNs)
    {
        MarketEvent[] rows = CommandRows.Encode(text, localNs);
        if (_count + rows.Length > _rows.Length)
            Flush();
        Write(rows[0]);
        rows.AsSpan(1).CopyTo(_rows.AsSpan(_count));
        _count += rows.Length - 1;
        _definitionInBlock = true;
    }

    /// <summary>Hands the rows so far to the operating system as a block of their own.</summary>
    public void Flush()
    {
        if (_count == 0)
            return;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(_rows.AsSpan(0, _count));
        var header = new BlockHeader(
            _count, _rowsWritten, _firstLocalOfBlock, _lastLocal, _maxExchange, _lateOfBlock, _definitionInBlock, _minLateOfBlock,
            RecordingFormat.Checksum(bytes));
        header.Write(_blockHeader);
        _blocks.Add((_file.Position, header));
        _output.Write(_blockHeader);
        _output.Write(bytes);
        _rowsWritten += _count;
        _count = 0;
        _firstLocalOfBlock = MarketEvent.Unseen;
        _minLateOfBlock = MarketEvent.Unseen;
        _lateOfBlock = 0;
        _definitionInBlock = false;
    }

    /// <summary>Writes the index, closes the header and gives the file its name, in place of a file that stood there.</summary>
    public void Complete()
    {
        Flush();
        long footer = _file.Position;
        byte[] bytes = new byte[8 + _blocks.Count * RecordingFormat.FooterEntrySize + 4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, RecordingFormat.FooterMagic);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), _blocks.Count);
        for (int i = 0; i < _blocks.Count; i++)
            _blocks[i].Header.WriteFooterEntry(bytes.AsSpan(8 + i * RecordingFormat.FooterEntrySize), _blocks[i].Offset);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), RecordingFormat.Checksum(bytes.AsSpan(0, bytes.Length - 4)));
        _output.Write(bytes);
        WriteHeader(closed: true, footer);
        _output.Complete();
    }

    /// <summary>Leaves what there is under the name with <c>.partial</c>, readable as after a crash but without any loss.</summary>
    public void Keep()
    {
        try
        {
            Flush();
        }
        finally
        {
            _output.Keep();
        }
    }

    public void Dispose() => _output.Dispose();

    private void StampExchange(ref MarketEvent slot)
    {
        long start = slot.Instrument < _versionStart.Count ? _versionStart[slot.Instrument] : MarketEvent.Unseen;
        if (slot.ExchangeNs < start)
            slot.ExchangeNs = start;
        if (slot.ExchangeNs >= _maxExchange)
        {
            _maxExchange = slot.ExchangeNs;
            return;
        }

        slot.Flags |= EventFlags.Late;
        _minLateOfBlock = _lateOfBlock++ == 0 ? slot.ExchangeNs : Math.Min(_minLateOfBlock, slot.ExchangeNs);
    }

    private void WriteHeader(bool closed, long footer)
    {
        Span<byte> bytes = stackalloc byte[RecordingFormat.FileHeaderSize];
        long length = _file.Length;
        new RecordingHeader(closed, _rowsWritten, _blocks.Count, footer, closed ? length : 0, ClockOffsetNs, _producer, _holdsOwnOrders, _ordersAwaitRows)
            .Write(bytes);
        _file.Position = 0;
        _file.Write(bytes);
        _file.Position = Math.Max(length, RecordingFormat.FileHeaderSize);
    }
}
