using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>A session on paper that trades a stored strategy and lets in others over HTTP, with a user of each role.</summary>
public sealed class PaperApiProcess : IDisposable
{
    /// <summary>The stored strategy that it trades.</summary>
    public const string Keeper = "keeper";

    private const string Password = "correct-horse-battery";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _session;
    private readonly string _url;

    public PaperApiProcess()
        : this([])
    {
    }

    /// <param name="arguments">Further ones of the session's.</param>
    internal PaperApiProcess(params string[] arguments)
    {
        try
        {
            Run("strategy", "new", Keeper).AssertDone();
            var environment = new Dictionary<string, string> { ["APP_PASSWORD"] = Password, ["XDG_CONFIG_HOME"] = _folder["config"] };
            _session = Process.Start(TouchlineProgram.Info(_folder.Path, environment, ["run", "--strategy", Keeper, "--http", "127.0.0.1:0", "--json", .. arguments]))!;
            _url = AwaitUrl();
            Admin = Login("admin", Password);
            foreach (string role in (string[])["viewer", "trader"])
                Admin.Send("POST", "/users", new JsonObject { ["username"] = role, ["password"] = $"{role}-password-1", ["role"] = role }).AssertStatus(201);
            Viewer = Login("viewer", "viewer-password-1");
            Trader = Login("trader", "trader-password-1");
            Patience.Await(() => (string?)Admin.Get("/bot/status").Json["state"] == "running", "trading");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ApiClient Admin { get; }

    internal ApiClient Trader { get; }

    internal ApiClient Viewer { get; }

    /// <summary>Where its store has its strategies.</summary>
    public string Store => _folder["strategies/db"];

    internal string Folder => _folder.Path;

    /// <summary>Ends it as a supervisor does.</summary>
    /// <returns>Whether it has ended by itself.</returns>
    internal bool End()
    {
        Process.Start("bash", ["-c", $"kill -TERM {_session.Id}"]).WaitForExit();
        return _session.WaitForExit(Patience.Most);
    }

    /// <summary>A verb of another process in the same folder.</summary>
    internal Outcome Run(params string[] arguments) => TouchlineProgram.RunIn(_folder.Path, [], arguments);

    public void Dispose()
    {
        if (_session is not null)
        {
            if (!_session.HasExited)
                _session.Kill();
            _session.WaitForExit();
            _session.Dispose();
        }

        _folder.Dispose();
    }

    private ApiClient Login(string user, string password)
    {
        ApiAnswer answer = new ApiClient(_url, null).Send("POST", "/auth/login", new JsonObject { ["username"] = user, ["password"] = password });
        return new ApiClient(_url, (string)answer.AssertStatus(200).Json["token"]!);
    }

    private string AwaitUrl()
    {
        const string Before = "the API is at ";
        string? line = _session.StandardError.ReadLine();
        while (line?.StartsWith(Before, StringComparison.Ordinal) == false)
            line = _session.StandardError.ReadLine();
        _ = _session.StandardError.ReadToEndAsync();
        _ = _session.StandardOutput.ReadToEndAsync();
        Assert.NotNull(line);
        return line[Before.Length..line.IndexOf(',', StringComparison.Ordinal)];
    }
}
