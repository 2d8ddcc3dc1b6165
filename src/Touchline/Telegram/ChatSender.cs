using System.Threading.Channels;

namespace Touchline.Telegram;

/// <summary>Sends to one chat what waits for it, in a loop of its own: a chat that takes nothing keeps no other waiting. Adding is for any thread and never waits.</summary>
internal sealed class ChatSender(long chat, TelegramApi api, TelegramOptions options, Action<string> say, TimeProvider time)
{
    private readonly ChatOutbox _outbox = new(options);
    private readonly Lock _gate = new();
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long _beganAt = time.GetTimestamp();

    public long Dropped
    {
        get
        {
            lock (_gate)
                return _outbox.Dropped;
        }
    }

    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _outbox.Waiting > 0;
        }
    }

    public void Add(string text, bool isAlert)
    {
        lock (_gate)
        {
            foreach (string part in MessageText.Split(text))
            {
                if (isAlert)
                    _outbox.AddAlert(part);
                else
                    _outbox.AddAnswer(part);
            }
        }

        _added.Writer.TryWrite(true);
    }

    /// <exception cref="OperationCanceledException">It was cancelled, which is how it ends.</exception>
    public async Task Run(CancellationToken cancel)
    {
        for (string? trouble = null; ;)
        {
            string? text;
            TimeSpan? next;
            lock (_gate)
            {
                text = _outbox.TryTake(Now);
                next = _outbox.NextAt(Now);
            }

            if (text is null)
            {
                await Wait(next - Now, cancel).ConfigureAwait(false);
                continue;
            }

            TelegramAnswer answer = await api.SendMessage(chat, text, cancel).ConfigureAwait(false);
            lock (_gate)
                _outbox.OnAnswer(answer, Now);
            if (answer.Failure != trouble)
                say(answer.Failure is { } failure ? $"telegram: to chat {chat}: {failure}" : $"telegram: chat {chat} takes messages again");
            trouble = answer.Failure;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_beganAt);

    private async Task Wait(TimeSpan? atMost, CancellationToken cancel)
    {
        TimeSpan longest = atMost is not { } some ? Timeout.InfiniteTimeSpan : some > TimeSpan.Zero ? some : TimeSpan.Zero;
        using var late = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await _added.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // It is time for the next.
        }
    }
}
