using System.Buffers;
using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An instrument in a checkpoint, with what the account has there.</summary>
/// <param name="Unassigned">What of that belongs to no strategy.</param>
/// <param name="LastFundingNs">When funding was last paid, by the venue's clock.</param>
/// <param name="Trades">Fills of no order that were told: <see cref="ToldTrades.Numbers"/>.</param>
public sealed record InstrumentCheckpoint(Instrument Instrument, LedgerState Account, LedgerState Unassigned, long LastFundingNs, IReadOnlyList<long> Trades)
{
    /// <summary>Likewise fills of orders.</summary>
    public IReadOnlyList<long> OwnTrades { get; init; } = [];

    /// <summary>Why nothing new passes in it.</summary>
    public FreezeReason Frozen { get; init; }

    public InstrumentStatus Status { get; init; }
}

/// <summary>A strategy in a checkpoint. Nothing of what it knows itself; its ledgers stand in the order of the instruments.</summary>
public sealed record StrategyCheckpoint(string Name, RiskLimits Limits, EquityMarks Marks, bool IsPaused, IReadOnlyList<LedgerState> Ledgers)
{
    /// <summary>Likewise where it stands.</summary>
    internal IReadOnlyList<KeptPosition> Positions { get; init; } = [];
}

/// <summary>
/// Everything in an engine that is about money, between two inputs: what recovery begins with. Every byte of it: docs/journal.md.
/// </summary>
public sealed partial class EngineCheckpoint
{
    private const ushort Version = 3, FirstVersion = 2;
    private const int SumSize = sizeof(uint);

    /// <summary>The number of the newest input that it has.</summary>
    public required long Inputs { get; init; }

    public required long NowNs { get; init; }

    /// <summary>The number of the newest order.</summary>
    public required long LastOrder { get; init; }

    public required bool IsKilled { get; init; }

    /// <summary>Of a kill: positions are to be closed.</summary>
    public bool Flattens { get; init; }

    /// <summary>Orders that could live at once; the limit of them may have been set lower since.</summary>
    public required int Capacity { get; init; }

    /// <summary>The account's limits as they stood.</summary>
    public required RiskLimits Account { get; init; }

    /// <summary>The engine's: by them the ledgers' fees are numbered from 1.</summary>
    public IReadOnlyList<string> FeeAssets { get; init; } = [];

    /// <summary>Where the account's profit and loss stood when the day began and at its best.</summary>
    public EquityMarks Marks { get; init; }

    public required IReadOnlyList<InstrumentCheckpoint> Instruments { get; init; }

    public required IReadOnlyList<StrategyCheckpoint> Strategies { get; init; }

    /// <summary>The live orders, oldest first.</summary>
    public required IReadOnlyList<CheckpointOrder> Live { get; init; }

    /// <summary>The newest ended ones, in the order of their ends.</summary>
    public required IReadOnlyList<CheckpointOrder> Ended { get; init; }

    internal OwnerSlots<BracketSlot> Brackets { get; init; } = OwnerSlots<BracketSlot>.None;

    internal OwnerSlots<LegsSlot> Legs { get; init; } = OwnerSlots<LegsSlot>.None;

    internal KeptHistory History { get; init; } = KeptHistory.None;

    /// <summary>Strategies were running.</summary>
    internal bool IsTrading { get; init; }

    /// <summary>The strategy has a position or live orders.</summary>
    public bool IsInUse(int strategy) => Strategies[strategy].Ledgers.Any(l => !l.Position.IsZero) || Live.Any(o => o.Strategy == strategy);

    /// <summary>The engine as it is now.</summary>
    public static EngineCheckpoint Of(Engine engine) => engine.Checkpoint();

    /// <summary>The bytes of one at most, unless names are longer than any venue's.</summary>
    internal static long MostBytes(RiskLimits account, int instruments, int strategies) =>
        Texts + byte.MaxValue * FeeAssetName + (long)instruments * (Texts + 2 * MostLedger + 2 * ToldTrades.Kept * sizeof(long)) + strategies * (Texts + (long)instruments * (MostLedger + PositionSize))
        + CheckpointOrder.MostBytes * ((long)account.MaxLiveOrders + OrderTable.EndedKept) + CheckpointOrder.MostMore * sizeof(long)
        + (long)BracketBook.Most * BracketFields.Size + (long)LegsBook.Most * LegsFields.Size + (long)OrderHistory.LookedBack * ChangeSize;

    public void Write(IBufferWriter<byte> output)
    {
        var whole = new ArrayBufferWriter<byte>(1 << 16);
        var to = new CheckpointWriter(whole);
        to.Int(Version);
        to.Long(Inputs);
        to.Long(NowNs);
        to.Long(LastOrder);
        to.Flag(IsKilled);
        to.Flag(Flattens);
        to.Flag(IsTrading);
        to.Int(Capacity);
        LimitFields.Write(Account, to);
        Write(Marks, to);
        WriteNames(FeeAssets, to);
        to.Int(Instruments.Count);
        foreach (InstrumentCheckpoint instrument in Instruments)
            Write(instrument, to);
        to.Int(Strategies.Count);
        foreach (StrategyCheckpoint strategy in Strategies)
            Write(strategy, to);
        int more = CheckpointOrder.MostMore;
        Write(Live, to, ref more);
        Write(Ended, to, ref more);
        Write(History, to);
        WriteSlots(Brackets, BracketFields.Write, to);
        WriteSlots(Legs, LegsFields.Write, to);
        output.Write(whole.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(SumSize), RecordingFormat.Checksum(whole.WrittenSpan));
        output.Advance(SumSize);
    }

    /// <param name="about">What the bytes are of, for messages.</param>
    /// <exception cref="BadInputException">They are damaged, or a newer program's.</exception>
    public static EngineCheckpoint Read(ReadOnlySpan<byte> bytes, string about)
    {
        var sum = new CheckpointReader(bytes.Length < SumSize ? bytes : bytes[^SumSize..], about);
        if ((uint)sum.Int() != RecordingFormat.Checksum(bytes[..^SumSize]))
            throw new BadInputException($"{about} is damaged: its checksum doesn't match");
        var from = new CheckpointReader(bytes[..^SumSize], about);
        int version = from.Int();
        if (version is < FirstVersion or > Version)
            throw new BadInputException($"{about} has version {version}; this program reads {FirstVersion} to {Version}");
        EngineCheckpoint checkpoint = Read(ref from);
        if (!from.IsAtEnd)
            throw from.Wrong("more than there should be");
        checkpoint.Check(about);
        return checkpoint;
    }

    // The initializer reads in the order in which it stands.
    private static EngineCheckpoint Read(ref CheckpointReader from) => new()
    {
        Inputs = from.Long(),
        NowNs = from.Long(),
        LastOrder = from.Long(),
        IsKilled = from.Flag(),
        Flattens = from.Flag(),
        IsTrading = from.Flag(),
        Capacity = from.Int(),
        Account = LimitFields.Read(ref from),
        Marks = ReadMarks(ref from),
        FeeAssets = ReadNames(ref from),
        Instruments = ReadInstruments(ref from),
        Strategies = ReadStrategies(ref from),
        Live = ReadOrders(ref from),
        Ended = ReadOrders(ref from),
        History = ReadHistory(ref from),
        Brackets = ReadSlots(ref from, BracketBook.Most, BracketFields.Size, BracketFields.Read),
        Legs = ReadSlots(ref from, LegsBook.Most, LegsFields.Size, LegsFields.Read),
    };

    private void Check(string about)
    {
        foreach (StrategyCheckpoint strategy in Strategies)
        {
            if (strategy.Ledgers.Count != Instruments.Count)
                throw new BadInputException($"{about} is damaged: strategy {strategy.Name} has {strategy.Ledgers.Count} ledgers for {Instruments.Count} instruments");
        }

        var numbers = new HashSet<long>();
        foreach (CheckpointOrder order in Live.Concat(Ended))
        {
            bool isKnown = (uint)order.Terms.Instrument < (uint)Instruments.Count && (uint)order.Strategy < (uint)Strategies.Count;
            if (!isKnown || order.Id.Number < 1 || order.Id.Number > LastOrder || !numbers.Add(order.Id.Number))
                throw new BadInputException($"{about} is damaged: order {order.Id} can't be");
        }

        CheckOwners(about);
        if (Live.FirstOrDefault(o => o.State.IsTerminal()) is { Id.IsNone: false } ended)
            throw new BadInputException($"{about} is damaged: order {ended.Id} is live and {ended.State}");
    }
}
