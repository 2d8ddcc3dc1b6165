using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Every endpoint of a program that trades on a simulated exchange, over HTTP, with each role, wrong tokens, bodies and versions.</summary>
public sealed partial class ControlPlaneTests(ApiSessionProcess process) : IClassFixture<ApiSessionProcess>
{
    private static readonly string[] Open = ["GET /", "GET /health", "POST /auth/login"];

    private ApiClient Admin => process.Admin;

    // As the program itself describes them.
    private IEnumerable<(string Method, string Path, JsonNode About)> Endpoints()
    {
        JsonNode document = Admin.Get("/docs/openapi.json").AssertStatus(200).Json;
        foreach ((string path, JsonNode? methods) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? about) in methods!.AsObject())
                yield return (method.ToUpperInvariant(), path, about!);
        }
    }

    private static string Filled(string path) => path.Replace("{symbol}", "ETHUSDT", StringComparison.Ordinal).Replace("{name}", "nobody-there", StringComparison.Ordinal).Replace("{id}", "999999999", StringComparison.Ordinal);

    [Fact]
    public void Nobody_comes_in_without_a_token_but_where_it_says_so()
    {
        (string Method, string Path, JsonNode About)[] all = [.. Endpoints()];
        Assert.True(all.Length > 40, $"{all.Length} endpoints");
        foreach ((string method, string path, _) in all.Where(e => !Open.Contains($"{e.Method} {e.Path}")))
        {
            process.Nobody.Send(method, Filled(path)).AssertStatus(401);
            new ApiClient(process.Url, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.").Send(method, Filled(path)).AssertStatus(401);
            new ApiClient(process.Url, Admin.Token + "x").Send(method, Filled(path)).AssertStatus(401);
        }

        foreach (string one in Open)
            Assert.NotEqual(401, process.Nobody.SendText(one.Split(' ')[0], one.Split(' ')[1], one.StartsWith('P') ? "{}" : null).Status);
        process.Nobody.Get("/docs/openapi.json").AssertStatus(401);
    }

    [Fact]
    public void A_role_does_what_it_may_and_nothing_else()
    {
        foreach ((string method, string path, JsonNode about) in Endpoints())
        {
            string text = (string)about["description"]!;
            if (text.Contains("trader", StringComparison.Ordinal) || text.Contains("admin", StringComparison.Ordinal))
                process.Viewer.Send(method, Filled(path)).AssertStatus(403);
            if (text.Contains("admin", StringComparison.Ordinal))
                process.Trader.Send(method, Filled(path)).AssertStatus(403);
        }
    }

    [Fact]
    public void Every_read_answers_with_JSON()
    {
        foreach ((string method, string path, _) in Endpoints().Where(e => e.Method == "GET" && !e.Path.StartsWith("/ws", StringComparison.Ordinal)))
        {
            ApiAnswer answer = Admin.Get(Filled(path));
            bool isOfNothing = path.Contains("{id}", StringComparison.Ordinal) || path.Contains("{name}", StringComparison.Ordinal);
            Assert.True(answer.Status == (isOfNothing ? 404 : 200) || answer.Status == 409, $"{method} {path}: {answer.Status} {answer.Text}");
            if (answer.Type != "text/plain")
                Assert.NotNull(answer.Json);
        }
    }

    [Fact]
    public void Every_write_says_what_is_wrong_with_a_body()
    {
        foreach ((string method, string path, JsonNode about) in Endpoints().Where(e => e.About["requestBody"] is not null && e.Path != "/auth/login" && !e.Path.Contains("{name}", StringComparison.Ordinal)))
        {
            string there = path.Replace("/strategies/{id}", "/strategies/market-making", StringComparison.Ordinal);
            Assert.NotNull(about["requestBody"]!["content"]!["application/json"]!["example"]);
            (string, string)[] version = method == "PUT" ? [("If-Match", "\"0\"")] : [];
            // Without a body nothing is missing where nothing has to be given: a kill kills.
            bool mustSay = (bool?)about["requestBody"]!["required"] == true;
            foreach (string wrong in (string[])[.. mustSay ? (string[])[""] : [], "{", "[]", "7", "{\"a\":1,\"a\":2}", Nested(40)])
            {
                ApiAnswer answer = Admin.SendText(method, Filled(there), wrong, headers: version);
                Assert.True(answer.Status == 400 && answer.Type == "application/problem+json", $"{method} {there} with '{wrong[..Math.Min(20, wrong.Length)]}': {answer.Status} {answer.Text}");
            }

            // What is forwarded is for the simulated exchange to judge.
            ApiAnswer unknown = Admin.Send(method, Filled(there), new JsonObject { ["no_such_field"] = 1 }, version).AssertStatus(400);
            if (path != "/exchange/faults")
                unknown.AssertField("no_such_field");
            if (path != "/risk/kill")
                Admin.SendText(method, Filled(there), "{}", "text/plain", version).AssertStatus(415);
            Admin.SendText(method, Filled(there), $"{{\"a\":\"{new string('x', 2 << 20)}\"}}", headers: version).AssertStatus(413);
        }
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    [Fact]
    public void An_order_by_hand_is_placed_once_however_often_it_is_asked_and_cancelled()
    {
        var order = new JsonObject { ["symbol"] = "ethusdt", ["side"] = "buy", ["price"] = Price(0.9m), ["quantity"] = "0.05" };
        ApiAnswer first = process.Trader.Send("POST", "/order/test", order, ("Idempotency-Key", "hand-1")).AssertStatus(201);
        ApiAnswer again = process.Trader.Send("POST", "/order/test", order, ("Idempotency-Key", "hand-1")).AssertStatus(201);
        Assert.Equal(first.Text, again.Text);
        order["quantity"] = "0.06";
        process.Trader.Send("POST", "/order/test", order, ("Idempotency-Key", "hand-1")).AssertStatus(422);
        long id = (long)first.Json["order_id"]!;
        process.Await(() => StateOf(id) == "placed", "the order's acknowledgement");
        JsonNode placed = Admin.Get($"/api/trading/orders/{id}").Json;
        Assert.Equal("operator ETHUSDT buy operator", $"{placed["strategy"]} {placed["symbol"]} {placed["side"]} {placed["reason"]}");
        JsonNode own = Admin.Get("/api/trading/orders?strategy=operator&status=live").Json;
        Assert.Equal(id, (long)Assert.Single(own["items"]!.AsArray())!["id"]!);
        process.Trader.Send("POST", "/order/cancel", new JsonObject { ["order_id"] = id, ["symbol"] = "BTCUSDT" }).AssertField("symbol");
        process.Trader.Send("POST", "/order/cancel", new JsonObject { ["order_id"] = id }).AssertStatus(202);
        process.Await(() => StateOf(id) == "cancelled", "the order's end");
        process.Trader.Send("POST", "/order/cancel", new JsonObject { ["order_id"] = id }).AssertStatus(422);
        JsonNode audit = Admin.Get("/audit?action=session.command&actor=trader").Json;
        Assert.Contains(audit["items"]!.AsArray(), e => ((string)e!["new_value"]!).Contains($"order {id} cancel", StringComparison.Ordinal));
    }

    [Fact]
    public void A_position_by_hand_is_closed_by_its_order()
    {
        decimal before = process.Venue.Position("BTCUSDT");
        process.Trader.Send("POST", "/strategies/market-making/stop").AssertStatus(200);
        try
        {
            var order = new JsonObject { ["symbol"] = "BTCUSDT", ["side"] = "buy", ["price"] = Price(1.02m, "BTCUSDT"), ["quantity"] = "0.01" };
            process.Await(() => (int)Admin.Get("/bot/status").Json["orders_live"]! == 0, "no orders");
            before = process.Venue.Position("BTCUSDT");
            long id = (long)process.Trader.Send("POST", "/order/test", order).AssertStatus(201).Json["order_id"]!;
            process.Await(() => StateOf(id) == "filled", "the order's fill");
            Assert.Equal(before + 0.01m, process.Venue.Position("BTCUSDT"));
            Assert.NotEmpty(Admin.Get($"/api/trading/orders/{id}").Json["fills"]!.AsArray());
            process.Trader.Send("POST", $"/api/trading/orders/{id}/close", new JsonObject { ["flatten"] = true }).AssertStatus(202);
            process.Await(() => process.Venue.Position("BTCUSDT") == before, "the position's end");
            process.Await(() => Admin.Get("/api/trading/orders?strategy=operator&status=filled").Json["items"]!.AsArray().Any(o => (long)o!["id"]! > id), "the closing order's fill");
            JsonNode closing = Admin.Get("/api/trading/orders?strategy=operator&status=filled").Json["items"]![0]!, closed = Admin.Get($"/api/trading/orders/{id}").Json;
            // Whatever the market does now.
            Assert.Equal(0.01m * ((decimal)closing["average_price"]! - (decimal)closed["average_price"]!) - (decimal)closed["fees"]!, (decimal)closed["pnl"]!);
            Assert.Equal(0.01m, (decimal)closed["closed"]!);
            Assert.Equal(-(decimal)closing["fees"]!, (decimal)Admin.Get($"/api/trading/orders/{closing["id"]}").Json["pnl"]!);
            JsonNode again = process.Trader.Send("POST", $"/api/trading/orders/{id}/close", new JsonObject { ["flatten"] = true }).AssertStatus(202).Json;
            Assert.Equal((false, 0m), ((bool)again["asked"]!, (decimal)again["quantity"]!));
        }
        finally
        {
            process.Trader.Send("POST", "/strategies/market-making/start").AssertStatus(200);
        }
    }

    [Fact]
    public void Why_the_venue_refused_an_order_stands_on_it_in_its_history_and_in_the_audit_log()
    {
        var order = new JsonObject { ["symbol"] = "ETHUSDT", ["side"] = "buy", ["price"] = Price(0.9m), ["quantity"] = "5000000" };
        long id = (long)process.Trader.Send("POST", "/order/test", order).AssertStatus(201).Json["order_id"]!;
        process.Await(() => StateOf(id) == "rejected", "the order's refusal");
        JsonNode refused = Admin.Get($"/api/trading/orders/{id}").Json;
        Assert.Contains("-4005: Quantity greater than max quantity", (string)refused["reason_text"]!, StringComparison.Ordinal);
        Assert.StartsWith("-4005: ", (string)refused["history"]!.AsArray()[^1]!["reason_text"]!, StringComparison.Ordinal);
        JsonNode audit = Admin.Get("/audit?action=order.rejected&entity_type=order").Json;
        Assert.Contains(audit["items"]!.AsArray(), e => ((string?)e!["error"])?.Contains("-4005", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void The_account_is_told_by_asset_and_what_a_look_that_was_asked_for_found()
    {
        JsonNode wallet = Admin.Get("/trading/balance").Json["wallets"]!.AsArray().First(w => (string)w!["asset"]! == "USDT")!;
        Assert.True((decimal)wallet["wallet"]! > 0 && (decimal)wallet["available"]! > 0 && (decimal)wallet["margin"]! >= 0, wallet.ToJsonString());
        process.Trader.Send("POST", "/api/monitoring/recovery/trigger").AssertStatus(202);
        JsonNode? look = null;
        process.Await(() => (look = Admin.Get("/api/monitoring/recovery/status").Json["last_look"])?["done_ns"] is not null, "the look's end");
        Assert.True((long)look!["done_ns"]! >= (long)look["asked_ns"]!);
        Assert.NotNull(look["differences"]);
    }

    [Fact]
    public void The_audit_log_is_searched_by_time_and_kind_in_this_session_and_in_the_database()
    {
        process.Await(() => (int)Admin.Get("/audit?entity_type=order&sessions=all").AssertStatus(200).Json["total"]! > 0, "the database");
        JsonNode newest = Admin.Get("/audit?entity_type=order&limit=1").AssertStatus(200).Json["items"]![0]!;
        // This session's by the clock on the wall, those of the database by the sessions' own.
        long recorded = (long)newest["recorded_ns"]!, at = (long)newest["at_ns"]!;
        Assert.All(Admin.Get($"/audit?entity_type=order&to={recorded}").Json["items"]!.AsArray(), e => Assert.True((long)e!["recorded_ns"]! < recorded));
        Assert.All(Admin.Get($"/audit?from={recorded}").Json["items"]!.AsArray(), e => Assert.True((long)e!["recorded_ns"]! >= recorded));
        Assert.True((int)Admin.Get($"/audit?from={recorded}&to={recorded + 1}&entity_type=order").Json["total"]! > 0);
        Assert.All(Admin.Get($"/audit?from={at}&sessions=all&action=order.").Json["items"]!.AsArray(), e => Assert.True((long)e!["at_ns"]! >= at && ((string)e["action"]!).StartsWith("order.", StringComparison.Ordinal)));
        Admin.Get("/audit?from=noon").AssertField("from");
        Assert.Equal(0, (int)Admin.Get("/audit?from=2199-01-01&sessions=all").AssertStatus(200).Json["total"]!);
    }

    [Fact]
    public void The_description_lists_the_answers_of_each_endpoint_and_an_example_of_each_read()
    {
        JsonNode document = Admin.Get("/docs/openapi.json").Json;
        Assert.NotNull(document["components"]!["schemas"]!["Problem"]);
        foreach ((string method, string path, JsonNode about) in Endpoints().Where(e => !e.Path.StartsWith("/ws", StringComparison.Ordinal)))
        {
            string[] codes = [.. about["responses"]!.AsObject().Select(r => r.Key)];
            Assert.Contains("400", codes);
            Assert.Equal(path.Contains('{', StringComparison.Ordinal), codes.Contains("404"));
            foreach (string problem in codes.Where(c => c[0] is '4' or '5'))
                Assert.NotNull(about["responses"]![problem]!["content"]!["application/problem+json"]);
            if (method == "GET" && path != "/metrics")
                Assert.True(about["responses"]!["200"]!["content"]!["application/json"]!["example"] is not null, path);
        }

        Assert.Equal(["201"], Successes("/order/test", "post"));
        Assert.Equal(["202"], Successes("/sweeps", "post"));
        JsonNode removal = document["paths"]!["/users/{name}"]!["delete"]!;
        Assert.Contains(removal["parameters"]!.AsArray(), p => (string)p!["name"]! == "If-Match");
        Assert.NotNull(removal["responses"]!["428"]);

        string[] Successes(string path, string method) => [.. document["paths"]![path]![method]!["responses"]!.AsObject().Select(r => r.Key).Where(k => k[0] == '2')];
    }

    [Theory]
    [InlineData("symbol", "\"XYZUSDT\"")]
    [InlineData("side", "\"hold\"")]
    [InlineData("price", "-1")]
    [InlineData("price", "1e400")]
    [InlineData("price", "\"1,5\"")]
    [InlineData("price", "1000.00001")]
    [InlineData("quantity", "0")]
    [InlineData("quantity", "0.00001")]
    [InlineData("quantity", "null")]
    [InlineData("api_key", "\"k\"")]
    [InlineData("account", "\"another\"")]
    public void A_wrong_order_names_its_field_and_nothing_is_sent(string field, string value)
    {
        var order = new JsonObject { ["symbol"] = "ETHUSDT", ["side"] = "buy", ["price"] = "1000", ["quantity"] = "0.05" };
        order[field] = JsonNode.Parse(value);
        process.Trader.Send("POST", "/order/test", order).AssertField(field);
    }

    [Fact]
    public void Limits_change_for_those_who_saw_them_all_or_none()
    {
        var change = new JsonObject { ["account"] = new JsonObject { ["max_order"] = "7" } };
        string tag = Admin.Get("/risk/limits").AssertStatus(200).Tag!;
        Admin.Send("PUT", "/risk/limits", change).AssertStatus(428);
        Admin.Send("PUT", "/risk/limits", change, ("If-Match", "\"0\"")).AssertStatus(412);
        ApiAnswer changed = Admin.Send("PUT", "/risk/limits", change, ("If-Match", tag)).AssertStatus(200);
        Assert.Equal("7", (string)changed.Json["account"]!["max_order"]!);
        Admin.Send("PUT", "/risk/limits", change, ("If-Match", tag)).AssertStatus(412);
        var half = new JsonObject { ["account"] = new JsonObject { ["max_order"] = "8", ["max_position"] = "much" } };
        Admin.Send("PUT", "/risk/limits", half, ("If-Match", changed.Tag!)).AssertField("account.max_position");
        Assert.Equal("7", (string)Admin.Get("/risk/limits").Json["account"]!["max_order"]!);
        Admin.Send("PUT", "/risk/limits", new JsonObject { ["account"] = new JsonObject { ["max_order"] = null } }, ("If-Match", changed.Tag!)).AssertStatus(200);
        Assert.Null(Admin.Get("/risk/limits").Json["account"]!["max_order"]);
    }

    [Fact]
    public void Parameters_change_while_the_strategy_runs()
    {
        string path = "/strategies/market-making/parameters";
        ApiAnswer before = Admin.Get(path);
        process.Trader.Send("PUT", path, new JsonObject { ["spread"] = "many" }, ("If-Match", before.Tag!)).AssertField("spread");
        ApiAnswer after = process.Trader.Send("PUT", path, new JsonObject { ["spread"] = "3.5" }, ("If-Match", before.Tag!)).AssertStatus(200);
        Assert.NotEqual(before.Tag, after.Tag);
        Assert.Equal("3.5", (string)Admin.Get(path).Json["items"]!.AsArray().First(p => (string)p!["name"]! == "spread")!["value"]!);
        process.Trader.Send("PUT", path, new JsonObject { ["spread"] = "4" }, ("If-Match", before.Tag!)).AssertStatus(412);
    }

    [Fact]
    public void A_kill_leaves_no_order_at_the_venue_until_it_is_armed()
    {
        process.Trader.Send("POST", "/risk/kill", new JsonObject { ["flatten"] = false }).AssertStatus(200);
        process.Await(() => process.Venue.OpenOrders == 0, "no orders");
        Assert.Equal("killed", (string)Admin.Get("/bot/status").Json["state"]!);
        process.Await(() => (string?)process.Nobody.Get("/health").Json["status"] == "degraded", "its health");
        process.Trader.Send("POST", "/order/test", new JsonObject { ["symbol"] = "ETHUSDT", ["side"] = "buy", ["price"] = Price(0.9m), ["quantity"] = "0.05" }).AssertStatus(422);
        process.Trader.Send("POST", "/risk/arm").AssertStatus(200);
        process.Await(() => process.Venue.OpenOrders > 0, "orders again");
    }

    [Fact]
    public void Stopped_strategies_have_no_orders_and_started_ones_do()
    {
        process.Trader.Send("POST", "/bot/stop").AssertStatus(200);
        process.Await(() => (int)Admin.Get("/bot/status").Json["orders_live"]! == 0, "no orders");
        Assert.Equal("paused", (string)Admin.Get("/strategies/status").Json["market-making"]!);
        process.Trader.Send("POST", "/bot/start").AssertStatus(200);
        process.Await(() => (int)Admin.Get("/bot/status").Json["orders_live"]! > 0, "orders again");
        process.Trader.Send("POST", "/strategies/nobody/start").AssertStatus(404);
    }

    [Fact]
    public void Wrong_passwords_lock_out_a_user_and_another_password_ends_the_tokens()
    {
        const string First = "a-first-password", Second = "a-second-password";
        Admin.Send("POST", "/users", new JsonObject { ["username"] = "eve", ["password"] = First, ["role"] = "viewer" }).AssertStatus(201);
        Admin.Send("POST", "/users", new JsonObject { ["username"] = "eve", ["password"] = First, ["role"] = "viewer" }).AssertStatus(409);
        ApiClient eve = process.Login("eve", First), other = process.Login("eve", First);
        ApiAnswer changed = eve.Send("POST", "/auth/change-password", new JsonObject { ["old_password"] = First, ["new_password"] = Second }).AssertStatus(200);
        other.Get("/auth/verify").AssertStatus(401);
        var fresh = new ApiClient(process.Url, (string)changed.Json["token"]!);
        fresh.Get("/auth/verify").AssertStatus(200);
        fresh.Send("POST", "/auth/logout").AssertStatus(200);
        fresh.Get("/auth/verify").AssertStatus(401);
        int status = 0;
        for (int i = 0; i < 8 && status != 429; i++)
            status = process.Nobody.Send("POST", "/auth/login", new JsonObject { ["username"] = "eve", ["password"] = $"a-wrong-password-{i}" }).Status;
        Assert.Equal(429, status);
        process.Nobody.Send("POST", "/auth/login", new JsonObject { ["username"] = "eve", ["password"] = Second }).AssertStatus(429);
        ApiAnswer user = Admin.Get("/users/eve").AssertStatus(200);
        Admin.Send("PUT", "/users/eve/role", new JsonObject { ["role"] = "trader" }, ("If-Match", "\"0\"")).AssertStatus(412);
        Admin.Send("PUT", "/users/eve/role", new JsonObject { ["role"] = "trader" }, ("If-Match", user.Tag!)).AssertStatus(200);
        Admin.Send("DELETE", "/users/eve", null, ("If-Match", Admin.Get("/users/eve").Tag!)).AssertStatus(200);
        Admin.Send("DELETE", "/users/admin", null, ("If-Match", Admin.Get("/users/admin").Tag!)).AssertStatus(409);
    }

    [Fact]
    public void Lists_come_in_pages()
    {
        process.Await(() => (int)Admin.Get("/api/trading/orders").Json["total"]! > 3, "a few orders");
        JsonNode first = Admin.Get("/api/trading/orders?limit=2").Json, second = Admin.Get("/api/trading/orders?limit=2&offset=2").Json;
        Assert.Equal((2, 2), (first["items"]!.AsArray().Count, (int)second["offset"]!));
        foreach (string wrong in (string[])["limit=0", "limit=1001", "limit=x", "offset=-1"])
            Admin.Get($"/api/trading/orders?{wrong}").AssertField(wrong.Split('=')[0]);
        Admin.Get("/api/trading/orders?status=odd").AssertField("status");
    }

    [Theory]
    [InlineData("/data/orderbook/..%2f..%2fetc%2fpasswd")]
    [InlineData("/data/orderbook/%00")]
    [InlineData("/data/orderbook/%1b%5b31m")]
    [InlineData("/strategies/..%2f..%2fx")]
    [InlineData("/api/trading/orders/-1")]
    [InlineData("/api/trading/orders/99999999999999999999")]
    [InlineData("/nothing/here")]
    public void Odd_paths_are_not_found_and_are_not_repeated_to_anybody(string path)
    {
        ApiAnswer answer = Admin.Get(path);
        Assert.True(answer.Status is 404 or 400, $"{answer.Status}");
        Assert.DoesNotContain("passwd", answer.Text);
        Assert.DoesNotContain("\u001b", answer.Text + process.Errors);
    }

    [Fact]
    public void Other_peoples_pages_are_refused()
    {
        Admin.Send("GET", "/bot/status", null, ("Origin", "https://evil.example")).AssertStatus(403);
        Admin.Send("GET", "/bot/status", null, ("Host", "evil.example")).AssertStatus(421);
        Admin.Send("GET", "/bot/status", null, ("Origin", process.Url)).AssertStatus(200);
    }

    // What looks on hears of an order a moment after it was placed.
    private string? StateOf(long order) => Admin.Get($"/api/trading/orders/{order}") is { Status: 200 } known ? (string?)known.Json["status"] : null;

    // Of the touch, in whole ticks.
    private string Price(decimal factor, string symbol = "ETHUSDT")
    {
        decimal bid = 0;
        process.Await(() => (bid = (decimal?)Admin.Get($"/data/metrics/{symbol}").Json["bid"] ?? 0) > 0, "a book");
        return decimal.Round(bid * factor, 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
