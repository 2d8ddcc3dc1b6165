using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class HashGateTests
{
    private const string Home = "203.0.113.5";

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Two_come_in_the_next_wait_their_turn_and_the_others_are_sent_away()
    {
        HashGate gate = Gate();
        HashGate.Place one = (await gate.Enter(Home, default))!, two = (await gate.Enter(Home, default))!;
        Task<HashGate.Place?> third = gate.Enter(Home, default), fourth = gate.Enter(Home, default);
        Task<HashGate.Place?> fifth = gate.Enter("another", default);
        Assert.True(fifth.IsCompleted);
        Assert.Null(await fifth);
        Assert.False(third.IsCompleted || fourth.IsCompleted);
        one.Dispose();
        HashGate.Place next = (await await Task.WhenAny(third, fourth))!;
        Assert.False(third.IsCompleted && fourth.IsCompleted);
        next.Dispose();
        (await third)!.Dispose();
        (await fourth)!.Dispose();
        two.Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_is_sent_away_and_takes_no_place()
    {
        HashGate gate = Gate();
        HashGate.Place one = (await gate.Enter(Home, default))!, two = (await gate.Enter(Home, default))!;
        Task<HashGate.Place?> third = gate.Enter(Home, default);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await third);
        one.Dispose();
        two.Dispose();
        Assert.NotNull(await gate.Enter(Home, default));
        Assert.NotNull(await gate.Enter(Home, default));
    }

    [Fact]
    public async Task Who_hangs_up_is_not_waited_for()
    {
        HashGate gate = Gate();
        await gate.Enter(Home, default);
        await gate.Enter(Home, default);
        using var hangUp = new CancellationTokenSource();
        Task<HashGate.Place?> third = gate.Enter(Home, hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
    }

    [Fact]
    public async Task A_login_while_all_places_are_taken_is_told_to_come_again_and_counts_as_none()
    {
        using var place = new UserPlace();
        UserAccess access = place.Open(UserPlace.Options with { HashesAtOnce = 0, HashesAtMachine = 0, MostWaiting = 2 });
        for (int i = 0; i < 10; i++)
        {
            Task<LoginOutcome> login = access.Login("admin", "not the password", UserPlace.Home);
            place.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(new LoginOutcome.Busy(TimeSpan.FromSeconds(3)), await login);
        }

        Task<UserOutcome> add = access.Add("bob", Role.Viewer, UserPlace.Password);
        place.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(UserChange.Busy, (await add).Change);
        await UserPlace.TokenOf(place.Open());
    }

    [Fact]
    public async Task One_address_keeps_the_others_waiting_no_longer_than_its_share_does()
    {
        HashGate gate = Gate(mostWaiting: 8);
        HashGate.Place one = (await gate.Enter(Home, default))!, two = (await gate.Enter(Home, default))!;
        Task<HashGate.Place?>[] flood = [.. Enumerable.Range(0, 18).Select(_ => gate.Enter(Home, default))];
        Assert.Equal(16, flood.Count(t => t.IsCompleted));
        Task<HashGate.Place?> other = gate.Enter("198.51.100.7", default);
        Assert.False(other.IsCompleted);
        Task<HashGate.Place?>[] waiting = [.. flood.Where(t => !t.IsCompleted)];
        one.Dispose();
        two.Dispose();
        foreach (Task<HashGate.Place?> share in waiting)
            (await share)!.Dispose();
        Assert.NotNull(await other);
        Assert.NotNull(await gate.Enter(Home, default));
    }

    [Fact]
    public async Task Whatever_waits_outside_who_is_at_the_machine_comes_in()
    {
        HashGate gate = Gate(mostWaiting: 8);
        for (int i = 0; i < 20; i++)
            _ = gate.Enter($"203.0.113.{i}", default);
        HashGate.Place owner = (await gate.Enter(LoginAddress.Loopback, default))!;
        Task<HashGate.Place?>[] next = [.. Enumerable.Range(0, 8).Select(_ => gate.Enter(LoginAddress.Loopback, default))];
        Assert.DoesNotContain(next, t => t.IsCompleted);
        Assert.Null(await gate.Enter(LoginAddress.Loopback, default));
        owner.Dispose();
        Assert.NotNull(await await Task.WhenAny(next));
    }

    private HashGate Gate(int mostWaiting = 2) => new(new UserAccessOptions { HashesAtOnce = 2, MostWaiting = mostWaiting }, _time);
}
