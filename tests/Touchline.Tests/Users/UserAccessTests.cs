using System.Net;
using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class UserAccessTests : IDisposable
{
    private const string Another = "another one entirely";

    private readonly UserPlace _place = new();
    private readonly UserAccess _access;

    public UserAccessTests() => _access = _place.Open();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("admin", "correct horse batterz")]
    [InlineData("admin", "")]
    [InlineData("admin", "Correct horse battery")]
    [InlineData("admin", "correct horse battery ")]
    [InlineData("Admin", UserPlace.Password)]
    [InlineData("root", UserPlace.Password)]
    [InlineData("", UserPlace.Password)]
    [InlineData("admin\0", UserPlace.Password)]
    public async Task A_wrong_name_or_password_is_wrong_and_no_more_is_said(string name, string password) =>
        Assert.Equal(new LoginOutcome.Wrong(), await _access.Login(name, password, UserPlace.Home));

    [Fact]
    public async Task Names_that_nobody_has_cost_as_many_hashes_as_others()
    {
        foreach (string name in (string[])["admin", "nobody", "No Name", "", new string('x', 10_000)])
        {
            long before = _access.HashesComputed;
            Assert.IsType<LoginOutcome.Wrong>(await _access.Login(name, "not the password", UserPlace.Home));
            Assert.Equal(before + 1, _access.HashesComputed);
        }
    }

    [Fact]
    public async Task A_password_that_nobody_can_have_costs_none()
    {
        long before = _access.HashesComputed;
        Assert.IsType<LoginOutcome.Wrong>(await _access.Login("admin", new string('x', 1 << 20), UserPlace.Home));
        Assert.IsType<LoginOutcome.Wrong>(await _access.Login("admin", "half of a pair \ud800", UserPlace.Home));
        Assert.Equal(before, _access.HashesComputed);
    }

    [Fact]
    public async Task A_token_without_a_login_is_a_viewers_and_ends_with_the_password()
    {
        await _access.Add("prometheus", Role.Viewer, Another);
        string token = _access.Issue("prometheus", TimeSpan.FromDays(300));
        Assert.Equal(("prometheus", Role.Viewer), (_access.Verify(token)!.Name, _access.Verify(token)!.Role));
        Assert.Throws<Core.BadInputException>(() => _access.Issue("admin", TimeSpan.FromDays(300)));
        await _access.SetPassword("prometheus", Another + " again");
        Assert.Null(_access.Verify(token));
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_refused_again_and_again_and_others_go_on()
    {
        string one = await UserPlace.TokenOf(_access), other = await UserPlace.TokenOf(_access);
        Assert.NotEqual(one, other);
        Assert.True(_access.Revoke(one));
        Assert.False(_access.Revoke(one));
        Assert.Null(_access.Verify(one));
        Assert.Null(_place.Open().Verify(one));
        Assert.NotNull(_access.Verify(other));
        Assert.False(_access.Revoke("garbage"));
        Assert.False(_access.Revoke(null));
    }

    [Fact]
    public async Task Revoked_tokens_are_kept_until_they_would_expire()
    {
        Assert.True(_access.Revoke(await UserPlace.TokenOf(_access)));
        Assert.Contains("\"expires\"", _place.Text);
        _place.Time.Advance(TimeSpan.FromHours(12));
        _access.SetRole("admin", Role.Admin);
        Assert.DoesNotContain("\"expires\"", _place.Text);
    }

    [Fact]
    public async Task Who_revokes_more_tokens_than_there_is_room_for_loses_all()
    {
        string kept = await UserPlace.TokenOf(_access);
        await _access.Add("bob", Role.Viewer, Another);
        string bobs = await UserPlace.TokenOf(_access, "bob", Another);
        var revoked = new List<string>();
        while (_access.Verify(kept) is not null)
        {
            revoked.Add(await UserPlace.TokenOf(_access));
            Assert.True(_access.Revoke(revoked[^1]));
            Assert.InRange(revoked.Count, 1, UserState.MostRevokedOfUser + 1);
        }

        Assert.Equal(UserState.MostRevokedOfUser + 1, revoked.Count);
        Assert.All(revoked, token => Assert.Null(_access.Verify(token)));
        Assert.DoesNotContain("\"expires\"", _place.Text);
        Assert.NotNull(_access.Verify(bobs));
    }

    [Fact]
    public async Task A_role_holds_at_once_for_tokens_that_are_there()
    {
        User bob = (await _access.Add("bob", Role.Admin, Another)).User!;
        string token = await UserPlace.TokenOf(_access, "bob", Another);
        Assert.Equal(Role.Admin, _access.Verify(token)!.Role);
        Assert.True(_access.SetRole("bob", Role.Viewer, bob.Version).IsDone);
        Principal viewer = _access.Verify(token)!;
        Assert.Equal((true, false, false), (viewer.May(Role.Viewer), viewer.May(Role.Trader), viewer.May(Role.Admin)));
    }

    [Fact]
    public async Task A_user_made_anew_has_none_of_the_old_ones_tokens_or_versions()
    {
        User old = (await _access.Add("bob", Role.Admin, Another)).User!;
        string token = await UserPlace.TokenOf(_access, "bob", Another);
        Assert.True(_access.Remove("bob").IsDone);
        Assert.Null(_access.Verify(token));
        Assert.IsType<LoginOutcome.Wrong>(await _access.Login("bob", Another, UserPlace.Home));
        User anew = (await _access.Add("bob", Role.Admin, Another)).User!;
        Assert.Null(_access.Verify(token));
        Assert.True(anew.Version > old.Version);
        Assert.Equal(UserChange.Stale, _access.Remove("bob", old.Version).Change);
    }

    [Fact]
    public async Task Another_password_needs_the_old_one_and_ends_all_other_tokens()
    {
        string one = await UserPlace.TokenOf(_access), other = await UserPlace.TokenOf(_access);
        Assert.IsType<LoginOutcome.Wrong>(await _access.ChangePassword("admin", "not the password", Another, UserPlace.Home));
        Assert.NotNull(_access.Verify(one));
        _place.Time.Advance(TimeSpan.FromDays(1) / 4);
        var changed = Assert.IsType<LoginOutcome.In>(await _access.ChangePassword("admin", UserPlace.Password, Another, UserPlace.Home));
        Assert.Null(_access.Verify(one));
        Assert.Null(_access.Verify(other));
        Assert.NotNull(_access.Verify(changed.Token));
        Assert.Equal(_place.Time.GetUtcNow(), changed.User.PasswordChanged);
        Assert.IsType<LoginOutcome.Wrong>(await _access.Login("admin", UserPlace.Password, UserPlace.Home));
        await UserPlace.TokenOf(_access, "admin", Another);
    }

    [Theory]
    [InlineData("eleven char", "the password has 11 characters; 12 to 256 are right")]
    [InlineData("", "the password has 0 characters; 12 to 256 are right")]
    [InlineData("twelve and \n", "control character")]
    [InlineData("twelve and \ud800", "half of a character")]
    [InlineData(" twelve and more", "begins or ends with a blank")]
    [InlineData("twelve and more\u00a0", "begins or ends with a blank")]
    [InlineData(UserPlace.Password, "the new password is the old one")]
    public async Task A_new_password_that_cant_be_one_is_refused(string password, string why)
    {
        Assert.Contains(why, Assert.IsType<LoginOutcome.Refused>(await _access.ChangePassword("admin", UserPlace.Password, password, UserPlace.Home)).Why);
        if (password == UserPlace.Password)
            return;
        Assert.Contains(why, (await _access.Add("bob", Role.Viewer, password)).Why);
        Assert.Contains(why, (await _access.SetPassword("admin", password)).Why);
        Assert.Single(_access.Users);
    }

    [Fact]
    public async Task Passwords_have_twelve_to_256_characters()
    {
        foreach (int length in (int[])[12, 256])
        {
            string password = new('x', length);
            Assert.True((await _access.SetPassword("admin", password)).IsDone);
            await UserPlace.TokenOf(_access, "admin", password);
        }

        Assert.Contains("more than 256", (await _access.SetPassword("admin", new string('x', 257))).Why);
    }

    [Fact]
    public async Task Guesses_of_the_old_password_are_counted_as_those_at_the_login()
    {
        for (int i = 0; i < LoginThrottle.MostWrongAtAddress; i++)
            Assert.IsType<LoginOutcome.Wrong>(await _access.ChangePassword("admin", $"guess number {i}", Another, UserPlace.Home));
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<LoginOutcome.Locked>(await _access.ChangePassword("admin", UserPlace.Password, Another, UserPlace.Home)).RetryAfter);
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("admin", UserPlace.Password, UserPlace.Home));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bob")]
    [InlineData("b b")]
    [InlineData("bob\n")]
    [InlineData("böb")]
    [InlineData("../bob")]
    [InlineData("a23456789012345678901234567890123")]
    public async Task A_name_that_cant_be_one_is_refused(string name)
    {
        UserOutcome outcome = await _access.Add(name, Role.Viewer, Another);
        Assert.Equal((UserChange.Refused, "the user's name is wrong; right are 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first"), (outcome.Change, outcome.Why));
    }

    [Fact]
    public async Task Users_are_listed_by_name_and_what_isnt_so_is_told()
    {
        Assert.True((await _access.Add("z.9_-", Role.Trader, Another)).IsDone);
        Assert.True((await _access.Add("a2345678901234567890123456789012", Role.Viewer, Another)).IsDone);
        Assert.Equal(["a2345678901234567890123456789012", "admin", "z.9_-"], _access.Users.Select(u => u.Name));
        Assert.Equal(_access.Users, _place.Open().Users);
        Assert.Equal(UserChange.Exists, (await _access.Add("admin", Role.Viewer, Another)).Change);
        foreach (UserOutcome outcome in (UserOutcome[])[_access.SetRole("bob", Role.Viewer), _access.Remove("bob"), _access.RevokeAll("bob"), await _access.SetPassword("bob", Another)])
            Assert.Equal(UserOutcome.Unknown("bob"), outcome);
    }

    [Fact]
    public async Task There_is_always_an_admin()
    {
        foreach (UserOutcome outcome in (UserOutcome[])[_access.Remove("admin"), _access.SetRole("admin", Role.Trader), _access.SetRole("admin", Role.Viewer)])
            Assert.Equal(UserChange.LastAdmin, outcome.Change);
        Assert.True(_access.SetRole("admin", Role.Admin).IsDone);
        await _access.Add("bob", Role.Trader, Another);
        Assert.Equal(UserChange.LastAdmin, _access.Remove("admin").Change);
        _access.SetRole("bob", Role.Admin);
        Assert.True(_access.Remove("admin").IsDone);
        Assert.Equal(UserChange.LastAdmin, _access.Remove("bob").Change);
    }

    [Fact]
    public async Task A_password_hashed_with_fewer_iterations_is_hashed_anew_at_its_next_login()
    {
        string before = _place.Text;
        User user = _access.Find("admin")!;
        UserAccess stronger = _place.Open(UserPlace.Options with { Iterations = 20 });
        string token = await UserPlace.TokenOf(stronger);
        Assert.NotEqual(before, _place.Text);
        Assert.NotNull(stronger.Verify(token));
        Assert.Equal(user, stronger.Find("admin"));
        string after = _place.Text;
        await UserPlace.TokenOf(stronger);
        Assert.Equal(after, _place.Text);
    }

    [Fact]
    public void By_default_passwords_cost_600_000_iterations_and_at_most_half_of_the_cores()
    {
        Assert.Equal(600_000, new UserAccessOptions().Iterations);
        Assert.InRange(new UserAccessOptions().HashesAtOnce, 1, 2);
        byte[] hash = Convert.FromBase64String(new Passwords(600_000).Hash(Another));
        Assert.Equal("0100000002000927C000000010", Convert.ToHexString(hash.AsSpan(0, 13)));
    }

    [Fact]
    public async Task From_the_machine_itself_the_admin_comes_in_whatever_others_do()
    {
        for (int i = 0; i < 30; i++)
            await _access.Login("admin", "not the password", IPAddress.Parse($"203.0.113.{i}"));
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("admin", UserPlace.Password, IPAddress.Parse("198.51.100.1")));
        Assert.IsType<LoginOutcome.In>(await _access.Login("admin", UserPlace.Password, IPAddress.Loopback));
    }

    [Fact]
    public async Task A_password_set_at_the_machine_ends_the_locks_of_its_user_and_of_nobody_else()
    {
        await _access.Add("bob", Role.Viewer, Another);
        for (int i = 0; i < 30; i++)
        {
            await _access.Login("admin", "not the password", IPAddress.Parse($"203.0.113.{i}"));
            await _access.Login("bob", "not the password", IPAddress.Parse($"203.0.113.{i}"));
        }

        for (int i = 0; i < 5; i++)
            await _access.Login("admin", "not the password", IPAddress.Loopback);
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("admin", UserPlace.Password, IPAddress.Loopback));
        Assert.True((await _place.Open().SetPassword("admin", Another)).IsDone);
        Assert.IsType<LoginOutcome.In>(await _access.Login("admin", Another, IPAddress.Loopback));
        Assert.IsType<LoginOutcome.In>(await _access.Login("admin", Another, UserPlace.Home));
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("bob", Another, UserPlace.Home));
    }

    [Fact]
    public async Task Where_the_owner_came_in_before_nobody_keeps_him_out()
    {
        await UserPlace.TokenOf(_access);
        for (int i = 0; i < 30; i++)
            await _access.Login("admin", "not the password", IPAddress.Parse($"198.51.100.{i}"));
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("admin", UserPlace.Password, IPAddress.Parse("192.0.2.1")));
        await UserPlace.TokenOf(_access);
    }

    [Fact]
    public async Task Who_is_locked_out_costs_no_hash_and_holds_nobody_up()
    {
        for (int i = 0; i < LoginThrottle.MostWrongAtAddress; i++)
            await _access.Login("admin", "not the password", UserPlace.Home);
        long before = _access.HashesComputed;
        Assert.IsType<LoginOutcome.Locked>(await _access.Login("admin", UserPlace.Password, UserPlace.Home));
        Assert.Equal(before, _access.HashesComputed);
        _place.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<LoginOutcome.In>(await _access.Login("admin", UserPlace.Password, UserPlace.Home));
    }
}
