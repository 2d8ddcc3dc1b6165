using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary><c>touchline drift</c>, as users call it.</summary>
public sealed class DriftTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_session_on_paper_has_none_with_its_models_and_with_others_it_is_named_and_explained()
    {
        TouchlineProgram.Run("run", "--speed", "max", "--for", "40s", "--json", "--param", "refresh=100ms", "--latency", "constant:3ms,1ms", "--journal", _folder["J"]).AssertDone();
        JsonNode same = Drift("--latency", "constant:3ms,1ms");
        Assert.True((bool)same["none"]!, same.ToJsonString());
        Assert.True((long)same["fills"]!["matched"]! > 10, same.ToJsonString());
        Assert.Equal((long)same["fills"]!["matched"]!, (long)same["fills"]!["real"]!);
        Assert.Equal(0, (decimal)same["profit"]!["difference"]!);

        JsonNode other = Drift("--latency", "constant:60ms,1ms");
        Assert.False((bool)other["none"]!);
        Assert.Equal((4.0, 61.0, 1.0), ((double)other["latency_ms"]!["real"]!["median"]!, (double)other["latency_ms"]!["simulated"]!["median"]!, (double)other["latency_ms"]!["ks_distance"]!));
        JsonNode profit = other["profit"]!;
        decimal parts = ((string[])["extra_fills", "missed_fills", "prices", "marking", "fees", "funding"]).Sum(p => (decimal)profit[p]!);
        Assert.Equal((decimal)profit["simulated"]! - (decimal)profit["real"]!, parts);
        Assert.Equal(0, (decimal)profit["rest"]!);
        long differing = (long)other["fills"]!["missed"]! + (long)other["fills"]!["extra"]!;
        Assert.True(differing > 0 && other["differences"]!.AsArray().Count > 0, other.ToJsonString());

        Outcome table = TouchlineProgram.Run("drift", _folder["J"], "--latency", "constant:60ms,1ms", "--report", _folder["d.html"]);
        table.AssertDone();
        Assert.Contains("missed fills", table.Output);
        Assert.Contains("</html>", File.ReadAllText(_folder["d.html"]));
    }

    [Fact]
    public void Wrong_input_is_told_by_name()
    {
        TouchlineProgram.Run("drift", _folder["none"]).AssertWrongInput("there is no such folder");
        TouchlineProgram.Run("drift", _folder["none"], "--time-tolerance", "soon").AssertWrongInput("--time-tolerance is 'soon'; right is a time with its unit");
        TouchlineProgram.Run("drift", _folder["none"], "--price-tolerance", "2").AssertWrongInput("--price-tolerance is '2'; right is a share of the price from 0 to 1");
        TouchlineProgram.Run("drift", _folder["none"], "--report", "-").AssertWrongInput("--report takes the name of a file");
        TouchlineProgram.Run("drift", _folder["none"], "--latency", "fast").AssertWrongInput("models.latency");
        TouchlineProgram.Run("run", "--speed", "max", "--for", "2s", "--impact", "--json", "--journal", _folder["I"]).AssertDone();
        TouchlineProgram.Run("drift", _folder["I"], "--session", "2").AssertWrongInput("has no session 2; the last one there is 1");
        TouchlineProgram.Run("drift", _folder["I"]).AssertWrongInput("the session's own orders are part of that market");
        TouchlineProgram.Run("run", "--speed", "max", "--for", "2s", "--json", "--journal", _folder["J"]).AssertDone();
        string orders = _folder["J/orders-000001.tlj"];
        byte[] bytes = File.ReadAllBytes(orders);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(orders, bytes);
        TouchlineProgram.Run("drift", _folder["J"]).AssertWrongInput("is damaged");
        File.Delete(_folder["J/market-1-0.tlr"]);
        TouchlineProgram.Run("drift", _folder["J"]).AssertWrongInput("J");
    }

    private JsonNode Drift(params string[] models)
    {
        Outcome outcome = TouchlineProgram.Run(["drift", _folder["J"], "--json", .. models]);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
