using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class UserFileTests : IDisposable
{
    private readonly UserPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_first_start_makes_an_admin_with_a_password_that_is_told_once_and_stands_nowhere()
    {
        var told = new List<string>();
        UserAccess access = UserAccess.Open(_place.Path, UserPlace.Options, _place.Time, null, told.Add);
        string password = Assert.Single(told);
        Assert.Matches("^([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$", password);
        Assert.Null(Passwords.FaultOf(password));
        Assert.DoesNotContain(password, _place.Text);
        Assert.Equal(("admin", Role.Admin), Assert.Single(access.Users.Select(u => (u.Name, u.Role))));
        await UserPlace.TokenOf(access, "admin", password);
        UserAccess.Open(_place.Path, UserPlace.Options, _place.Time, null, told.Add);
        Assert.Single(told);
        Assert.NotEqual(password, FirstPassword.New());
    }

    [Fact]
    public async Task The_operators_password_is_taken_at_the_first_start_alone()
    {
        await UserPlace.TokenOf(_place.Open());
        var other = new Variable("APP_PASSWORD", "another one entirely", "environment APP_PASSWORD");
        UserAccess again = UserAccess.Open(_place.Path, UserPlace.Options, _place.Time, other, _ => Assert.Fail("told"));
        await UserPlace.TokenOf(again);
        Assert.IsType<LoginOutcome.Wrong>(await again.Login("admin", other.Value, UserPlace.Home));
        Assert.DoesNotContain(UserPlace.Password, _place.Text);
    }

    [Fact]
    public void An_operators_password_that_cant_be_one_is_told_with_its_place_and_not_shown()
    {
        var given = new Variable("APP_PASSWORD", "hunter2", ".env line 3 APP_PASSWORD");
        string message = Assert.Throws<BadInputException>(() => UserAccess.Open(_place.Path, UserPlace.Options, _place.Time, given, _ => { })).Message;
        Assert.Equal(".env line 3 APP_PASSWORD: the password has 7 characters; 12 to 256 are right", message);
        Assert.False(File.Exists(_place.Path));
    }

    [Fact]
    public void Files_are_for_their_owner_alone_and_others_are_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(_place.Path)!);
        File.WriteAllText(_place.Path + ".partial", "left behind, for everybody to read");
        File.SetUnixFileMode(_place.Path + ".partial", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        UserAccess access = _place.Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Path));
        access.RevokeAll("admin");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Path + ".lock"));
        foreach (UnixFileMode mode in (UnixFileMode[])[UnixFileMode.OtherRead, UnixFileMode.GroupRead, UnixFileMode.OtherWrite, UnixFileMode.GroupWrite])
        {
            File.SetUnixFileMode(_place.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            Assert.EndsWith($"right is: chmod 600 {_place.Path}", Assert.Throws<BadInputException>(() => _place.Open()).Message);
        }
    }

    public static TheoryData<string, string> Damage() => new()
    {
        { "users.0.name", "\"Admin\"" },
        { "users.0.name", "null" },
        { "users.0.role", "\"owner\"" },
        { "users.0.role", "\"viewer\"" },
        { "users.0.password", "\"correct horse battery\"" },
        { "users.0.password", "\"\"" },
        { "users.0.epoch", "\"\"" },
        { "users.0.version", "0" },
        { "users.0.version", "99" },
        { "users.0.created", "\"yesterday\"" },
        { "users.0.more", "1" },
        { "users.0", "null" },
        { "users", "[]" },
        { "users", "{}" },
        { "secret", "\"AAAA\"" },
        { "secret", "\"no base64\"" },
        { "revoked", "[{\"id\": \"a\", \"user\": \"nobody\", \"expires\": 1}]" },
        { "revoked", "[{\"id\": \"\", \"user\": \"admin\", \"expires\": 1}]" },
        { "revoked", "[null]" },
        { "revoked", "null" },
        { "serial", "\"x\"" },
        { "version", "0" },
        { "version", "\"1\"" },
        { "more", "1" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void A_damaged_file_is_named_and_stays_as_it_is(string path, string value)
    {
        UserAccess access = _place.Open();
        _place.Edit(file =>
        {
            string[] parts = path.Split('.');
            JsonNode at = parts[..^1].Aggregate(file, (node, part) => int.TryParse(part, out int i) ? node[i]! : node[part]!);
            if (int.TryParse(parts[^1], out int index))
                at[index] = JsonNode.Parse(value);
            else
                at[parts[^1]] = JsonNode.Parse(value);
        });
        AssertDamaged(access);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"version\": 1}")]
    [InlineData("{\"version\": 1, \"version\": 1}")]
    [InlineData("\0\u0001garbage")]
    public void A_file_of_something_else_is_named_and_stays_as_it_is(string text)
    {
        UserAccess access = _place.Open();
        File.WriteAllText(_place.Path, text);
        AssertDamaged(access);
    }

    [Fact]
    public void A_user_who_is_there_twice_is_damage()
    {
        UserAccess access = _place.Open();
        _place.Edit(file => file["users"]!.AsArray().Add(file["users"]![0]!.DeepClone()));
        AssertDamaged(access);
    }

    [Fact]
    public void Half_a_file_is_damage_wherever_it_ends()
    {
        UserAccess access = _place.Open();
        string whole = _place.Text.TrimEnd();
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllText(_place.Path, whole[..length]);
            Assert.StartsWith($"{_place.Path} is no file of users", access.Problem);
        }
    }

    [Fact]
    public void A_file_of_a_newer_program_is_left_to_it()
    {
        UserAccess access = _place.Open();
        _place.Edit(file =>
        {
            file["version"] = 2;
            file["more"] = "of then";
        });
        string text = _place.Text;
        Assert.Equal($"{_place.Path} is of version 2; this program reads version 1: use the program that wrote it, or name another file (--users FILE)", access.Problem);
        Assert.Throws<BadInputException>(() => _place.Open());
        Assert.Throws<BadInputException>(() => access.RevokeAll("admin"));
        Assert.Equal(text, _place.Text);
    }

    [Fact]
    public async Task Without_its_file_nobody_comes_in_and_with_it_again_everybody_does()
    {
        UserAccess access = _place.Open();
        string token = await UserPlace.TokenOf(access);
        File.Move(_place.Path, _place.Path + ".away");
        Assert.Null(access.Verify(token));
        Assert.StartsWith($"there is no file of users {_place.Path}", access.Problem);
        Assert.IsType<LoginOutcome.Unavailable>(await access.Login("admin", UserPlace.Password, UserPlace.Home));
        Assert.Throws<BadInputException>(() => access.RevokeAll("admin"));
        Assert.False(File.Exists(_place.Path));
        File.Move(_place.Path + ".away", _place.Path);
        Assert.NotNull(access.Verify(token));
        Assert.Null(access.Problem);
    }

    [Fact]
    public void A_link_to_the_file_stays_one()
    {
        if (OperatingSystem.IsWindows())
            return;
        _place.Open();
        string link = _place.Path + ".link";
        File.CreateSymbolicLink(link, _place.Path);
        UserAccess access = UserAccess.Open(link, UserPlace.Options, _place.Time, null, _ => Assert.Fail("told"));
        access.RevokeAll("admin");
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(access.Users, _place.Open().Users);
    }

    private void AssertDamaged(UserAccess access)
    {
        string text = _place.Text;
        Assert.StartsWith($"{_place.Path} is no file of users as docs/users.md has it (", access.Problem);
        Assert.Throws<BadInputException>(() => _place.Open());
        Assert.Throws<BadInputException>(() => access.RevokeAll("admin"));
        Assert.Equal(text, _place.Text);
    }
}
