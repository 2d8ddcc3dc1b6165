namespace Touchline.Telegram;

/// <summary>
/// What waits to be sent to one chat: answers before alerts, both bounded, at a pace that Telegram takes. Times are of a clock that never jumps. Not for several threads at once.
/// </summary>
internal sealed class ChatOutbox(TelegramOptions options)
{
    private readonly LinkedList<string> _answers = [];
    private readonly LinkedList<string> _alerts = [];

    // When the messages of the last minute left.
    private readonly Queue<(TimeSpan At, bool IsAlert)> _sent = new();
    private TimeSpan _notBefore;
    private int _failures;
    private bool _isOut, _isAlertOut;

    /// <summary>Alerts and answers that were dropped for want of room.</summary>
    public long Dropped { get; private set; }

    public int Waiting => _answers.Count + _alerts.Count;

    public void AddAnswer(string text) => Add(_answers, TelegramOptions.MostAnswers, text);

    public void AddAlert(string text) => Add(_alerts, TelegramOptions.MostAlerts, text);

    /// <summary>The next message, when one may leave now. Nothing more leaves before <see cref="OnAnswer"/>.</summary>
    public string? TryTake(TimeSpan now)
    {
        if (_isOut || NextAt(now) is not { } at || at > now)
            return null;
        (_isOut, _isAlertOut) = (true, _answers.Count == 0);
        return Queue.First!.Value;
    }

    /// <summary>When <see cref="TryTake"/> may have something; null: nothing waits.</summary>
    public TimeSpan? NextAt(TimeSpan now)
    {
        if (Waiting == 0)
            return null;
        while (_sent.TryPeek(out (TimeSpan At, bool IsAlert) oldest) && now - oldest.At >= TelegramOptions.Minute)
            _sent.Dequeue();
        TimeSpan next = _notBefore;
        if (_sent.Count >= TelegramOptions.MostInMinute)
            next = Max(next, _sent.Peek().At + TelegramOptions.Minute);
        if (_answers.Count == 0 && _sent.Count(s => s.IsAlert) >= TelegramOptions.MostAlertsInMinute)
            next = Max(next, _sent.First(s => s.IsAlert).At + TelegramOptions.Minute);
        return next;
    }

    /// <summary>What came of the message that was taken. It leaves again unless it was sent, or is refused for good.</summary>
    public void OnAnswer(TelegramAnswer answer, TimeSpan now)
    {
        _isOut = false;
        if (answer.Failure is not null && !answer.IsFinal)
        {
            _notBefore = now + (answer.RetryAfter ?? options.PauseAfter(++_failures));
            return;
        }

        Queue.RemoveFirst();
        _failures = 0;
        _sent.Enqueue((now, _isAlertOut));
        _notBefore = now + options.Gap;
    }

    private LinkedList<string> Queue => _isAlertOut ? _alerts : _answers;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    // What is on its way stays: it is the first of its queue.
    private void Add(LinkedList<string> queue, int most, string text)
    {
        queue.AddLast(text);
        if (queue.Count <= most)
            return;
        Dropped++;
        queue.Remove(_isOut && queue == Queue ? queue.First!.Next! : queue.First!);
    }
}
