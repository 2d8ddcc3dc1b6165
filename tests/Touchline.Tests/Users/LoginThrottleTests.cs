using System.Net;
using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.5"), Away = IPAddress.Parse("198.51.100.7");

    private readonly FakeTime _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_time);

    [Fact]
    public void After_five_in_a_row_a_user_is_locked_out_at_that_address_for_longer_and_longer()
    {
        for (int i = 0; i < 5; i++)
            Assert.Null(_throttle.Begin("bob", Home));
        foreach (int minutes in (int[])[1, 2, 4, 8, 15, 15, 15])
        {
            Assert.Equal(TimeSpan.FromMinutes(minutes), _throttle.LockedFor("bob", Home));
            Assert.Null(_throttle.LockedFor("bob", Away));
            Assert.Null(_throttle.LockedFor("eve", Home));
            _time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(TimeSpan.FromSeconds(1), _throttle.Begin("bob", Home));
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(_throttle.Begin("bob", Home));
        }
    }

    [Fact]
    public void A_right_login_begins_the_count_anew()
    {
        for (int i = 0; i < 50; i++)
        {
            for (int k = 0; k < 4; k++)
                Assert.Null(_throttle.Begin("bob", Home));
            _throttle.Right("bob", Home);
        }
    }

    [Fact]
    public void After_twenty_from_anywhere_a_user_is_locked_out_everywhere_but_at_the_machine()
    {
        for (int i = 0; i < 20; i++)
            Assert.Null(_throttle.Begin("bob", IPAddress.Parse($"203.0.113.{i}")));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.Begin("bob", Away));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.Begin("bob", null));
        Assert.Null(_throttle.LockedFor("eve", Away));
        Assert.Null(_throttle.LockedFor("bob", IPAddress.Loopback));
        Assert.Null(_throttle.LockedFor("bob", IPAddress.IPv6Loopback));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_throttle.Begin("bob", Away));
        Assert.Equal(TimeSpan.FromMinutes(2), _throttle.LockedFor("bob", Home));
        _time.Advance(TimeSpan.FromMinutes(2));
        _throttle.Begin("bob", Home);
        _throttle.Right("bob", Home);
        Assert.Null(_throttle.LockedFor("bob", Away));
    }

    [Fact]
    public void Where_a_user_came_in_within_a_day_others_do_not_lock_the_user_out()
    {
        _throttle.Begin("bob", Home);
        _throttle.Right("bob", Home);
        Flood();
        Assert.NotNull(_throttle.LockedFor("bob", Away));
        Assert.Null(_throttle.LockedFor("bob", Home));
        for (int i = 0; i < 5; i++)
            Assert.Null(_throttle.Begin("bob", Home));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.LockedFor("bob", Home));
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Flood();
        Assert.Null(_throttle.LockedFor("bob", Home));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(_throttle.LockedFor("bob", Home));

        void Flood()
        {
            for (int i = 0; i < 20; i++)
                _throttle.Begin("bob", IPAddress.Parse($"198.51.100.{i}"));
        }
    }

    [Fact]
    public void Of_the_places_where_a_user_came_in_the_newest_few_are_kept_and_none_is_another_users()
    {
        var places = new RightPlaces();
        places.Add("eve", "home", TimeSpan.Zero);
        for (int i = 0; i <= RightPlaces.MostOfUser; i++)
            places.Add("bob", $"{i}", TimeSpan.FromSeconds(i));
        Assert.Equal((false, true, true), (places.Has("bob", "0", TimeSpan.FromMinutes(1)), places.Has("bob", "1", TimeSpan.FromMinutes(1)), places.Has("eve", "home", TimeSpan.FromMinutes(1))));
        Assert.False(places.Has("bob", "home", TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void At_the_machine_itself_a_guesser_is_locked_out_too_and_locks_out_nobody_else()
    {
        foreach (string address in (string[])["127.0.0.1", "::1", "127.0.0.2", "::ffff:127.0.0.1", "127.255.255.254"])
            Assert.Null(_throttle.Begin("admin", IPAddress.Parse(address)));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.LockedFor("admin", IPAddress.Loopback));
        for (int i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(15));
            Assert.Null(_throttle.Begin("admin", IPAddress.Loopback));
        }

        Assert.Null(_throttle.LockedFor("admin", Home));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(_throttle.LockedFor("admin", IPAddress.Loopback));
    }

    [Fact]
    public void Addresses_that_one_house_has_are_one()
    {
        for (int i = 0; i < 5; i++)
            Assert.Null(_throttle.Begin("bob", IPAddress.Parse($"2001:db8:1:2:{i}::{i}")));
        Assert.NotNull(_throttle.LockedFor("bob", IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.Null(_throttle.LockedFor("bob", IPAddress.Parse("2001:db8:1:3::1")));
        for (int i = 0; i < 5; i++)
            _throttle.Begin("eve", i % 2 == 0 ? Home : Home.MapToIPv6());
        Assert.NotNull(_throttle.LockedFor("eve", Home));
    }

    [Fact]
    public void What_was_wrong_an_hour_ago_is_forgotten()
    {
        for (int i = 0; i < 4; i++)
            _throttle.Begin("bob", Home);
        _time.Advance(TimeSpan.FromHours(1));
        for (int i = 0; i < 4; i++)
            _throttle.Begin("bob", Home);
        Assert.Null(_throttle.LockedFor("bob", Home));
    }

    [Fact]
    public void Many_at_once_get_no_more_guesses_than_one_after_the_other()
    {
        int begun = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                if (_throttle.Begin("bob", Home) is null)
                    Interlocked.Increment(ref begun);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(5, begun);
    }

    [Fact]
    public void A_flood_of_names_takes_no_more_room_and_frees_nobody_who_is_locked_out()
    {
        var table = new TallyTable<string>(mostWrong: 5, room: 100);
        for (int i = 0; i < 6; i++)
            table.Count("bob", TimeSpan.Zero);
        for (int i = 0; i < 10_000; i++)
        {
            table.Count($"name {i}", TimeSpan.FromSeconds(1));
            Assert.InRange(table.Size, 1, 100);
        }

        Assert.Equal(TimeSpan.FromMinutes(2), table.LockedUntil("bob"));
        table.Count("one", TimeSpan.FromHours(2));
        Assert.Equal(1, table.Size);
    }

    [Fact]
    public void Names_that_cant_be_are_kept_as_one()
    {
        for (int i = 0; i < 5; i++)
            Assert.Null(_throttle.Begin(new string('X', 1 + i * 100_000), Home));
        Assert.NotNull(_throttle.LockedFor("No Name", Home));
    }
}
