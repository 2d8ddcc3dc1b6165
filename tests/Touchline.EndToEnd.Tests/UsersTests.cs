using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>The verb for the users of the HTTP API, as an operator types it.</summary>
public sealed class UsersTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_operator_keeps_the_users_from_the_machine()
    {
        Run("", "list").AssertWrongInput($"there is no file of users {_folder["users.json"]}: name the right one (--users FILE), or make it by 'touchline users add NAME --role admin'");
        Run(Password, "add", "bob").AssertWrongInput("its first user has to administer it: right is --role admin");
        Assert.Empty(_folder.Names);
        Outcome first = Run(Password + "\n", "add", "ann", "--role", "admin");
        first.AssertDone();
        Assert.Equal($"user 'ann' was added as admin, in the new file {_folder["users.json"]}\n", first.Output);
        Assert.DoesNotContain(Password, File.ReadAllText(_folder["users.json"]));
        Run(Password + "\n", "add", "bob").AssertDone();
        string before = File.ReadAllText(_folder["users.json"]);
        Run("another one entirely\n", "passwd", "bob").AssertDone();
        Assert.NotEqual(before, File.ReadAllText(_folder["users.json"]));
        Assert.Equal("user 'bob' is trader now\n", Run("", "role", "bob", "trader").Output);
        Outcome list = Run("", "list"), json = Run("", "list", "--json");
        Assert.Matches("^name +role +added \\(UTC\\) +password of \\(UTC\\)\nann +admin +20.*\nbob +trader +20", list.Output);
        JsonArray users = JsonNode.Parse(json.Output)!.AsArray();
        Assert.Equal(["ann admin", "bob trader"], users.Select(u => $"{u!["name"]} {u["role"]}"));
        Assert.Equal(["name", "role", "version", "created", "password_changed"], users[0]!.AsObject().Select(m => m.Key));
        Assert.Equal("user 'bob' was removed\n", Run("", "remove", "bob").Output);
        Assert.Single(JsonNode.Parse(Run("", "list", "--json").Output)!.AsArray());
    }

    [Fact]
    public void A_machine_that_only_looks_gets_a_token_of_a_viewer()
    {
        Run(Password + "\n", "add", "ann", "--role", "admin").AssertDone();
        Run(Password + "\n", "add", "prometheus").AssertDone();
        string token = Run("", "token", "prometheus", "--for", "8784h").Output.TrimEnd('\n');
        JsonNode claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal("prometheus", (string?)claims["sub"]);
        Assert.Equal(8_784 * 3_600, (long)claims["exp"]! - (long)claims["iat"]!);
        Run("", "token", "ann").AssertWrongInput("'ann' is admin, whose tokens are of logins alone; make a user of role viewer");
        Run("", "token", "bob").AssertWrongInput("there is no user 'bob'");
        foreach (string wrong in (string[])["8785h", "30s", "720"])
            Run("", "token", "prometheus", "--for", wrong).AssertWrongInput($"--for '{wrong}' is wrong; right is a time with its unit from 1m to 8784h");
    }

    [Fact]
    public void What_cant_be_is_told_and_changes_nothing()
    {
        Run(Password + "\n", "add", "ann", "--role", "admin").AssertDone();
        string before = File.ReadAllText(_folder["users.json"]);
        Run("", "add", "bob").AssertWrongInput("new password of user bob is missing; type it, or give it as a line of standard input");
        Run("short\n", "add", "bob").AssertWrongInput("the password has 5 characters; 12 to 256 are right");
        Run("", "add", "ann").AssertWrongInput("there is a user 'ann' already");
        Run("", "add", "Bob").AssertWrongInput("user name 'Bob' is wrong; right are 1 to 32 of a-z, 0-9, '.', '_' and '-'");
        Run("", "add", "bob", "--role", "owner").AssertWrongInput("role 'owner' is unknown; right is viewer, trader or admin");
        Run("", "role", "ann", "viewer").AssertWrongInput("'ann' is the last admin; make another user admin first");
        Run("", "remove", "ann").AssertWrongInput("'ann' is the last admin");
        foreach (string[] verb in (string[][])[["passwd", "bob"], ["role", "bob", "admin"], ["remove", "bob"]])
            Run("", verb).AssertWrongInput("there is no user 'bob'");
        Assert.Equal(before, File.ReadAllText(_folder["users.json"]));
    }

    [Fact]
    public void The_file_is_the_one_of_the_settings_else_the_users_own()
    {
        var environment = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder["config"] };
        string own = Path.Combine(_folder["config"], "touchline", "users.json");
        Run(environment, "", "users", "list").AssertWrongInput($"there is no file of users {own}");
        environment["TOUCHLINE_HTTP__USERS"] = _folder["mine.json"];
        Run(environment, "", "users", "list").AssertWrongInput($"there is no file of users {_folder["mine.json"]}");
    }

    private Outcome Run(string typed, params string[] verb) => Run([], typed, ["users", .. verb, "--users", _folder["users.json"]]);

    private Outcome Run(Dictionary<string, string> environment, string typed, params string[] arguments)
    {
        ProcessStartInfo info = TouchlineProgram.Info(_folder.Path, environment, arguments);
        info.RedirectStandardInput = true;
        using Process process = Process.Start(info)!;
        process.StandardInput.Write(typed);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, error.Result);
    }
}
