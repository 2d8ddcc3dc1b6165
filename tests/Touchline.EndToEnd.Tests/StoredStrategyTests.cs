using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Strategies as text over HTTP, beside a session that trades one of them.</summary>
public sealed class StoredStrategyTests(PaperApiProcess process) : IClassFixture<PaperApiProcess>
{
    private const int Requests = 200, Ids = 8;

    // As often as one who is sent away comes again.
    private const int MostTries = 50;

    private const string Code = "class Idle : Strategy\r\n{\n\t// grüße \U0001F600\n}\n";

    [Fact]
    public void Admins_keep_strategies_traders_read_them_and_viewers_see_that_they_are_there()
    {
        foreach (ApiClient lesser in (ApiClient[])[process.Viewer, process.Trader])
            lesser.Send("POST", "/strategies", Body("own", Code)).AssertStatus(403);
        ApiAnswer made = process.Admin.Send("POST", "/strategies", Body("own", Code)).AssertStatus(201);
        Assert.Equal((Code, made.Tag), ((string)process.Trader.Get("/strategies/own").Json["code"]!, process.Trader.Get("/strategies/own").Tag));
        Assert.Null(process.Viewer.Get("/strategies/own").AssertStatus(200).Json["code"]);
        process.Viewer.Get("/strategies/own/versions/1").AssertStatus(403);
        Assert.Contains(process.Viewer.Get("/strategies").AssertStatus(200).Json["items"]!.AsArray(), s => (string)s!["id"]! == "own" && (string)s["stored"]!["name"]! == "A name");

        foreach ((string method, string path, JsonNode? body) in Changes())
        {
            foreach (ApiClient lesser in (ApiClient[])[process.Viewer, process.Trader])
                lesser.Send(method, $"/strategies/own{path}", body?.DeepClone(), ("If-Match", "*")).AssertStatus(403);
        }

        process.Admin.Send("PUT", "/strategies/own/code", new JsonObject { ["code"] = "// 2" }).AssertStatus(428);
        ApiAnswer second = process.Admin.Send("PUT", "/strategies/own/code", new JsonObject { ["code"] = "// 2" }, ("If-Match", made.Tag!)).AssertStatus(200);
        process.Admin.Send("PUT", "/strategies/own/metadata", new JsonObject { ["enabled"] = true }, ("If-Match", made.Tag!)).AssertStatus(412);
        process.Admin.Send("PUT", "/strategies/own/metadata", new JsonObject { ["enabled"] = true }, ("If-Match", second.Tag!)).AssertStatus(200);
        // As another program reads it.
        JsonNode shown = JsonNode.Parse(process.Run("strategy", "show", "own", "--json").Output)!;
        Assert.Equal(("// 2", 2, true), ((string)shown["code"]!, (int)shown["version"]!, (bool)shown["enabled"]!));
        Assert.Equal(Code, process.Run("strategy", "show", "own", "--version", "1").Output);
        process.Admin.Send("DELETE", "/strategies/own").AssertStatus(200);
        process.Admin.Get("/strategies/own").AssertStatus(404);
        foreach (string action in (string[])["create", "code", "metadata", "delete"])
            Patience.Await(() => process.Admin.Get($"/audit?action=strategy.{action}&actor=admin").Json["items"]!.AsArray().Any(e => (string)e!["entity_id"]! == "own" && (bool)e["success"]!), $"the audit's {action}");
    }

    [Fact]
    public void The_one_that_trades_is_one_item_changes_and_stays()
    {
        JsonNode item = Assert.Single(process.Viewer.Get("/strategies").Json["items"]!.AsArray(), s => (string)s!["id"]! == PaperApiProcess.Keeper)!;
        Assert.Equal(("running", "csharp"), ((string)item["state"]!, (string)item["stored"]!["language"]!));
        string code = (string)process.Trader.Get($"/strategies/{PaperApiProcess.Keeper}").Json["code"]!;
        process.Admin.Send("PUT", $"/strategies/{PaperApiProcess.Keeper}/code", new JsonObject { ["code"] = code + "// more\n" }, ("If-Match", "*")).AssertStatus(200);
        ApiAnswer refused = process.Admin.Send("DELETE", $"/strategies/{PaperApiProcess.Keeper}").AssertStatus(409);
        Assert.Equal("application/problem+json", refused.Type);
        process.Admin.Get($"/strategies/{PaperApiProcess.Keeper}/versions/1").AssertStatus(200);
    }

    [Fact]
    public void Two_hundred_changes_and_compilations_at_once_leave_a_whole_store()
    {
        var wrong = new ConcurrentQueue<string>();
        var answers = new ConcurrentDictionary<int, int>();
        using var start = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, Requests).Select(i => new Thread(() =>
        {
            start.Wait();
            ApiAnswer answer = Patiently(() => Ask(i));
            answers.AddOrUpdate(answer.Status, 1, (_, n) => n + 1);
            if (answer.Status is not (200 or 201 or 404 or 409))
                wrong.Enqueue($"{answer.Request}: {answer.Status} {answer.Text}");
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        start.Set();
        // Whatever the others wait for, a kill waits for none of it.
        for (int i = 0; i < 20; i++)
        {
            process.Trader.Send("POST", "/risk/kill").AssertStatus(200);
            process.Trader.Send("POST", "/risk/arm").AssertStatus(200);
        }

        foreach (Thread thread in threads)
            thread.Join();
        Assert.Empty(wrong);
        Assert.True(answers.GetValueOrDefault(200) > 20 && answers.GetValueOrDefault(201) > 0, string.Join(", ", answers));

        Outcome list = process.Run("strategy", "list", "--json");
        list.AssertDone();
        Assert.Empty(list.Error);
        foreach (JsonNode? known in JsonNode.Parse(list.Output)!.AsArray())
        {
            string id = (string)known!["id"]!;
            byte[] code = File.ReadAllBytes(Path.Combine(process.Store, id, "strategy.cs"));
            JsonNode metadata = JsonNode.Parse(File.ReadAllText(Path.Combine(process.Store, id, "metadata.json")))!;
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(code)), (string)metadata["code_sha256"]!);
            string[] versions = [.. Directory.GetFiles(Path.Combine(process.Store, id, "versions")).Order()];
            Assert.Equal((int)metadata["version"]!, versions.Length);
            Assert.Equal(code, File.ReadAllBytes(versions[^1]));
            if (id.StartsWith('s'))
                Assert.StartsWith($"// {id} by ", Encoding.UTF8.GetString(code), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(process.Store, "*", SearchOption.AllDirectories), f => f.EndsWith(".partial", StringComparison.Ordinal) || f.Contains("/.new-", StringComparison.Ordinal) || f.Contains("/.deleted-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("..")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("..\\evil")]
    [InlineData("UPPER")]
    [InlineData("grüße")]
    [InlineData("nul")]
    [InlineData("com1.x")]
    [InlineData(".lock")]
    [InlineData("status")]
    public void An_evil_id_makes_nothing_anywhere(string id)
    {
        string[] before = Everything();
        process.Admin.Send("POST", "/strategies", Body(id, Code)).AssertField("id");
        if (id != "status")
        {
            foreach ((string method, string path, JsonNode? body) in Changes())
            {
                ApiAnswer answer = process.Admin.Send(method, $"/strategies/{Uri.EscapeDataString(id)}{path}", body?.DeepClone(), ("If-Match", "*"));
                Assert.True(answer.Status is 404 or 405, $"{answer.Request}: {answer.Status} {answer.Text}");
                Assert.Equal("application/problem+json", answer.Type);
            }
        }

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void Ten_megabytes_and_what_is_no_text_are_refused()
    {
        process.Admin.Send("POST", "/strategies", Body("large", new string('x', 10 << 20))).AssertStatus(413);
        process.Admin.Send("POST", "/strategies", Body("large", new string('x', (1 << 20) + 1))).AssertField("code");
        byte[] broken = [.. "{\"id\":\"large\",\"name\":\"a\",\"symbol\":\"\",\"code\":\"class A "u8, 0xC3, 0x28, .. "\"}"u8];
        process.Admin.SendBytes("POST", "/strategies", broken).AssertStatus(400);
        process.Admin.SendText("POST", "/strategies", """{"id":"large","name":"a","symbol":"","code":"class \udc00 A"}""").AssertStatus(400);
        process.Admin.Get("/strategies/large").AssertStatus(404);
    }

    private static IEnumerable<(string Method, string Path, JsonNode? Body)> Changes() =>
    [
        ("PUT", "/code", new JsonObject { ["code"] = "// 9" }), ("PUT", "/metadata", new JsonObject { ["name"] = "x" }), ("DELETE", "", null), ("POST", "/check", null), ("POST", "/compile", null),
    ];

    private string[] Everything() => [.. Directory.EnumerateFileSystemEntries(process.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private ApiAnswer Ask(int i)
    {
        string id = $"s{i % Ids}", code = $"// {id} by {i}\nclass A : Strategy {{ }}\n//{new string('x', i * 20)}";
        return (i / Ids % 8) switch
        {
            0 => process.Admin.Send("POST", "/strategies", Body(id, code)),
            1 or 2 => process.Admin.Send("PUT", $"/strategies/{id}/code", new JsonObject { ["code"] = code }, ("If-Match", "*")),
            3 => process.Admin.Send("PUT", $"/strategies/{id}/metadata", new JsonObject { ["name"] = $"name {i}" }, ("If-Match", "*")),
            4 => process.Admin.Send("POST", $"/strategies/{id}/compile"),
            5 => process.Admin.Send("POST", $"/strategies/{id}/check", new JsonObject { ["code"] = code }),
            6 => process.Viewer.Get("/strategies"),
            _ => process.Admin.Send("DELETE", $"/strategies/{id}"),
        };
    }

    private static ApiAnswer Patiently(Func<ApiAnswer> ask)
    {
        ApiAnswer answer = ask();
        for (int i = 0; i < MostTries && answer.Status == 503; i++)
            answer = ask();
        return answer;
    }

    private static JsonObject Body(string id, string code) => new() { ["id"] = id, ["name"] = "A name", ["symbol"] = "BTCUSDT", ["code"] = code };
}
