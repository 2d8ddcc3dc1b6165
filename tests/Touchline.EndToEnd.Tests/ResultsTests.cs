using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Results as a user gets them: JSON, report, comparison.</summary>
public sealed class ResultsTests : IDisposable
{
    private const string Header = "local_ns,exchange_ns,kind,side,price,quantity\n";

    // Only there to be read by people, or named by users.
    private static readonly string[] NotFigures = ["parameters", "models", "metrics", "timing"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_a_result_is_explained_and_its_report_needs_nothing_else()
    {
        Market("x.tlr", 100);
        TouchlineProgram.Run(
            "backtest", "--data", _folder["x.tlr"], "--param", "spread=0.2", "--param", "refresh=10ms", "--json", _folder["x.json"], "--report", _folder["x.html"]).AssertDone();
        JsonObject result = JsonNode.Parse(File.ReadAllText(_folder["x.json"]))!.AsObject();
        Assert.True((long)result["fills"]! > 0, "nothing was filled");
        string page = File.ReadAllText(Path.Combine(RealData.Root, "docs", "results.md"));
        string[] names = [.. Names(result).Distinct()];
        Assert.True(names.Length > 50, $"{names.Length} fields are too few to mean anything");
        Assert.All(names, n => Assert.True(page.Contains($"`{n}`", StringComparison.Ordinal) || page.Contains($"`inventory.{n}`", StringComparison.Ordinal), $"docs/results.md doesn't explain {n}"));
        AssertParts(result);
        AssertParts(result["instruments"]![0]!.AsObject());
        Assert.Equal((decimal)result["equity"]!, (decimal)result["curve"]!.AsArray()[^1]![1]!);

        string html = File.ReadAllText(_folder["x.html"]);
        AssertAlone(html);
        Assert.Contains(DecimalText(result["equity"]!), html);
        Assert.InRange(html.Length, 20_000, 2_000_000);
    }

    [Fact]
    public void Two_results_are_compared_figure_by_figure()
    {
        Market("x.tlr", 100);
        Market("y.tlr", 200);
        Backtest("a", "x.tlr");
        Backtest("b", "x.tlr", "--param", "size=0.02");
        Backtest("c", "y.tlr", "--latency", "constant:1ms,1ms");
        Outcome fair = TouchlineProgram.Run("compare", _folder["a.json"], _folder["b.json"], "--report", _folder["ab.html"]);
        fair.AssertDone();
        Assert.DoesNotContain("warning", fair.Output);
        Assert.Matches(@"size +0\.001 +0\.02\b", fair.Output);
        Assert.Contains("95 % interval", fair.Output);
        AssertAlone(File.ReadAllText(_folder["ab.html"]));

        Outcome json = TouchlineProgram.Run("compare", "--json", _folder["a.json"], _folder["b.json"], _folder["c.json"]);
        json.AssertDone();
        JsonNode found = JsonNode.Parse(json.Output)!;
        decimal Of(string file) => (decimal)JsonNode.Parse(File.ReadAllText(_folder[file + ".json"]))!["equity"]!;
        Assert.Equal([Of("a"), Of("b"), Of("c")], found["figures"]!["equity"]!["values"]!.AsArray().Select(v => (decimal)v!));
        Assert.Equal([Of("b") - Of("a"), Of("c") - Of("a")], found["figures"]!["equity"]!["differences"]!.AsArray().Select(v => (decimal)v!));
        Assert.Equal(["constant:2ms,2ms", "constant:2ms,2ms", "constant:1ms,1ms"], found["models"]!["latency"]!.AsArray().Select(v => (string)v!));
        string warnings = found["warnings"]!.ToJsonString();
        Assert.Contains("different data", warnings);
        Assert.Contains("different models (latency)", warnings);
        Assert.True((double)found["profit_difference"]![0]!["low_per_hour"]! <= (double)found["profit_difference"]![0]!["high_per_hour"]!);
    }

    [Fact]
    public void What_is_no_result_is_wrong_input()
    {
        Market("x.tlr", 100);
        Backtest("a", "x.tlr");
        string a = _folder["a.json"];
        TouchlineProgram.Run("compare", a).AssertWrongInput("1 file to compare; right is 2 to 8");
        TouchlineProgram.Run("compare", a, Path.Combine(_folder.Path, ".", "a.json")).AssertWrongInput("given twice");
        TouchlineProgram.Run("compare", a, _folder["none.json"]).AssertWrongInput("none.json");
        TouchlineProgram.Run("compare", a, _folder.Write("text.json", "fills: 3")).AssertWrongInput("isn't JSON");
        TouchlineProgram.Run("compare", a, _folder.Write("array.json", "[1]")).AssertWrongInput("no JSON object");
        TouchlineProgram.Run("compare", a, _folder.Write("other.json", "{\"strategy\": \"x\"}")).AssertWrongInput("has no field 'parameters'");
        string damaged = File.ReadAllText(a).Replace("\"curve_seconds\": 1", "\"curve_seconds\": \"one\"", StringComparison.Ordinal);
        TouchlineProgram.Run("compare", a, _folder.Write("damaged.json", damaged)).AssertWrongInput("damaged.json: a field has a value");
        TouchlineProgram.Run("compare", a, _folder.Write("b.json", File.ReadAllText(a)), "--report", a).AssertWrongInput("a.json");
        TouchlineProgram.Run("backtest", "--data", _folder["x.tlr"], "--report", "-").AssertWrongInput("--report takes the name of a file");
        TouchlineProgram.Run("backtest", "--data", _folder["x.tlr"], "--report", _folder["x.tlr"]).AssertWrongInput("x.tlr");
    }

    // Two minutes of a book that goes up and down by a tick, with trades at both sides.
    private void Market(string name, decimal price)
    {
        var text = new System.Text.StringBuilder(Header);
        var random = new Random((int)price);
        long at = 1_700_000_000_000_000_000;
        for (int i = 0; i < 2_400 + price; i++)
        {
            at += 50_000_000;
            decimal mid = price + 0.1m * random.Next(-2, 3);
            foreach (string row in (string[])["clear,0,0,0", $"depth,1,{mid - 0.1m},1", $"depth,-1,{mid + 0.1m},1"])
                text.Append($"{at},{at - 1_000_000},{row}\n");
            int side = random.Next(2) * 2 - 1;
            text.Append($"{at + 1},{at + 1 - 1_000_000},trade,{side},{mid + side * 0.1m * random.Next(1, 4)},2\n");
        }

        TouchlineProgram.Run(
            "import", "--format", "events-csv", "--symbol", "XYZ", "--tick", "0.1", "--lot", "0.001", "-o", _folder[name], _folder.Write(name + ".csv", text.ToString())).AssertDone();
    }

    private void Backtest(string name, string data, params string[] more) => TouchlineProgram.Run(
        ["backtest", "--data", _folder[data], "--param", "spread=0.2", "--param", "refresh=10ms", "--json", _folder[name + ".json"], .. more]).AssertDone();

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(f => NotFigures.Contains(f.Key) ? [f.Key] : Names(f.Value).Prepend(f.Key)),
        JsonArray a => a.SelectMany(Names),
        _ => [],
    };

    private static void AssertParts(JsonObject f) => Assert.Equal(
        (decimal)f["equity"]!, (decimal)f["spread_captured"]! + (decimal)f["inventory_profit"]! - (decimal)f["fees"]! + (decimal)f["funding"]!);

    private static string DecimalText(JsonNode money) => ((decimal)money).ToString("N4", System.Globalization.CultureInfo.InvariantCulture);

    // Nothing in it points anywhere, and every element that is opened is closed.
    private static void AssertAlone(string html)
    {
        foreach (string outside in (string[])["http://", "https://", " src=", "href=", "url(", "@import", "fetch(", "import("])
            Assert.DoesNotContain(outside, html);
        var open = new Stack<string>();
        for (int at = html.IndexOf('<'); at >= 0; at = html.IndexOf('<', at + 1))
        {
            string tag = html[(at + 1)..html.IndexOf('>', at)];
            string name = tag.TrimStart('/').Split(' ')[0];
            if (tag[0] == '/')
                Assert.Equal(name, open.Pop());
            else if (name is not ("meta" or "!DOCTYPE"))
                open.Push(name);
            // What is in these is no markup.
            if (name is "script" or "style" && tag[0] != '/')
                at = html.IndexOf($"</{name}>", at, StringComparison.Ordinal) - 1;
        }

        Assert.Empty(open);
    }
}
