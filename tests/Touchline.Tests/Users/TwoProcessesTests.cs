using Touchline.Users;

namespace Touchline.Tests.Users;

/// <summary>Two that don't know of each other on one file, as two processes are.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private readonly UserPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_one_ends_holds_in_the_other_at_once()
    {
        UserAccess one = _place.Open(), other = _place.Open();
        string token = await UserPlace.TokenOf(one);
        Assert.NotNull(other.Verify(token));
        Assert.True(one.Revoke(token));
        Assert.Null(other.Verify(token));
        string next = await UserPlace.TokenOf(other);
        one.RevokeAll("admin");
        Assert.Null(other.Verify(next));
    }

    [Fact]
    public async Task Changes_that_leave_the_file_as_long_as_it_was_are_seen_however_fast_they_come()
    {
        UserAccess one = _place.Open(), other = _place.Open();
        await one.Add("bob", Role.Viewer, UserPlace.Password);
        await one.Add("eve", Role.Viewer, UserPlace.Password);
        string bob = await UserPlace.TokenOf(one, "bob"), eve = await UserPlace.TokenOf(one, "eve");
        // The same two letters change places, and the versions are of the same length for a while.
        for (int i = 0; i < 100; i++)
        {
            Role role = i % 2 == 0 ? Role.Trader : Role.Viewer;
            one.SetRole("bob", role);
            Assert.Equal(role, other.Verify(bob)!.Role);
            one.SetRole("eve", role);
            Assert.Equal(role, other.Verify(eve)!.Role);
        }
    }

    [Fact]
    public async Task Neither_loses_what_the_other_changes()
    {
        UserAccess[] all = [_place.Open(), _place.Open()];
        var tokens = new List<string>();
        for (int i = 0; i < 40; i++)
            tokens.Add(await UserPlace.TokenOf(all[i % 2]));
        var threads = new List<Thread>();
        for (int i = 0; i < 4; i++)
        {
            int mine = i;
            threads.Add(new Thread(() =>
            {
                for (int k = 0; k < 10; k++)
                    Assert.True(all[mine % 2].Add($"user-{mine}-{k}", Role.Viewer, UserPlace.Password).GetAwaiter().GetResult().IsDone);
                for (int k = mine; k < tokens.Count; k += 4)
                    Assert.True(all[k % 2].Revoke(tokens[k]));
            }));
        }

        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        foreach (UserAccess access in all)
        {
            Assert.Equal(41, access.Users.Count);
            Assert.Equal(41, access.Users.Select(u => u.Version).Distinct().Count());
            Assert.All(tokens, token => Assert.Null(access.Verify(token)));
        }
    }

    [Fact]
    public async Task Of_two_that_start_at_once_one_makes_the_file()
    {
        int told = 0;
        UserAccess[] all = new UserAccess[8];
        Thread[] threads = [.. Enumerable.Range(0, all.Length).Select(i => new Thread(() =>
            all[i] = UserAccess.Open(_place.Path, UserPlace.Options, _place.Time, null, password => Interlocked.Increment(ref told))))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(1, told);
        await all[0].SetPassword("admin", UserPlace.Password);
        string token = await UserPlace.TokenOf(all[0]);
        Assert.All(all, access => Assert.NotNull(access.Verify(token)));
    }

    [Fact]
    public async Task Of_two_changes_to_one_version_the_second_is_stale()
    {
        UserAccess one = _place.Open(), other = _place.Open();
        User bob = (await one.Add("bob", Role.Viewer, UserPlace.Password)).User!;
        User changed = one.SetRole("bob", Role.Trader, bob.Version).User!;
        foreach (UserOutcome late in (UserOutcome[])[other.SetRole("bob", Role.Admin, bob.Version), other.Remove("bob", bob.Version), await other.SetPassword("bob", "another one entirely", bob.Version)])
        {
            Assert.Equal(UserChange.Stale, late.Change);
            Assert.Equal(changed, late.User);
            Assert.Contains($"version {changed.Version}, not {bob.Version}", late.Why);
        }

        Assert.Equal(Role.Trader, one.Find("bob")!.Role);
        Assert.True(other.Remove("bob", changed.Version).IsDone);
        Assert.Null(one.Find("bob"));
    }
}
