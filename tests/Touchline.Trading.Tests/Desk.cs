using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>An engine with one instrument and a strategy that the test drives. Tick 1 and lot 1 unless the instrument says otherwise.</summary>
internal sealed class Desk
{
    public static readonly Instrument Plain = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);

    public Desk(RiskLimits? limits = null, Instrument? instrument = null, bool start = true, IReadOnlyList<string>? feeAssets = null)
    {
        Engine = new Engine([instrument ?? Plain], [new StrategySetup("test", Strategy)], limits ?? new RiskLimits(), note: Notes.Add, feeAssets: feeAssets);
        if (!start)
            return;
        Engine.Start(0);
        Strategy.Calls.Clear();
    }

    /// <summary>One that takes up what another engine had, over the bytes of its checkpoint; it hasn't started.</summary>
    public static Desk After(Engine before, RiskLimits? limits = null)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EngineCheckpoint.Of(before).Write(bytes);
        var desk = new Desk(limits, start: false);
        desk.Engine.Restore(EngineCheckpoint.Read(bytes.WrittenSpan, "it"));
        return desk;
    }

    public TestStrategy Strategy { get; } = new();

    public Engine Engine { get; }

    public List<string> Calls => Strategy.Calls;

    /// <summary>What people were told.</summary>
    public List<string> Notes { get; } = [];

    public void Depth(long at, Side side, long price, long quantity, bool endsBatch = true) => Market(at, EventKind.Depth, side, price, quantity, endsBatch);

    public void Market(long at, EventKind kind, Side side = Side.None, long price = 0, long quantity = 0, bool endsBatch = true) => Engine.OnMarket(
        new MarketEvent
        {
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            ExchangeNs = at,
            LocalNs = at,
            Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
        },
        at);

    public Placement Limit(Side side, long price, long quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        Strategy.Context.Place(NewOrder.Limit(0, side, new Price(price), new Quantity(quantity), timeInForce));

    public void Report(ReportKind kind, OrderId id, long at = 0, long quantity = 0, long price = 100, long tradeId = 0) => Engine.OnReport(new OrderReport
    {
        Kind = kind,
        Id = id,
        LocalNs = at,
        ExchangeNs = at,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        TradeId = tradeId,
    });

    /// <summary>A refusal that never reached the venue.</summary>
    public void NeverLeft(ReportKind kind, OrderId id, long at = 0) => Engine.OnReport(new OrderReport { Kind = kind, Id = id, LocalNs = at, NeverLeft = true });

    public void Trade(long at, long price) => Market(at, EventKind.Trade, Side.Sell, price, 1);

    /// <summary>The intents since the last look, a line each.</summary>
    public string[] TakeIntents()
    {
        string[] lines = [.. Engine.Intents.ToArray().Select(Line)];
        Engine.ClearIntents();
        return lines;
    }

    public static string Line(Intent intent)
    {
        NewOrder terms = intent.Terms;
        string price = terms.Type switch
        {
            OrderType.Limit => $" at {terms.Price}",
            OrderType.TrailingStop => $" by {terms.CallbackPpm}",
            OrderType.Market => "",
            _ => $" at {terms.Trigger}",
        };
        return intent.Kind == IntentKind.Cancel
            ? $"cancel {intent.Id}"
            : $"{(intent.Kind == IntentKind.Place ? "" : "amend ")}{intent.Id} {terms.Side} {terms.Quantity} {terms.Type}{price}{(terms.ReduceOnly ? " reduce" : "")}, {terms.Reason}";
    }

    public long Working(Side side) => Strategy.Context.Working(0, side).Units;

    public long Position => Strategy.Context.Position(0).Units;
}
