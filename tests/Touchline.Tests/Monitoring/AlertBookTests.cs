using Touchline.Control;
using Touchline.Monitoring;

namespace Touchline.Tests.Monitoring;

public sealed class AlertBookTests
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(15);

    private readonly ManualClock _clock = new();
    private readonly Told _told = new();
    private readonly HashSet<string> _wrong = [];

    [Fact]
    public void An_alert_fires_once_its_condition_has_held_for_long_enough_and_ends_with_it()
    {
        AlertBook book = Book(hold: 10);
        _wrong.Add("a");
        Look(book, 0);
        Look(book, 9.9);
        Assert.Empty(_told.Notices);
        Assert.Empty(book.Active);
        Look(book, 0.1);
        AlertNotice fired = Assert.Single(_told.Notices);
        Assert.Equal((1L, "test", "a", AlertSeverity.Warning, AlertState.Firing, "a is wrong"), (fired.Seq, fired.Alert, fired.Subject, fired.Severity, fired.State, fired.Text));
        Assert.Equal(_clock.GetUtcNow(), fired.Since);
        Assert.Equal("a", Assert.Single(book.Active).Subject);
        Look(book, 30);
        Assert.Single(_told.Notices);
        _wrong.Clear();
        Look(book, 1);
        Assert.Equal((AlertState.Resolved, "over; it was: a is wrong"), (_told.Notices[1].State, _told.Notices[1].Text));
        Assert.Equal(fired.At, _told.Notices[1].Since);
        Assert.Empty(book.Active);
    }

    [Fact]
    public void What_comes_and_goes_before_its_time_isnt_told()
    {
        AlertBook book = Book(hold: 10);
        for (int i = 0; i < 20; i++)
        {
            _wrong.Add("a");
            Look(book, 0);
            Look(book, 9);
            _wrong.Clear();
            Look(book, 1);
        }

        Assert.Empty(_told.Notices);
    }

    [Fact]
    public void What_goes_on_is_told_again_but_seldom()
    {
        AlertBook book = Book();
        _wrong.Add("a");
        for (int minute = 0; minute < 40; minute++)
            Look(book, 60);
        Assert.Equal([AlertState.Firing, AlertState.StillFiring, AlertState.StillFiring], _told.Notices.Select(n => n.State));
        Assert.Equal(Repeat, _told.Notices[1].At - _told.Notices[0].At);
        Assert.Equal(_told.Notices[0].Since, _told.Notices[2].Since);
    }

    [Fact]
    public void What_flaps_is_told_once_in_a_while_and_the_last_word_is_true()
    {
        AlertBook book = Book();
        for (int i = 0; i < 100; i++)
        {
            _wrong.Add("a");
            Look(book, 1);
            Assert.Single(book.Active);
            _wrong.Clear();
            Look(book, 1);
            Assert.Empty(book.Active);
        }

        Assert.Equal([AlertState.Firing, AlertState.Resolved], _told.Notices.Select(n => n.State));
        // It comes back for good: people believe that it is over, and are told when they may be.
        _wrong.Add("a");
        Look(book, 1);
        Assert.Equal(2, _told.Notices.Count);
        Look(book, Repeat.TotalSeconds);
        Assert.Equal(AlertState.Firing, _told.Notices[2].State);
        Look(book, 1);
        Assert.Equal(3, _told.Notices.Count);
    }

    [Fact]
    public void Each_thing_that_a_rule_is_about_is_told_for_itself()
    {
        AlertBook book = Book();
        _wrong.Add("a");
        Look(book, 1);
        _wrong.Add("b");
        Look(book, 1);
        _wrong.Remove("a");
        Look(book, 1);
        Assert.Equal([("a", AlertState.Firing), ("b", AlertState.Firing), ("a", AlertState.Resolved)], _told.Notices.Select(n => (n.Subject, n.State)));
        Assert.Equal("b", Assert.Single(book.Active).Subject);
    }

    [Fact]
    public void A_program_that_starts_again_tells_what_is_still_wrong()
    {
        _wrong.Add("a");
        Look(Book(), 1);
        Look(Book(), 1);
        Assert.Equal([(1L, AlertState.Firing), (1L, AlertState.Firing)], _told.Notices.Select(n => (n.Seq, n.State)));
    }

    [Fact]
    public void The_newest_thousand_notices_are_kept_and_things_beyond_a_bound_arent_watched()
    {
        AlertBook book = Book();
        _wrong.UnionWith(Enumerable.Range(0, 2_000).Select(i => $"{i}"));
        Look(book, 1);
        Assert.Equal(AlertBook.MostAlerts, book.Active.Length);
        _wrong.Clear();
        Look(book, 1);
        Assert.Equal(2 * AlertBook.MostAlerts, book.Told);
        Assert.Equal(AlertBook.MostNotices, book.Notices().Count);
        Assert.Equal(book.Told, book.Notices()[0].Seq);
        // Once they may be told again they take no room any more.
        Look(book, Repeat.TotalSeconds);
        _wrong.Add("new");
        Look(book, 1);
        Assert.Equal("new", book.Notices()[0].Subject);
    }

    [Fact]
    public void A_name_that_would_steer_a_terminal_doesnt()
    {
        AlertBook book = Book();
        _wrong.Add("\u001b[2Ja\nb");
        Look(book, 1);
        Assert.Equal(("?[2Ja?b", "?[2Ja?b is wrong"), (_told.Notices[0].Subject, _told.Notices[0].Text));
        Assert.Equal("?[2Ja?b", book.Active[0].Subject);
    }

    private AlertBook Book(double hold = 0)
    {
        var rule = new PortraitRule("test", AlertSeverity.Warning, "test", _ => _wrong.Select(w => new Finding(w, $"{w} is wrong"))) { Hold = TimeSpan.FromSeconds(hold) };
        var book = new AlertBook([rule], Repeat, _clock);
        book.Listen(_told);
        return book;
    }

    private void Look(AlertBook book, double later)
    {
        _clock.Go(later);
        book.OnPortrait(Portraits.Usual);
    }

    private sealed class Told : IAlertListener
    {
        public List<AlertNotice> Notices { get; } = [];

        public void OnAlert(AlertNotice notice) => Notices.Add(notice);
    }
}
