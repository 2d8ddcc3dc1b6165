using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>Backtests and sweeps that a session on paper is asked for over HTTP.</summary>
public sealed class JobsTests : IDisposable
{
    private const string Password = "correct-horse-battery";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _session;
    private readonly ApiClient _admin;

    public JobsTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        TouchlineProgram.Run("run", "--speed", "max", "--for", "2m", "--record", _folder["data/a.tlr"], "--json").AssertDone();
        var environment = new Dictionary<string, string> { ["APP_PASSWORD"] = Password, ["XDG_CONFIG_HOME"] = _folder["config"] };
        _session = Process.Start(TouchlineProgram.Info(_folder["data"], environment, "run", "--http", "127.0.0.1:0", "--json"))!;
        try
        {
            _admin = Login();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private ApiClient Login()
    {
        const string Before = "the API is at ";
        string? line = _session.StandardError.ReadLine();
        while (line?.StartsWith(Before, StringComparison.Ordinal) == false)
            line = _session.StandardError.ReadLine();
        _ = _session.StandardError.ReadToEndAsync();
        Assert.NotNull(line);
        string url = line[Before.Length..line.IndexOf(',', StringComparison.Ordinal)];
        ApiAnswer login = new ApiClient(url, null).Send("POST", "/auth/login", new JsonObject { ["username"] = "admin", ["password"] = Password });
        return new ApiClient(url, (string)login.AssertStatus(200).Json["token"]!);
    }

    public void Dispose()
    {
        if (!_session.HasExited)
            _session.Kill();
        _session.WaitForExit();
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_backtest_over_HTTP_has_the_result_of_the_command_line()
    {
        JsonNode recording = Assert.Single(_admin.Get("/data/recordings").AssertStatus(200).Json["items"]!.AsArray())!;
        Assert.Equal("a.tlr", (string?)recording["name"]);
        JsonNode settings = Settings(spread: "2.5");
        string id = Start("/backtests", new JsonObject { ["settings"] = settings, ["from"] = "10s", ["to"] = "90s" });
        Patience.Await(() => State("/backtests", id) is "done" or "failed", "the backtest's end");
        JsonNode job = _admin.Get($"/backtests/{id}").Json;
        Assert.True((string)job["state"]! == "done" && (double)job["progress"]! == 1, job.ToJsonString());
        JsonNode over = _admin.Get($"/backtests/{id}/result").AssertStatus(200).Json;
        TouchlineProgram.Run("backtest", "--data", _folder["data/a.tlr"], "--param", "spread=2.5", "--from", "10s", "--to", "90s", "--json", _folder["own.json"]).AssertDone();
        JsonNode own = JsonNode.Parse(File.ReadAllText(_folder["own.json"]))!;
        Assert.True((long)own["fills"]! > 0);
        foreach (JsonNode result in (JsonNode[])[own, over])
            result.AsObject().Remove("timing");
        Assert.Equal(own.ToJsonString(), over.ToJsonString());
        _admin.Send("POST", "/backtests", new JsonObject { ["settings"] = Settings("2.5", data: "../b.tlr") }).AssertStatus(400);
        _admin.Send("DELETE", $"/backtests/{id}").AssertStatus(200);
        _admin.Get($"/backtests/{id}").AssertStatus(404);
    }

    [Fact]
    public void A_job_ends_with_the_session_however_it_ends()
    {
        string id = Start("/sweeps", new JsonObject { ["settings"] = Settings(spread: "1"), ["vary"] = new JsonArray("spread=1:100:0.01"), ["most"] = 10_000 });
        Patience.Await(() => State("/sweeps", id) == "running" && Children().Length > 0 && (double)_admin.Get($"/sweeps/{id}").Json["progress"]! > 0, "the sweep's first points");
        int[] children = Children();
        _session.Kill();
        _session.WaitForExit();
        Patience.Await(() => !children.Any(IsAlive), "the end of its processes");
    }

    private static JsonObject Settings(string spread, string data = "a.tlr") => new()
    {
        ["strategy"] = "market-making",
        ["data"] = new JsonArray(data),
        ["parameters"] = new JsonObject { ["spread"] = spread },
    };

    private string Start(string path, JsonObject body) => (string)_admin.Send("POST", path, body).AssertStatus(202).Json["id"]!;

    private string State(string path, string id) => (string)_admin.Get($"{path}/{id}").AssertStatus(200).Json["state"]!;

    private int[] Children() => [.. Directory.GetDirectories($"/proc/{_session.Id}/task")
        .SelectMany(t => (Read($"{t}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(c => int.Parse(c, CultureInfo.InvariantCulture))];

    private static bool IsAlive(int process) => Read($"/proc/{process}/stat")?.Contains(") Z ", StringComparison.Ordinal) == false;

    // Null: the thread or process has ended, maybe while it was looked for.
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
