using Touchline.Telegram;

namespace Touchline.Tests.Telegram;

/// <summary>When messages to a chat leave, on a clock of the test's own.</summary>
public sealed class ChatOutboxTests
{
    private static readonly TelegramAnswer Sent = new((string?)null);
    private static readonly TelegramAnswer Down = new("no network");

    private readonly ChatOutbox _outbox = new(new TelegramOptions { Api = "", Token = BotToken.Of(BotApi.Token, ""), Chats = [] });
    private TimeSpan _now;

    [Fact]
    public void Answers_leave_before_alerts_a_second_apart_and_one_at_a_time()
    {
        _outbox.AddAlert("alert");
        _outbox.AddAnswer("answer");
        Assert.Equal("answer", _outbox.TryTake(_now));
        Assert.Null(_outbox.TryTake(_now + TimeSpan.FromHours(1)));
        _outbox.OnAnswer(Sent, _now);
        Assert.Null(_outbox.TryTake(_now + TimeSpan.FromMilliseconds(999)));
        Assert.Equal(TimeSpan.FromSeconds(1), _outbox.NextAt(_now));
        Assert.Equal("alert", _outbox.TryTake(_now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Twenty_leave_within_a_minute_and_alerts_leave_room_for_answers()
    {
        var left = new List<(TimeSpan At, string Text)>();
        for (int i = 0; i < 40; i++)
            _outbox.AddAlert($"{i}");
        for (; _now < TimeSpan.FromSeconds(60); _now += TimeSpan.FromSeconds(0.5))
        {
            if (_now == TimeSpan.FromSeconds(30))
            {
                for (int i = 0; i < 10; i++)
                    _outbox.AddAnswer("answer");
            }

            Send(left);
        }

        Assert.Equal(TelegramOptions.MostAlertsInMinute, left.Count(l => l.Text != "answer"));
        Assert.Equal(5, left.Count(l => l.Text == "answer"));
        Assert.Equal(30, left.First(l => l.Text == "answer").At.TotalSeconds);
        for (; _now < TimeSpan.FromSeconds(300); _now += TimeSpan.FromSeconds(0.5))
            Send(left);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), left.Where(l => l.Text != "answer").Select(l => l.Text));
        Assert.All(left, l => Assert.InRange(left.Count(o => o.At >= l.At && o.At < l.At + TelegramOptions.Minute), 1, TelegramOptions.MostInMinute));
    }

    [Fact]
    public void Of_too_many_the_oldest_are_dropped_and_counted_but_not_what_is_on_its_way()
    {
        for (int i = 0; i < TelegramOptions.MostAlerts; i++)
            _outbox.AddAlert($"{i}");
        Assert.Equal("0", _outbox.TryTake(_now));
        _outbox.AddAlert("new");
        _outbox.AddAlert("newer");
        Assert.Equal((2, TelegramOptions.MostAlerts), (_outbox.Dropped, _outbox.Waiting));
        _outbox.OnAnswer(Sent, _now);
        Assert.Equal("3", _outbox.TryTake(_now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_isnt_sent_leaves_again_after_pauses_that_double_up_to_a_minute()
    {
        _outbox.AddAlert("a");
        var pauses = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal("a", _outbox.TryTake(_now));
            _outbox.OnAnswer(Down, _now);
            pauses.Add((_outbox.NextAt(_now)!.Value - _now).TotalSeconds);
            _now = _outbox.NextAt(_now)!.Value;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        Assert.Equal("a", _outbox.TryTake(_now));
        _outbox.OnAnswer(Sent, _now);
        _outbox.AddAlert("b");
        _now += TimeSpan.FromSeconds(1);
        Assert.Equal("b", _outbox.TryTake(_now));
        _outbox.OnAnswer(Down, _now);
        Assert.Equal(TimeSpan.FromSeconds(1), _outbox.NextAt(_now) - _now);
    }

    [Fact]
    public void What_Telegram_asks_for_is_waited_for()
    {
        _outbox.AddAnswer("a");
        Assert.Equal("a", _outbox.TryTake(_now));
        _outbox.OnAnswer(new TelegramAnswer("429") { Code = 429, RetryAfter = TimeSpan.FromSeconds(37) }, _now);
        Assert.Null(_outbox.TryTake(_now + TimeSpan.FromSeconds(36.9)));
        Assert.Equal("a", _outbox.TryTake(_now + TimeSpan.FromSeconds(37)));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(403, true)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    [InlineData(502, false)]
    [InlineData(0, false)]
    public void What_is_refused_for_good_isnt_sent_again(int code, bool isDropped)
    {
        _outbox.AddAnswer("a");
        _outbox.TryTake(_now);
        _outbox.OnAnswer(new TelegramAnswer("no") { Code = code }, _now);
        Assert.Equal(isDropped ? 0 : 1, _outbox.Waiting);
    }

    private void Send(List<(TimeSpan At, string Text)> left)
    {
        if (_outbox.TryTake(_now) is not { } text)
            return;
        left.Add((_now, text));
        _outbox.OnAnswer(Sent, _now);
    }
}
