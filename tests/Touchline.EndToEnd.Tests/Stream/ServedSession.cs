using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests.Stream;

/// <summary>A session on the synthetic market in a process of its own, with its API on any free port, and a user logged in.</summary>
internal sealed class ServedSession : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly Task<string> _output, _error;

    /// <param name="more">Further options of <c>run</c>.</param>
    public ServedSession(params string[] more)
    {
        _process = Process.Start(TouchlineProgram.Info(
            _folder.Path, new Dictionary<string, string> { ["APP_PASSWORD"] = Password }, ["run", "--json", "--http", "127.0.0.1:0", "--users", _folder["users.json"], .. more]))!;
        _output = _process.StandardOutput.ReadToEndAsync();
        Http = new HttpClient { BaseAddress = Address(_process), Timeout = Patience.Most };
        _error = _process.StandardError.ReadToEndAsync();
        Token = Login();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        while (!IsUnderWay())
            Assert.False(_process.WaitForExit(50));
    }

    private static Uri Address(Process process)
    {
        const string Told = "the API is at ";
        string? line;
        do
        {
            line = process.StandardError.ReadLine();
        }
        while (line is not null && !line.Contains(Told, StringComparison.Ordinal));
        Assert.NotNull(line);
        int from = line.IndexOf(Told, StringComparison.Ordinal) + Told.Length;
        return new Uri(line[from..line.IndexOf(',', from)]);
    }

    // On a busy machine a session that opens slowly counts as down for a while.
    private bool IsUnderWay()
    {
        using HttpResponseMessage answer = Http.GetAsync("/bot/status").Result;
        return answer.IsSuccessStatusCode;
    }

    public HttpClient Http { get; }

    public string Token { get; }

    public Uri Socket => new($"ws://{Http.BaseAddress!.Authority}/ws");

    public int Id => _process.Id;

    public string Login()
    {
        using HttpResponseMessage answer = Http.PostAsJsonAsync("/auth/login", new { username = "admin", password = Password }).Result;
        return JsonNode.Parse(answer.Content.ReadAsStringAsync().Result)!["token"]!.ToString();
    }

    public JsonNode Get(string path) => JsonNode.Parse(Http.GetStringAsync(path).Result)!;

    /// <summary>Ctrl-C, and what it said in the end.</summary>
    public JsonNode End()
    {
        using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        Assert.True(_process.WaitForExit(Patience.Most), "the program didn't end");
        Assert.True(_process.ExitCode == 0, _error.Result);
        return JsonNode.Parse(_output.Result)!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }
}
