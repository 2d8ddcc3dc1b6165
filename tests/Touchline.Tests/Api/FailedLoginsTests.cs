using System.Net;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.Api;

/// <summary>What of failed logins comes into the audit log.</summary>
public sealed class FailedLoginsTests : IDisposable
{
    private const string Wrong = "name or password is wrong", Locked = "too many wrong passwords in a row";

    private readonly FakeTime _time = new();
    private readonly List<string> _lines = [];
    private readonly FailedLogins _failed;
    private int _told;

    public FailedLoginsTests() => _failed = new FailedLogins(Write, _time);

    public void Dispose() => _failed.Dispose();

    [Fact]
    public void The_first_is_written_and_what_follows_once_a_minute_with_its_count()
    {
        for (int i = 0; i < 5; i++)
            Fail("bob", "203.0.113.5");
        Fail("eve", "203.0.113.5");
        Assert.Equal([$"bob 203.0.113.5: {Wrong}", $"eve 203.0.113.5: {Wrong}"], Take());
        Fail("bob", "203.0.113.5", Locked);
        Assert.Empty(Take());
        Minute();
        Assert.Equal([$"bob 203.0.113.5 +5: {Locked}"], Take());
        Fail("bob", "203.0.113.5", Locked);
        Assert.Empty(Take());
        Minute();
        Assert.Equal([$"bob 203.0.113.5 +1: {Locked}"], Take());
        Minute();
        Assert.Empty(Take());
        Fail("bob", "203.0.113.5");
        Assert.Equal([$"bob 203.0.113.5: {Wrong}"], Take());
    }

    [Fact]
    public void However_many_addresses_there_are_a_minute_has_a_bound_and_every_failure_is_in_a_count()
    {
        var random = new Random(1);
        int failures = 0;
        for (int minute = 0; minute < 20; minute++)
        {
            for (int i = 0; i < 5000; i++, failures++)
                Fail($"user{random.Next(50)}", $"203.0.{random.Next(2)}.{random.Next(250)}");
            Assert.InRange(Take().Length, 0, FailedLogins.MostAMinute);
            Minute();
            Assert.InRange(Take().Length, 1, FailedLogins.MostAMinute + 1);
        }

        Assert.Equal(failures, _told);
    }

    [Fact]
    public void At_the_machine_itself_nothing_is_lost_among_others()
    {
        for (int i = 0; i < 200; i++)
            Fail("bob", $"203.0.113.{i}");
        Assert.Equal(FailedLogins.MostAMinute, Take().Length);
        Fail("admin", "127.0.0.1");
        Assert.Equal([$"admin loopback: {Wrong}"], Take());
    }

    [Fact]
    public void What_was_only_counted_is_told_at_the_end()
    {
        for (int i = 0; i < 100; i++)
            Fail("bob", $"203.0.113.{i / 2}");
        for (int i = 0; i < 100; i++)
            Fail("bob", $"198.51.100.{i}");
        _failed.Flush();
        Assert.Equal(200, _told);
        Take();
        _failed.Flush();
        Assert.Empty(Take());
    }

    [Fact]
    public void The_end_of_a_session_is_late_enough_for_it()
    {
        using var place = new Workplace();
        var archive = new SessionArchive();
        var session = new RunningSession(place);
        using (new SessionHub(session.Link, [archive], _ => { }))
        {
            session.Link.AtEnd(() => new ApiSession(session.Link, _time).Audit("bob", "auth.login", "user", "bob"));
            session.Dispose();
        }

        Assert.Equal("bob", Assert.Single(archive.Audit(e => e.Entry.Action == "auth.login", 0, 10).Rows).Entry.Actor);
    }

    private void Fail(string who, string address, string why = Wrong) => _failed.Add(who, "auth.login", IPAddress.Parse(address), why);

    private void Minute() => _time.Advance(TimeSpan.FromMinutes(1));

    private string[] Take()
    {
        string[] lines = [.. _lines];
        _lines.Clear();
        return lines;
    }

    private void Write(string who, string action, JsonObject about, string why)
    {
        Assert.Equal("auth.login", action);
        _told += (int?)about["more"] ?? 1;
        _lines.Add($"{who} {about["from"]}{(about["more"] is { } more ? $" +{more}" : "")}: {why}");
    }
}
