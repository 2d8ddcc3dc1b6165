using System.Text.Json.Nodes;
using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Storage;

namespace Touchline.Tests.Monitoring;

public sealed class TradingLogTests : IDisposable
{
    private const string Session = "7k2p-1";
    private const long Start = 1_795_341_600_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-log-").FullName;
    private readonly ManualClock _clock = new();
    private readonly LogFiles _files;
    private readonly TradingLog _log;

    public TradingLogTests()
    {
        _files = new LogFiles(_folder, LogLevel.Info, new LogFileBounds(), _clock, _ => { });
        _log = new TradingLog(_files, _clock);
    }

    public void Dispose()
    {
        _files.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // As docs/monitoring.md says it is found: by the order's id, then by the traces that this shows.
    [Fact]
    public void One_orders_whole_way_from_the_feed_to_the_position_is_found_by_its_id()
    {
        // Input 10 of the feed leads to a signal and, at once, an order; 12 acknowledges it, 15 and 17 fill it. Another order goes beside it.
        _log.OnRows(Rows(
            orders: [Order(1, "quoter"), Order(2, "taker")],
            transitions: [Transition(1, 10, "place", null, "pending"), Transition(2, 11, "place", null, "pending"), Transition(1, 12, "acknowledged", "pending", "placed")],
            audit: [Audit(10, "order.place", "7k2p-1") with { SignalData = """{"type":"imbalance"}""", Reason = "imbalance" }, Audit(11, "order.place", "7k2p-2")],
            signals: [new SignalRow(Start + 10, Trace(10), "quoter", "binance-usdm", "BTCUSDT", "buy", 0.75, "imbalance", "bids are heavy")]));
        _log.OnRows(Rows(
            orders: [Order(1, "quoter")],
            transitions: [Transition(1, 15, "fill", "placed", "partially_filled"), Transition(1, 17, "fill", "partially_filled", "filled")],
            trades: [Trade(1, 901, fee: 0.02m), Trade(1, 902, fee: 0.03m)],
            audit: [Audit(15, "position.open", $"{Session}/15/0") with { EntityType = "position" }]));
        JsonNode[] lines = Lines();

        JsonNode[] way = [.. lines.Where(l => (string?)l["order"] == "7k2p-1")];
        Assert.Equal(["order.place", "order.acknowledged", "order.fill", "order.fill"], way.Select(l => (string)l["event"]!));
        string origin = Assert.Single(way.Select(l => (string)l["origin"]!).Distinct());
        Assert.Equal(Trace(10), origin);
        Assert.Equal(["signal", "order.place", "order.acknowledged", "order.fill", "position.open", "order.fill"], lines.Where(l => (string?)l["origin"] == origin).Select(l => (string)l["event"]!));
        Assert.Equal(Trace(10), (string)way[0]["signal_trace"]!);
        Assert.Equal("imbalance", (string)way[0]["signal"]!["type"]!);
        Assert.Equal([Trace(10), Trace(12), Trace(15), Trace(17)], way.Select(l => (string)l["trace"]!));
        Assert.Equal([0.02m, 0.03m], way[2..].Select(l => (decimal)l["fee"]!));
        Assert.Equal([901L, 902L], way[2..].Select(l => (long)l["trade_id"]!));
        Assert.Equal(("placed", "partially_filled", "2026-11-22T10:00:00.000000015Z"), ((string)way[2]["from"]!, (string)way[2]["state"]!, (string)way[2]["at"]!));
    }

    [Fact]
    public void An_order_placed_after_its_signal_names_the_signals_trace()
    {
        _log.OnRows(Rows(signals: [new SignalRow(Start + 3, Trace(3), "quoter", "binance-usdm", "BTCUSDT", "buy", 1, "s", "")]));
        _log.OnRows(Rows(orders: [Order(1, "quoter"), Order(2, "other")], transitions: [Transition(1, 10, "place", null, "pending"), Transition(2, 10, "place", null, "pending")]));
        JsonNode[] placed = [.. Lines().Where(l => (string)l["event"]! == "order.place")];
        Assert.Equal(Trace(3), (string)placed[0]["signal_trace"]!);
        Assert.Null(placed[1]["signal_trace"]);
    }

    [Fact]
    public void What_failed_says_why_in_one_line_of_its_level()
    {
        _log.OnRows(Rows(
            orders: [Order(1, "quoter")],
            transitions: [Transition(1, 10, "rejected", "pending", "rejected"), Transition(1, 11, "unresolved", "pending", "pending")],
            audit: [
                Audit(10, "order.rejected", "7k2p-1") with { Success = false, ErrorMessage = "the venue refused the order" },
                Audit(11, "order.unresolved", "7k2p-1") with { Success = false, ErrorMessage = "couldn't be found out" },
                Audit(12, "order.refused", "binance-usdm/BTCUSDT") with { Success = false, ErrorMessage = "risk refuses: MaxOrder" },
                Audit(13, "limit.change", "max_order") with { OldValue = """{"max_order":"1"}""" },
            ]));
        JsonNode[] lines = Lines();
        Assert.Equal(["order.rejected", "order.unresolved", "order.refused", "limit.change"], lines.Select(l => (string)l["event"]!));
        Assert.Equal(["warning", "error", "warning", "info"], lines.Select(l => (string)l["level"]!));
        Assert.Equal("the venue refused the order", (string)lines[0]["error"]!);
        Assert.Equal("1", (string)lines[3]["old"]!["max_order"]!);
        Assert.Equal("order.unresolved", (string)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "bot_errors_20261122.log")))!["event"]!);
    }

    [Fact]
    public void An_order_of_an_earlier_session_has_its_id_but_no_origin()
    {
        _log.OnRows(Rows(transitions: [Transition(1, 5, "cancel", "placed", "placed")], audit: [Audit(5, "order.cancel", "7k2p-1") with { Actor = "quoter" }]));
        _log.OnRows(Rows(orders: [Order(1, "quoter")], transitions: [Transition(1, 6, "cancelled", "placed", "cancelled")], audit: [Audit(6, "order.cancelled", "7k2p-1")]));
        JsonNode[] lines = Lines();
        Assert.Equal(["order.cancel", "order.cancelled"], lines.Select(l => (string)l["event"]!));
        Assert.Equal("quoter", (string)lines[0]["actor"]!);
        Assert.Equal("7k2p-1", (string)lines[1]["order"]!);
        Assert.All(lines, l => Assert.Null(l["origin"]));
    }

    [Fact]
    public void Liquidations_and_trades_of_others_are_told()
    {
        _log.OnRows(Rows(trades: [Trade(null, 5, 0, TradeRow.Liquidation), Trade(null, 6, 0, TradeRow.External)]));
        Assert.Equal(["trade.liquidation", "trade.external"], Lines().Select(l => (string)l["event"]!));
    }

    [Fact]
    public void Connections_strategies_and_kills_are_told_when_they_change()
    {
        _log.OnPortrait(Portraits.Usual);
        _log.OnPortrait(Portraits.Usual);
        _log.OnPortrait(Portraits.Usual.Down("orders"));
        _log.OnPortrait(Portraits.Usual with { Strategies = [Portraits.Strategy("quoter") with { State = "failed", Failure = "it threw" }], Kill = new(Trading.KillState.Killing, false, 1, 0, 0, null) });
        JsonNode[] lines = Lines();
        Assert.Equal(
            ["connection.up", "connection.up", "strategy.running", "instrument.free", "breaker.closed", "kill.armed", "connection.down", "connection.up", "strategy.failed", "kill.killing"],
            lines.Select(l => (string)l["event"]!));
        Assert.Equal(("warning", "orders", "reset by peer"), ((string)lines[6]["level"]!, (string)lines[6]["connection"]!, (string)lines[6]["text"]!));
        Assert.Equal(("error", "quoter", "it threw"), ((string)lines[8]["level"]!, (string)lines[8]["strategy"]!, (string)lines[8]["text"]!));
    }

    [Fact]
    public void Alerts_are_errors_when_they_are_critical_and_news_when_they_are_over()
    {
        var notice = new AlertNotice(1, "disconnected", "market", AlertSeverity.Critical, AlertState.Firing, "down", _clock.GetUtcNow(), _clock.GetUtcNow());
        _log.OnAlert(notice);
        _log.OnAlert(notice with { State = AlertState.Resolved });
        JsonNode[] lines = Lines();
        Assert.Equal([("alert.firing", "error"), ("alert.resolved", "info")], lines.Select(l => ((string)l["event"]!, (string)l["level"]!)));
    }

    private JsonNode[] Lines()
    {
        _files.Dispose();
        return [.. File.ReadLines(Path.Combine(_folder, "bot_20261122.log")).Select(l => JsonNode.Parse(l)!)];
    }

    private static SessionRows Rows(
        OrderRow[]? orders = null, TransitionRow[]? transitions = null, TradeRow[]? trades = null, AuditEntry[]? audit = null, SignalRow[]? signals = null) =>
        new(orders ?? [], transitions ?? [], trades ?? [], [], audit ?? [], signals ?? []);

    private static string Trace(long input) => $"{Session}/{input}";

    private static OrderRow Order(long id, string strategy) =>
        new() { Journal = "7k2p", OrderId = id, SessionKey = Session, ClientOrderId = $"7k2p-{id}", Strategy = strategy, Venue = "binance-usdm", Symbol = "BTCUSDT", Side = "buy" };

    private static TransitionRow Transition(long order, long input, string what, string? from, string to) => new()
    {
        SessionKey = Session,
        Input = input,
        Journal = "7k2p",
        OrderId = order,
        AtNs = Start + input,
        Event = what,
        FromState = from,
        ToState = to,
        Price = 50_000,
        Quantity = 0.5m,
    };

    private static TradeRow Trade(long? order, long id, decimal fee, string kind = TradeRow.Fill) =>
        new() { Journal = "7k2p", OrderId = order, TradeId = id, Kind = kind, Fee = fee, Symbol = "BTCUSDT", AtNs = Start + id };

    private static AuditEntry Audit(long input, string action, string id) =>
        new() { AtNs = Start + input, Actor = "quoter", Action = action, EntityType = "order", EntityId = id, TraceId = Trace(input) };
}
