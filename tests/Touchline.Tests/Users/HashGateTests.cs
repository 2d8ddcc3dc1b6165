using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class HashGateTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Two_come_in_the_next_wait_their_turn_and_the_others_are_sent_away()
    {
        HashGate gate = Gate();
        HashGate.Place one = (await gate.Enter(default))!, two = (await gate.Enter(default))!;
        Task<HashGate.Place?> third = gate.Enter(default), fourth = gate.Enter(default);
        Task<HashGate.Place?> fifth = gate.Enter(default);
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
        HashGate.Place one = (await gate.Enter(default))!, two = (await gate.Enter(default))!;
        Task<HashGate.Place?> third = gate.Enter(default);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await third);
        one.Dispose();
        two.Dispose();
        Assert.NotNull(await gate.Enter(default));
        Assert.NotNull(await gate.Enter(default));
    }

    [Fact]
    public async Task Who_hangs_up_is_not_waited_for()
    {
        HashGate gate = Gate();
        await gate.Enter(default);
        await gate.Enter(default);
        using var hangUp = new CancellationTokenSource();
        Task<HashGate.Place?> third = gate.Enter(hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
    }

    [Fact]
    public async Task A_login_while_all_places_are_taken_is_told_to_come_again_and_counts_as_none()
    {
        using var place = new UserPlace();
        UserAccess access = place.Open(UserPlace.Options with { HashesAtOnce = 0, MostWaiting = 2 });
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

    private HashGate Gate() => new(places: 2, mostWaiting: 2, TimeSpan.FromSeconds(3), _time);
}
