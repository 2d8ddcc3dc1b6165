using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Stored market makers on the simulated Binance whose code is changed over HTTP while they trade; afterwards the exchange's own list of orders is looked at.</summary>
public sealed class HotReloadTests(ApiSessionProcess process) : IClassFixture<ApiSessionProcess>
{
    private const string Btc = "BTCUSDT", Eth = "ETHUSDT";

    // A look at thousands of orders.
    private const int RestMs = 500;

    private readonly ApiClient _admin = process.Admin;

    // The orders that there were before each replacement.
    private readonly List<(string Strategy, HashSet<string> Before)> _swaps = [];

    [Fact]
    public void Its_code_is_changed_while_it_trades_and_no_order_is_unmanaged_or_doubled()
    {
        const string Id = "hot";
        Begin(Id, Btc, "engine");
        process.Trader.Send("POST", $"/strategies/{Id}/start").AssertStatus(403);
        Start(Id, "");
        Reload(Id, Quoter(Btc, away: 12), "keep", "done");
        // The trial of 5 s began with the take-over.
        long keptAt = SinceOf(Id) - 5_000_000_000;
        AwaitOrders(Id);
        JsonNode second = Strategy(Id);
        Assert.StartsWith("2-", (string)second["version"]!, StringComparison.Ordinal);
        Assert.Equal(("done", "keep"), ((string)second["replacement"]!["stage"]!, (string)second["replacement"]!["position"]!));

        // One that fails is followed by the one before, whose orders stand.
        Reload(Id, "class Broken : Strategy { public override void OnTakeOver() => throw new InvalidOperationException(\"it broke\"); }", "keep", "brought_back");
        long broughtBackAt = SinceOf(Id);
        Assert.Equal(("running", (string)second["version"]!), ((string)Strategy(Id)["state"]!, (string)Strategy(Id)["version"]!));
        AwaitOrders(Id);
        _admin.Send("PUT", $"/strategies/{Id}/code", new JsonObject { ["code"] = "class A : Strategy { int x = \"a\"; }" }, ("If-Match", "*")).AssertStatus(200);
        Assert.Contains("CS0029", (string)_admin.Send("POST", $"/strategies/{Id}/reload").AssertStatus(422).Json["detail"]!, StringComparison.Ordinal);

        Reload(Id, Quoter(Btc, away: 16), "close", "done");
        AwaitOrders(Id);
        _admin.Send("DELETE", $"/strategies/{Id}").AssertStatus(409);
        StopAndLook(Id, Btc);
        foreach (long at in (long[])[keptAt, broughtBackAt])
            AssertWentOn(Id, at);
        _admin.Send("DELETE", $"/strategies/{Id}").AssertStatus(200);
        foreach (string command in (string[])[$"start {Id} 1-", "replace ", "stop "])
            process.Await(() => new[] { "admin", "trader" }.Any(who => _admin.Get($"/audit?action=session.command&actor={who}&limit=1000").Text.Contains(command, StringComparison.Ordinal)), command);
    }

    [Fact]
    public void One_in_a_thread_or_process_of_its_own_is_followed_by_another_and_by_one_in_the_engine_and_none_quotes_beside_the_other()
    {
        // Both at once: the trial of each takes half a minute.
        (string Id, string Symbol, string Thread)[] all = [("hot-own", Btc, "own"), ("hot-process", Eth, "process")];
        foreach ((string id, string symbol, string thread) in all)
            Begin(id, symbol, thread);
        foreach ((string id, _, string thread) in all)
            Start(id, $"-{thread}");
        foreach ((string id, string symbol, _) in all)
            BeginReload(id, Quoter(symbol, away: 12), "keep");
        foreach ((string id, _, string thread) in all)
        {
            AwaitStage(id, "done");
            Assert.EndsWith($"-{thread}", (string)Strategy(id)["version"]!, StringComparison.Ordinal);
            AwaitOrders(id);
        }

        foreach ((string id, string symbol, _) in all)
        {
            _admin.Send("PUT", $"/strategies/{id}/metadata", new JsonObject { ["thread"] = "engine" }, ("If-Match", "*")).AssertStatus(200);
            BeginReload(id, Quoter(symbol, away: 16), "keep");
        }

        foreach ((string id, string symbol, string thread) in all)
        {
            AwaitStage(id, "done");
            Assert.DoesNotContain(thread, (string)Strategy(id)["version"]!, StringComparison.Ordinal);
            AwaitOrders(id);
            StopAndLook(id, symbol);
            _admin.Send("DELETE", $"/strategies/{id}").AssertStatus(200);
        }
    }

    // Wants one quote a side, so small that less of it is less than the exchange takes: a second one never stands beside what is left of the first.
    private static string Quoter(string symbol, int away) => $$"""
        class Quoter : Strategy
        {
            public override void OnBook(int instrument)
            {
                Instrument traded = Context.Instruments[instrument];
                BookView book = Context.Book(instrument);
                if (traded.Symbol != "{{symbol}}" || !book.IsTwoSided)
                    return;
                Quantity size = traded.WholeLots({{(symbol == Btc ? "0.002m" : "0.008m")}});
                double away = {{away}} * traded.TickUnits;
                Context.Quote(instrument, [new Quote(traded.TickAtOrBelow(book.Mid - away), size)], [new Quote(traded.TickAtOrAbove(book.Mid + away), size)]);
            }
        }
        """;

    private JsonNode Strategy(string id) => _admin.Get($"/strategies/{id}").AssertStatus(200).Json;

    private long SinceOf(string id) => (long)Strategy(id)["replacement"]!["since"]!;

    private List<JsonNode> Orders(string which)
    {
        const int Page = 1000;
        List<JsonNode> all = [];
        for (bool goesOn = true; goesOn;)
        {
            JsonArray items = _admin.Get($"/api/trading/orders?{which}&limit={Page}&offset={all.Count}").AssertStatus(200).Json["items"]!.AsArray();
            all.AddRange(items!);
            goesOn = items.Count == Page;
        }

        return all;
    }

    private void Begin(string id, string symbol, string thread)
    {
        _admin.Send("POST", "/strategies", new JsonObject { ["id"] = id, ["name"] = "Hot", ["symbol"] = symbol, ["code"] = Quoter(symbol, away: 20) }).AssertStatus(201);
        _admin.Send("PUT", $"/strategies/{id}/metadata", new JsonObject { ["thread"] = thread }, ("If-Match", "*")).AssertStatus(200);
    }

    private void Start(string id, string place)
    {
        ApiAnswer started = _admin.Send("POST", $"/strategies/{id}/start").AssertStatus(200);
        Assert.Equal("running", (string)started.Json["state"]!);
        Assert.EndsWith(place, (string)started.Json["version"]!, StringComparison.Ordinal);
        _swaps.Add((id, []));
        AwaitOrders(id);
    }

    private void Reload(string id, string code, string position, string stage)
    {
        BeginReload(id, code, position);
        AwaitStage(id, stage);
    }

    private void BeginReload(string id, string code, string position)
    {
        _admin.Send("PUT", $"/strategies/{id}/code", new JsonObject { ["code"] = code }, ("If-Match", "*")).AssertStatus(200);
        ApiAnswer begun = _admin.Send("POST", $"/strategies/{id}/reload", new JsonObject { ["position"] = position }).AssertStatus(200);
        Assert.Equal("warming_up", (string)begun.Json["replacement"]!["stage"]!);
    }

    // All that the version before placed was placed before this.
    private void AwaitStage(string id, string stage)
    {
        process.Await(() => (string)Strategy(id)["replacement"]!["stage"]! == stage, $"stage {stage}: {Strategy(id).ToJsonString()}", RestMs);
        _swaps.Add((id, [.. Orders($"strategy={id}").Select(ClientId)]));
    }

    // The version that sits there now quotes: each side has had another order since.
    private void AwaitOrders(string id)
    {
        HashSet<string> before = _swaps.Last(s => s.Strategy == id).Before;
        process.Await(() => new[] { "buy", "sell" }.All(side => Orders($"strategy={id}").Count(o => (string)o["side"]! == side && !before.Contains(ClientId(o))) >= 2), $"orders of {id}: {Strategy(id).ToJsonString()}", RestMs);
    }

    private static string ClientId(JsonNode order) => (string)order["client_order_id"]!;

    private void StopAndLook(string id, string symbol)
    {
        process.Trader.Send("POST", $"/strategies/{id}/stop", new JsonObject { ["position"] = "close" }).AssertStatus(200);
        process.Await(() => (int)Strategy(id)["orders_live"]! == 0 && Strategy(id)["positions"]!.AsArray().Count == 0, "its end");
        JsonElement[] theirs = [.. process.Venue.All($"/fapi/v1/allOrders?symbol={symbol}", "orderId", "orderId")];
        string[] ids = [.. theirs.Select(o => o.GetProperty("clientOrderId").GetString()!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        // All that is there the session knows: of this strategy or of one beside it.
        process.Await(() => Orders($"symbol={symbol}").Select(ClientId).ToHashSet().IsSupersetOf(ids), $"the session's word of {ids.Length} orders");
        HashSet<string> own = [.. Orders($"strategy={id}").Select(ClientId)];
        JsonElement[] quotes = [.. theirs.Where(o => own.Contains(o.GetProperty("clientOrderId").GetString()!) && o.GetProperty("type").GetString() == "LIMIT")];
        Assert.DoesNotContain(quotes, o => o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED");
        foreach (string side in (string[])["BUY", "SELL"])
            AssertOneAfterTheOther([.. quotes.Where(o => o.GetProperty("side").GetString() == side).OrderBy(o => o.GetProperty("orderId").GetInt64())]);
    }

    // Each had ended when the next one was placed, so with the first order of a version none of the version before was left; and there are such of every version, on this side.
    private static void AssertOneAfterTheOther(JsonElement[] quotes)
    {
        Assert.True(quotes.Length >= 6, $"{quotes.Length} orders are too few to mean anything");
        for (int i = 1; i < quotes.Length; i++)
            Assert.True(quotes[i - 1].GetProperty("updateTime").GetInt64() <= quotes[i].GetProperty("time").GetInt64(), $"two at once: {quotes[i - 1]} and {quotes[i]}");
    }

    // Quotes that stood at a take-over went on standing: the next that was asked of one is another price, not its end.
    private void AssertWentOn(string id, long atNs)
    {
        JsonNode[] stood = [.. Orders($"strategy={id}").Where(o => (long)o["placed_ns"]! < atNs && (long)o["ended_ns"]! > atNs)];
        Assert.NotEmpty(stood);
        string[] next = [.. stood.Select(o => _admin.Get($"/api/trading/orders/{(long)o["id"]!}").AssertStatus(200).Json["history"]!.AsArray()
            .Where(s => (long)s!["at_ns"]! >= atNs && (string)s["event"]! is "amend" or "cancel" or "fill").OrderBy(s => (long)s!["at_ns"]!).Select(s => (string)s!["event"]!).First())];
        Assert.Contains(next, e => e is "amend" or "fill");
        Assert.DoesNotContain("cancel", next);
    }
}
