using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Touchline.EndToEnd.Tests;

/// <summary>A stored market maker on the simulated Binance whose code is changed over HTTP while it trades; afterwards the exchange's own list of orders is looked at.</summary>
public sealed class HotReloadTests(ApiSessionProcess process, ITestOutputHelper output) : IClassFixture<ApiSessionProcess>
{
    private const string Id = "hot", Symbol = "BTCUSDT";

    private const long NearMs = 2_000;

    private readonly ApiClient _admin = process.Admin;
    private long _keptAtMs;

    [Fact]
    public void Its_code_is_changed_while_it_trades_and_no_order_is_unmanaged_or_doubled()
    {
        _admin.Send("POST", "/strategies", new JsonObject { ["id"] = Id, ["name"] = "Hot", ["symbol"] = Symbol, ["code"] = Quoter(away: 20) }).AssertStatus(201);
        process.Trader.Send("POST", $"/strategies/{Id}/start").AssertStatus(403);
        Assert.Equal("running", (string)_admin.Send("POST", $"/strategies/{Id}/start").AssertStatus(200).Json["state"]!);
        process.Await(() => Orders().Count > 6, "orders of the first version");

        Reload(Quoter(away: 12), "keep", "done");
        // The trial of 5 s began with the take-over.
        _keptAtMs = (long)Strategy()["replacement"]!["since"]! / 1_000_000 - 5_000;
        long after = Orders().Count;
        process.Await(() => Orders().Count > after + 4, "orders of the second version");
        JsonNode second = Strategy();
        Assert.StartsWith("2-", (string)second["version"]!, StringComparison.Ordinal);
        Assert.Equal(("done", "keep"), ((string)second["replacement"]!["stage"]!, (string)second["replacement"]!["position"]!));

        // One that fails is followed by the one before, whose orders stand.
        Reload("class Broken : Strategy { public override void OnTakeOver() => throw new InvalidOperationException(\"it broke\"); }", "keep", "brought_back");
        Assert.Equal(("running", (string)second["version"]!), ((string)Strategy()["state"]!, (string)Strategy()["version"]!));
        _admin.Send("PUT", $"/strategies/{Id}/code", new JsonObject { ["code"] = "class A : Strategy { int x = \"a\"; }" }, ("If-Match", "*")).AssertStatus(200);
        Assert.Contains("CS0029", (string)_admin.Send("POST", $"/strategies/{Id}/reload").AssertStatus(422).Json["detail"]!, StringComparison.Ordinal);

        Reload(Quoter(away: 16), "close", "done");
        process.Await(() => (int)Strategy()["orders_live"]! >= 2, "orders of the last version");
        _admin.Send("DELETE", $"/strategies/{Id}").AssertStatus(409);
        process.Trader.Send("POST", $"/strategies/{Id}/stop", new JsonObject { ["position"] = "close" }).AssertStatus(200);
        process.Await(() => (int)Strategy()["orders_live"]! == 0 && Strategy()["positions"]!.AsArray().Count == 0, "its end");
        LookAtTheExchange();
        _admin.Send("DELETE", $"/strategies/{Id}").AssertStatus(200);
        foreach (string command in (string[])[$"start {Id} 1-", "replace 2 2-", "stop 2 close"])
            process.Await(() => _admin.Get("/audit?action=session.command&actor=admin&limit=1000").Text.Contains(command, StringComparison.Ordinal) || _admin.Get("/audit?action=session.command&actor=trader&limit=1000").Text.Contains(command, StringComparison.Ordinal), command);
    }

    private static string Quoter(int away) => $$"""
        class Quoter : Strategy
        {
            public override void OnBook(int instrument)
            {
                Instrument traded = Context.Instruments[instrument];
                BookView book = Context.Book(instrument);
                if (traded.Symbol != "{{Symbol}}" || !book.IsTwoSided)
                    return;
                Quantity size = traded.WholeLots(0.005m);
                double away = {{away}} * traded.TickUnits;
                Context.Quote(instrument, [new Quote(traded.TickAtOrBelow(book.Mid - away), size)], [new Quote(traded.TickAtOrAbove(book.Mid + away), size)]);
            }
        }
        """;

    private JsonNode Strategy() => _admin.Get($"/strategies/{Id}").AssertStatus(200).Json;

    private JsonArray Orders() => _admin.Get($"/api/trading/orders?strategy={Id}&limit=1000").AssertStatus(200).Json["items"]!.AsArray();

    private void Reload(string code, string position, string stage)
    {
        _admin.Send("PUT", $"/strategies/{Id}/code", new JsonObject { ["code"] = code }, ("If-Match", "*")).AssertStatus(200);
        ApiAnswer begun = _admin.Send("POST", $"/strategies/{Id}/reload", new JsonObject { ["position"] = position }).AssertStatus(200);
        Assert.Equal("warming_up", (string)begun.Json["replacement"]!["stage"]!);
        process.Await(() => (string)Strategy()["replacement"]!["stage"]! == stage, $"stage {stage}: {Strategy().ToJsonString()}");
    }

    private void LookAtTheExchange()
    {
        JsonElement[] theirs = [.. process.Venue.All($"/fapi/v1/allOrders?symbol={Symbol}", "orderId", "orderId")];
        string[] ids = [.. theirs.Select(o => o.GetProperty("clientOrderId").GetString()!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        // All that is there the session knows: of this strategy or of the one beside it.
        HashSet<string> known = [.. _admin.Get($"/api/trading/orders?symbol={Symbol}&limit=1000").AssertStatus(200).Json["items"]!.AsArray().Select(o => (string)o!["client_order_id"]!)];
        Assert.All(ids, id => Assert.Contains(id, known));
        HashSet<string> own = [.. Orders().Select(o => (string)o!["client_order_id"]!)];
        JsonElement[] quotes = [.. theirs.Where(o => own.Contains(o.GetProperty("clientOrderId").GetString()!) && o.GetProperty("type").GetString() == "LIMIT")];
        Assert.True(quotes.Length > 10, $"{quotes.Length} orders are too few to mean anything");
        Assert.DoesNotContain(quotes, o => o.GetProperty("status").GetString() is "NEW" or "PARTIALLY_FILLED");
        foreach (string side in (string[])["BUY", "SELL"])
        {
            (int most, long pause, long keptPause) = Stood([.. quotes.Where(o => o.GetProperty("side").GetString() == side).Select(o => (o.GetProperty("time").GetInt64(), o.GetProperty("updateTime").GetInt64()))]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side}: {quotes.Length} orders, at most {most} at once, the longest without one {pause} ms, {keptPause} ms within {NearMs} ms of the take-over that kept them"));
            // One is wanted; the next may be there before the last one's end is told.
            Assert.InRange(most, 1, 2);
        }
    }

    // How many stood at once at most, and the longest time without any between the first and the last.
    private (int Most, long PauseMs, long KeptPauseMs) Stood((long From, long To)[] orders)
    {
        int most = 0, now = 0;
        long pause = 0, kept = 0, since = -1;
        foreach ((long at, int change) in orders.SelectMany(o => new[] { (At: o.From, Change: 1), (At: o.To, Change: -1) }).OrderBy(e => e.At).ThenBy(e => e.Change))
        {
            if (now == 0 && since >= 0)
            {
                pause = Math.Max(pause, at - since);
                if (since < _keptAtMs + NearMs && at > _keptAtMs - NearMs)
                    kept = Math.Max(kept, at - since);
            }

            now += change;
            most = Math.Max(most, now);
            since = at;
        }

        return (most, pause, kept);
    }
}
