using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Touchline.Core;

/// <summary>Where an instrument version starts in a recording.</summary>
public readonly record struct RecordedInstrument(long Row, ushort Index, Instrument Instrument);

/// <summary>
/// A recording open for reading, mapped into memory: rows are read where they lie. A file whose writer crashed is read up to its last
/// whole block. Safe for several threads until disposed; spans over rows die with it.
/// </summary>
public sealed unsafe class Recording : RowSource, IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly long _length;
    private readonly List<(long Offset, BlockHeader Header)> _blocks = [];
    private IReadOnlyList<RecordedInstrument> _instruments = [];
    private long _clockOffsetNs;
    private bool[] _verified = [];
    private bool _holdsOwnOrders;
    private bool _ordersAwaitRows;

    private Recording(string path, MemoryMappedFile map, long length)
    {
        Path = path;
        _map = map;
        _length = length;
        _view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    public string Path { get; }

    public override string Name => Path;

    /// <summary>Who made it.</summary>
    public string Producer { get; private set; } = "";

    /// <summary>The writer closed it properly.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Bytes behind the last whole block of a file that wasn't closed.</summary>
    public long LostBytes { get; private set; }

    /// <summary>
    /// Of a recording that wasn't closed: what is damaged, with file and byte, for people. Whole blocks stand behind it, and a writer that crashed leaves none there. Null: nothing. Rows end before it.
    /// </summary>
    public string? Damage { get; private set; }

    public override long ClockOffsetNs => _clockOffsetNs;

    public override bool HoldsOwnOrders => _holdsOwnOrders;

    public override bool OrdersAwaitRows => _ordersAwaitRows;

    /// <summary>All rows, definition rows included.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows of market data: all but definition and command rows.</summary>
    public long MarketRowCount { get; private set; }

    public int BlockCount => _blocks.Count;

    public override IReadOnlyList<RecordedInstrument> Instruments => _instruments;

    /// <summary>The least local time, clock offset added; <see cref="MarketEvent.Unseen"/> when no row has one.</summary>
    public long FirstLocalNs { get; private set; } = MarketEvent.Unseen;

    /// <summary>The greatest local time, clock offset added; <see cref="MarketEvent.Unseen"/> when no row has one.</summary>
    public long LastLocalNs { get; private set; } = MarketEvent.Unseen;

    /// <param name="path">The file.</param>
    /// <param name="feedOffsetNs">Added to the clock offset: as if the feed had taken so much longer to us.</param>
    /// <exception cref="BadInputException">The file is missing, no recording, damaged, or cut off after it was closed.</exception>
    public static Recording Open(string path, long feedOffsetNs = 0)
    {
        Recording? recording = null;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new BadInputException(Directory.Exists(path) ? $"{path} is a folder; give a file" : NoSuchFile(path));
            if (file.Length == 0)
                throw new BadInputException($"{path} is empty");
            recording = new Recording(path, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), file.Length);
            recording.Load(feedOffsetNs);
            return recording;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            recording?.Dispose();
            throw new BadInputException($"can't read {path}: {e.Message}", e);
        }
        catch (BadInputException)
        {
            recording?.Dispose();
            throw;
        }
    }

    // What a session leaves that was killed: all that it had written can be read.
    private static string NoSuchFile(string path)
    {
        string partial = path + PartialFile.Suffix;
        return $"{path}: no such file{(File.Exists(partial) ? $"; {partial} is there, from a session that is running or ended early: give that name to read it" : "")}";
    }

    /// <summary>The rows of a block as they lie in the file: local times without the clock offset.</summary>
    public ReadOnlySpan<MarketEvent> Rows(int block)
    {
        (long offset, BlockHeader header) = _blocks[block];
        return new ReadOnlySpan<MarketEvent>(_start + offset + RecordingFormat.BlockHeaderSize, header.Rows);
    }

    /// <summary>The number of the first row of a block.</summary>
    public long FirstRow(int block) => _blocks[block].Header.FirstRow;

    /// <summary>Rows of a block whose exchange time is before that of an earlier row.</summary>
    public int LateRows(int block) => _blocks[block].Header.LateRows;

    /// <summary>The least exchange time of a block's late rows. Only for a block that has some.</summary>
    internal long EarliestLateNs(int block) => _blocks[block].Header.MinLateExchangeNs;

    /// <summary>The greatest local time up to and including a block, clock offset added.</summary>
    public long LastLocalNsOf(int block) => Shift(_blocks[block].Header.LastLocalNs);

    /// <summary>The first block with a row at or after a local time (clock offset included); <see cref="BlockCount"/> if there is none.</summary>
    public int FindBlock(long localNs)
    {
        int low = 0, high = _blocks.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (LastLocalNsOf(middle) < localNs)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>
    /// Tells recordings of different rows apart whatever their files are called: SHA-256 over the clock offset, each block's number of
    /// rows and their checksum, and a byte more where orders await rows, as small hexadecimal digits.
    /// </summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _clockOffsetNs);
        hash.AppendData(bytes);
        foreach ((_, BlockHeader header) in _blocks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, header.Rows);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], header.RowsChecksum);
            hash.AppendData(bytes);
        }

        if (_ordersAwaitRows)
            hash.AppendData([1]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares a block's rows with their checksum, and its header with what the index says of it.</summary>
    /// <exception cref="BadInputException">They differ: the file is damaged.</exception>
    public void Verify(int block)
    {
        (long offset, BlockHeader header) = _blocks[block];
        if (!BlockHeader.TryRead(Bytes(offset, RecordingFormat.BlockHeaderSize), out BlockHeader inPlace) || inPlace != header)
            throw new BadInputException($"{Path} is damaged: the block header at byte {offset} doesn't match the index");
        if (RecordingFormat.Checksum(MemoryMarshal.AsBytes(Rows(block))) != header.RowsChecksum)
            throw new BadInputException($"{Path} is damaged: the {header.Rows} rows from byte {offset} on don't match their checksum");
    }

    /// <summary>As <see cref="Verify"/>, unless this object did it before.</summary>
    internal void VerifyOnce(int block)
    {
        if (_verified[block])
            return;
        Verify(block);
        _verified[block] = true;
    }

    /// <summary>The first row of a block, where it lies.</summary>
    internal MarketEvent* Start(int block) =>
        (MarketEvent*)(_start + _blocks[block].Offset + RecordingFormat.BlockHeaderSize);

    internal override RowBlocks ReadBlocks() => new RecordingBlocks(this);

    internal override LateRows ReadLate() => new(this);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private ReadOnlySpan<byte> Bytes(long offset, long length) => new(_start + offset, checked((int)length));

    private long Shift(long localNs) => localNs == MarketEvent.Unseen ? localNs : localNs + ClockOffsetNs;

    private void Load(long feedOffsetNs)
    {
        RecordingHeader header = RecordingHeader.Read(Bytes(0, Math.Min(_length, RecordingFormat.FileHeaderSize)), Path);
        Producer = header.Producer;
        _clockOffsetNs = header.ClockOffsetNs + feedOffsetNs;
        _holdsOwnOrders = header.HoldsOwnOrders;
        _ordersAwaitRows = header.OrdersAwaitRows;
        IsComplete = header.Closed;
        if (header.Closed)
            LoadFooter(header);
        else
            RecoverBlocks();
        _verified = new bool[_blocks.Count];
        foreach ((_, BlockHeader block) in _blocks)
            RowCount += block.Rows;
        if (_blocks.Count > 0)
        {
            int first = _blocks.FindIndex(b => b.Header.FirstLocalNs != MarketEvent.Unseen);
            FirstLocalNs = first < 0 ? MarketEvent.Unseen : Shift(_blocks[first].Header.FirstLocalNs);
            LastLocalNs = Shift(_blocks[^1].Header.LastLocalNs);
        }

        _instruments = ReadDefinitions();
        if (RowCount > 0 && _instruments.Count == 0)
            throw new BadInputException($"{Path} is damaged: it has rows but no instrument definition");
    }

    private void LoadFooter(in RecordingHeader header)
    {
        if (_length != header.FileLength)
            throw new BadInputException($"{Path} is cut off or grew: it was closed with {header.FileLength} bytes and has {_length}");
        long size = 8 + header.Blocks * RecordingFormat.FooterEntrySize + 4;
        if (header.FooterOffset < RecordingFormat.FileHeaderSize || header.Blocks < 0 || header.FooterOffset + size != _length)
            throw new BadInputException($"{Path} is damaged: its header points to no index");
        ReadOnlySpan<byte> footer = Bytes(header.FooterOffset, size);
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != RecordingFormat.FooterMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(footer[^4..]) != RecordingFormat.Checksum(footer[..^4]))
            throw new BadInputException($"{Path} is damaged: its index doesn't match its checksum");
        for (int i = 0; i < header.Blocks; i++)
        {
            BlockHeader block = BlockHeader.ReadFooterEntry(footer[(8 + i * RecordingFormat.FooterEntrySize)..], out long offset);
            _blocks.Add((offset, block));
        }
    }

    // The clock offset is written at the end too, unless it was known before: else it is found as the writer would have found it.
    private void RecoverBlocks()
    {
        WalkBlocks();
        long lowest = 0;
        for (int b = 0; b < _blocks.Count; b++)
        {
            foreach (ref readonly MarketEvent row in Rows(b))
            {
                bool counts = row.Kind is not (EventKind.Definition or EventKind.DefinitionPart) && row.SeenLocally && row.SeenByExchange;
                if (counts && row.LocalNs - row.ExchangeNs < lowest)
                    lowest = row.LocalNs - row.ExchangeNs;
            }
        }

        _clockOffsetNs = Math.Max(_clockOffsetNs, -lowest);
    }

    // A writer that crashed left no index: go from block to block and stop at the first that isn't whole.
    private void WalkBlocks()
    {
        long offset = RecordingFormat.FileHeaderSize;
        while (IsBlock(offset, out BlockHeader header, out long end))
        {
            _blocks.Add((offset, header));
            offset = end;
        }

        LostBytes = _length - offset;
        if (BlockBehind(offset) is { } behind)
            Damage = $"{Path} is damaged at byte {offset}: a whole block of rows stands behind it, from byte {behind} on";
    }

    private bool IsBlock(long offset, out BlockHeader header, out long end)
    {
        end = offset + RecordingFormat.BlockHeaderSize;
        header = default;
        if (end > _length || !BlockHeader.TryRead(Bytes(offset, RecordingFormat.BlockHeaderSize), out header))
            return false;
        long size = (long)header.Rows * MarketEvent.Size, rows = end;
        end += size;
        return end <= _length && RecordingFormat.Checksum(Bytes(rows, size)) == header.RowsChecksum;
    }

    private long? BlockBehind(long offset)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, RecordingFormat.BlockMagic);
        while (++offset < _length)
        {
            int next = Bytes(offset, Math.Min(_length - offset, int.MaxValue)).IndexOf(magic);
            if (next < 0)
                return null;
            offset += next;
            if (IsBlock(offset, out _, out _))
                return offset;
        }

        return null;
    }

    // A damaged definition would give every row wrong units, so these blocks are checked before anything is read from them.
    private List<RecordedInstrument> ReadDefinitions()
    {
        var found = new List<RecordedInstrument>();
        MarketRowCount = RowCount;
        for (int b = 0; b < _blocks.Count; b++)
        {
            if (!_blocks[b].Header.HasDefinition)
                continue;
            Verify(b);
            ReadOnlySpan<MarketEvent> rows = Rows(b);
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i].Kind == EventKind.Command)
                    MarketRowCount -= CountCommand(rows[i..], FirstRow(b) + i);
                if (rows[i].Kind != EventKind.Definition)
                    continue;
                Instrument instrument = DefinitionRows.Decode(rows[i..])
                    ?? throw new BadInputException($"{Path} is damaged: the definition at row {FirstRow(b) + i} makes no sense");
                found.Add(new RecordedInstrument(FirstRow(b) + i, rows[i].Instrument, instrument));
                MarketRowCount -= DefinitionRows.Count(rows[i]);
            }
        }

        return found;
    }

    private int CountCommand(ReadOnlySpan<MarketEvent> rows, long row) => CommandRows.Decode(rows) is not null
        ? CommandRows.Count(rows[0])
        : throw new BadInputException($"{Path} is damaged: the command at row {row} makes no sense");
}
