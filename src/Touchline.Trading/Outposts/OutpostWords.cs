using System.Runtime.InteropServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What an outpost in another process is told, as frames. Both ends are the same program, and the outpost trusts the session.</summary>
internal static class OutpostWords
{
    /// <summary>Bytes of the largest frame: a whole book, a strategy's code.</summary>
    public const int MostBytes = 1 << 28;

    public static void Begin(OutpostFrameWriter to, OutpostTerms terms, OutpostCode code)
    {
        CheckpointWriter fields = to.Begin(OutpostFrame.Begin);
        fields.Text(terms.Name);
        fields.Flag(terms.LooksOn);
        fields.Int(terms.MostOrders);
        fields.Long(terms.NowNs);
        fields.Int(terms.FeeAssets.Count);
        foreach (string asset in terms.FeeAssets)
            fields.Text(asset);
        fields.Int(terms.Instruments.Count);
        for (int i = 0; i < terms.Instruments.Count; i++)
        {
            Write(terms.Instruments[i], fields);
            EngineCheckpoint.Write(terms.Holdings[i].Account, fields);
            EngineCheckpoint.Write(terms.Holdings[i].Own, fields);
        }

        Write(to, fields, code);
        to.End();
    }

    public static void Describe(OutpostFrameWriter to, OutpostCode code)
    {
        Write(to, to.Begin(OutpostFrame.Describe), code);
        to.End();
    }

    public static (OutpostTerms Terms, OutpostCode Code) ReadBegin(ref CheckpointReader from)
    {
        (string name, bool looksOn, int mostOrders, long nowNs) = (from.Text(), from.Flag(), from.Int(), from.Long());
        string[] feeAssets = Texts(ref from);
        var instruments = new Instrument[from.Count(1)];
        var holdings = new (LedgerState, LedgerState)[instruments.Length];
        for (int i = 0; i < instruments.Length; i++)
        {
            instruments[i] = ReadInstrument(ref from);
            holdings[i] = (EngineCheckpoint.ReadLedger(ref from), EngineCheckpoint.ReadLedger(ref from));
        }

        var terms = new OutpostTerms { Name = name, LooksOn = looksOn, MostOrders = mostOrders, NowNs = nowNs, FeeAssets = feeAssets, Instruments = instruments, Holdings = holdings };
        return (terms, ReadCode(ref from));
    }

    public static OutpostCode ReadCode(ref CheckpointReader from)
    {
        string label = from.Text();
        string[] values = Texts(ref from);
        return new OutpostCode(label, from.Bytes(from.Count(1)).ToArray(), from.Bytes(from.Count(1)).ToArray(), values);
    }

    public static void Write(OutpostFrameWriter to, in OutpostItem item)
    {
        CheckpointWriter fields = to.Begin(FrameOf(item));
        switch (item.Kind)
        {
            case OutpostItemKind.Market:
                fields.Long(item.LocalNs);
                to.Raw(item.Event);
                break;
            case OutpostItemKind.Clock:
                fields.Long(item.LocalNs);
                break;
            case OutpostItemKind.Other:
                Write(to, fields, item.Other!);
                break;
        }

        to.End();
    }

    public static void Write(OutpostFrameWriter to, in OrderReport report)
    {
        to.Begin(OutpostFrame.Report);
        to.Raw(report);
        to.End();
    }

    /// <summary>An item but a report, which goes besides.</summary>
    public static OutpostItem Read(OutpostFrame kind, ReadOnlySpan<byte> bytes)
    {
        var from = new CheckpointReader(bytes, "what its session says");
        return kind switch
        {
            OutpostFrame.Report => new OutpostItem { Kind = OutpostItemKind.Report },
            OutpostFrame.Market => new OutpostItem { Kind = OutpostItemKind.Market, LocalNs = from.Long(), Event = OutpostFrameReader.Raw<MarketEvent>(bytes[sizeof(long)..]) },
            OutpostFrame.Clock => new OutpostItem { Kind = OutpostItemKind.Clock, LocalNs = from.Long() },
            _ => new OutpostItem { Kind = OutpostItemKind.Other, Other = ReadOther(kind, bytes, ref from) },
        };
    }

    private static OutpostFrame FrameOf(in OutpostItem item) => item.Kind switch
    {
        OutpostItemKind.Market => OutpostFrame.Market,
        OutpostItemKind.Clock => OutpostFrame.Clock,
        _ => item.Other switch
        {
            OutpostMessage.Book => OutpostFrame.Book,
            OutpostMessage.Pause => OutpostFrame.Pause,
            OutpostMessage.OtherFill => OutpostFrame.OtherFill,
            OutpostMessage.Funding => OutpostFrame.Funding,
            OutpostMessage.Holding => OutpostFrame.Holding,
            OutpostMessage.TakeOver => OutpostFrame.TakeOver,
            OutpostMessage.Heard => OutpostFrame.Signal,
            OutpostMessage.Set => OutpostFrame.Set,
            _ => throw new InvalidOperationException($"no frame is made for {item.Other}"),
        },
    };

    private static void Write(OutpostFrameWriter to, CheckpointWriter fields, OutpostMessage message)
    {
        switch (message)
        {
            case OutpostMessage.Book book:
                fields.Long(book.NowNs);
                to.Raw(MemoryMarshal.AsBytes(book.Rows.AsSpan()));
                break;
            case OutpostMessage.Pause pause:
                fields.Flag(pause.Pauses);
                break;
            case OutpostMessage.OtherFill other:
                to.Raw(other.Fill);
                break;
            case OutpostMessage.Funding funding:
                to.Raw(funding.Payment);
                break;
            case OutpostMessage.Holding holding:
                fields.Int(holding.Instrument);
                EngineCheckpoint.Write(holding.Account, fields);
                EngineCheckpoint.Write(holding.Own, fields);
                break;
            case OutpostMessage.Heard { Signal: var signal }:
                fields.Int(signal.Instrument);
                fields.Byte((byte)signal.Side);
                fields.Long(BitConverter.DoubleToInt64Bits(signal.Confidence));
                fields.Text(signal.Reason ?? "");
                fields.Text(signal.Source ?? "");
                fields.Long(signal.LocalNs);
                break;
            case OutpostMessage.Set set:
                fields.Text(set.Name);
                fields.Text(set.Value);
                break;
        }
    }

    private static OutpostMessage ReadOther(OutpostFrame kind, ReadOnlySpan<byte> bytes, ref CheckpointReader from) => kind switch
    {
        OutpostFrame.Book => new OutpostMessage.Book(NowNs: from.Long(), Rows: MemoryMarshal.Cast<byte, MarketEvent>(bytes[sizeof(long)..]).ToArray()),
        OutpostFrame.Pause => new OutpostMessage.Pause(from.Flag()),
        OutpostFrame.OtherFill => new OutpostMessage.OtherFill(OutpostFrameReader.Raw<Fill>(bytes)),
        OutpostFrame.Funding => new OutpostMessage.Funding(OutpostFrameReader.Raw<FundingPayment>(bytes)),
        OutpostFrame.Holding => new OutpostMessage.Holding(from.Int(), EngineCheckpoint.ReadLedger(ref from), EngineCheckpoint.ReadLedger(ref from)),
        OutpostFrame.TakeOver => new OutpostMessage.TakeOver(),
        OutpostFrame.Signal => new OutpostMessage.Heard(new Signal(from.Int(), (Side)(sbyte)from.Byte(), BitConverter.Int64BitsToDouble(from.Long()), from.Text(), from.Text(), from.Long())),
        OutpostFrame.Set => new OutpostMessage.Set(from.Text(), from.Text()),
        _ => throw from.Wrong($"a frame of kind {(byte)kind}"),
    };

    private static void Write(OutpostFrameWriter to, CheckpointWriter fields, OutpostCode code)
    {
        fields.Text(code.Label);
        fields.Int(code.Values.Count);
        foreach (string value in code.Values)
            fields.Text(value);
        fields.Int(code.Image.Length);
        to.Raw(code.Image.Span);
        fields.Int(code.Symbols.Length);
        to.Raw(code.Symbols.Span);
    }

    public static string[] Texts(ref CheckpointReader from)
    {
        string[] texts = new string[from.Count(sizeof(ushort))];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = from.Text();
        return texts;
    }

    private static void Write(Instrument instrument, CheckpointWriter to)
    {
        to.Text(instrument.Venue);
        to.Text(instrument.Symbol);
        to.Int(instrument.Version);
        to.Unit(instrument.PriceUnit.Step);
        to.Unit(instrument.QuantityUnit.Step);
        to.Long(instrument.TickUnits);
        to.Long(instrument.LotUnits);
        to.Decimal(instrument.Multiplier);
        to.Decimal(instrument.MinNotional);
        to.Decimal(instrument.PriceBandUp);
        to.Decimal(instrument.PriceBandDown);
    }

    private static Instrument ReadInstrument(ref CheckpointReader from) => new()
    {
        Venue = from.Text(),
        Symbol = from.Text(),
        Version = from.Int(),
        PriceUnit = new PriceUnit(from.Unit()),
        QuantityUnit = new QuantityUnit(from.Unit()),
        TickUnits = from.Long(),
        LotUnits = from.Long(),
        Multiplier = from.Decimal(),
        MinNotional = from.Decimal(),
        PriceBandUp = from.Decimal(),
        PriceBandDown = from.Decimal(),
    };
}
