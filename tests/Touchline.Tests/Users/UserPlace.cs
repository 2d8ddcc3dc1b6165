using System.Net;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Users;

namespace Touchline.Tests.Users;

/// <summary>A file of users that goes with the test; its first user is <c>admin</c>.</summary>
internal sealed class UserPlace : IDisposable
{
    public const string Password = "correct horse battery";

    /// <summary>Few iterations: tests aren't attacked.</summary>
    public static readonly UserAccessOptions Options = new() { Iterations = 10, HashesAtOnce = 2 };

    public static readonly IPAddress Home = IPAddress.Parse("203.0.113.5");

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-users").FullName;

    public FakeTime Time { get; } = new();

    public string Path => System.IO.Path.Combine(_folder, "sub", "users.json");

    public string Text => File.ReadAllText(Path);

    /// <summary>As another process has it, when called again.</summary>
    public UserAccess Open(UserAccessOptions? options = null) =>
        UserAccess.Open(Path, options ?? Options, Time, new Variable("APP_PASSWORD", Password, "environment APP_PASSWORD"), password => Assert.Fail($"told {password}"));

    public static async Task<string> TokenOf(UserAccess access, string name = "admin", string password = Password) =>
        Assert.IsType<LoginOutcome.In>(await access.Login(name, password, Home)).Token;

    /// <summary>Changes the file by hand.</summary>
    public void Edit(Action<JsonNode> edit)
    {
        JsonNode file = JsonNode.Parse(Text)!;
        edit(file);
        File.WriteAllText(Path, file.ToJsonString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
