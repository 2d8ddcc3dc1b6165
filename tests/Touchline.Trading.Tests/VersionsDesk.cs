using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>An engine with a strategy <c>mm</c> of which there are versions, that the test drives.</summary>
internal sealed class VersionsDesk
{
    public VersionsOfTest Versions { get; } = new();

    public Engine Engine { get; private set; } = null!;

    public List<string> Notes { get; } = [];

    public StrategySlot Slot => Engine.Strategies[0];

    /// <summary>Starts it at 0 and shows it a book.</summary>
    public void Begin(string version)
    {
        Engine = new Engine([Desk.Plain], [new StrategySetup("mm", Versions.Create("mm", version)) { Version = version }], new RiskLimits(), note: Notes.Add) { Versions = Versions };
        Engine.Start(0);
        Depth(1);
    }

    /// <summary>The same book again.</summary>
    public void Depth(long at)
    {
        Set(at, Side.Buy, 98, EventFlags.None);
        Set(at, Side.Sell, 103, EventFlags.EndOfBatch);
    }

    public void Clock(long at) => Engine.OnClock(at);

    public string? Replace(string version, bool closes, long at = 1_000_000_000) => Engine.OnCommand(EngineCommand.Replace(0, version, closes), at);

    public void Acknowledge(params long[] orders) => Report(ReportKind.Acknowledged, orders);

    public void Cancelled(params long[] orders) => Report(ReportKind.Cancelled, orders);

    public void Fill(OrderId id, long quantity) =>
        Engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = id, LocalNs = Engine.NowNs, Price = new Price(100), Quantity = new Quantity(quantity), TradeId = ++_trades });

    /// <summary>The intents since the last look, a line each.</summary>
    public string[] TakeIntents()
    {
        string[] lines = [.. Engine.Intents.ToArray().Select(Desk.Line)];
        Engine.ClearIntents();
        return lines;
    }

    private long _trades;

    private void Report(ReportKind kind, long[] orders)
    {
        foreach (long order in orders)
            Engine.OnReport(new OrderReport { Kind = kind, Id = new OrderId(order), LocalNs = Engine.NowNs });
    }

    private void Set(long at, Side side, long price, EventFlags flags) =>
        Engine.OnMarket(new MarketEvent { Kind = EventKind.Depth, Side = side, Price = new Price(price), Quantity = new Quantity(5), ExchangeNs = at, LocalNs = at, Flags = flags }, at);
}

/// <summary>
/// Versions 1 to 9 quote 99 and 101 with every book, <c>silent</c> doesn't; <c>small</c> takes sizes to 3 only, <c>picky</c> doesn't begin, 0 can't be made. Those that begin with <c>far</c> stand in for code elsewhere.
/// </summary>
internal sealed class VersionsOfTest : IStrategyVersions
{
    public List<VersionOfTest> Made { get; } = [];

    public Strategy Create(string strategy, string version)
    {
        if (version == "0")
            throw new BadInputException("it can't be compiled");
        VersionOfTest made = version.StartsWith("far", StringComparison.Ordinal) ? new FarVersionOfTest(version) : new VersionOfTest(version, version == "small" ? 3 : 9);
        Made.Add(made);
        return made;
    }
}

internal sealed class FarVersionOfTest(string version) : VersionOfTest(version, 9), IStandIn;

internal class VersionOfTest(string version, int mostSize) : Strategy
{
    private readonly WholeParameter _size = new("size", Math.Min(5, mostSize), 1, mostSize, "lots", "quantity of each quote");

    public List<string> Calls { get; } = [];

    public long Offer { get; set; } = 101;

    public Action<int>? Timer { get; set; }

    public Action? Booked { get; set; }

    public new IStrategyContext Context => base.Context;

    public override void OnStart()
    {
        Calls.Add("start");
        if (version == "picky")
            throw new BadInputException("the market isn't to its liking");
    }

    public override void OnParametersChanged()
    {
    }

    public override void OnTakeOver() => Calls.Add("takes over");

    public override void OnBook(int instrument)
    {
        Calls.Add($"book {Context.Book(instrument).BestBid}/{Context.Book(instrument).BestAsk}");
        Booked?.Invoke();
        if (char.IsAsciiDigit(version[0]))
            Context.Quote(0, [new Quote(new Price(99), new Quantity(_size.Value))], [new Quote(new Price(Offer), new Quantity(_size.Value))]);
    }

    public override void OnTimer(int id)
    {
        Calls.Add($"timer {id} at {Context.NowNs}");
        Timer?.Invoke(id);
    }

    public override void OnOrder(in OrderUpdate order) => Calls.Add($"order {order.Id} {order.State} {order.Remaining}");

    public override void OnFill(in Fill fill) => Calls.Add($"fill {fill.Id} {fill.Quantity}");

    public override void OnStop() => Calls.Add("stop");
}
