using Touchline.Configuration;
using Touchline.Control;
using Touchline.Storage;

namespace Touchline.Telegram;

/// <summary>
/// A session's chat: listed chats ask and order, and are alerted. Loops of its own beside the session's thread, one that waits for messages and acts on them, and one a chat that sends; none
/// can make the session wait. A message is acted on at most once: what was taken is passed over in this process whatever becomes of its answer, and what was written before the start is never
/// acted on, so that nothing an earlier process took is taken again.
/// </summary>
internal sealed class TelegramBot : IAsyncDisposable
{
    // Strange chats that are told by their number.
    private const int MostStrange = 16;

    private static readonly TimeSpan FlushStep = TimeSpan.FromMilliseconds(20);

    private readonly TelegramOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly TelegramApi _api;
    private readonly ChatCommands _commands;
    private readonly Dictionary<long, ChatSender> _chats;
    private readonly HashSet<long> _strange = [], _toldOfOld = [];
    private readonly CancellationTokenSource _end = new();
    private readonly DateTimeOffset _beganAt;
    private long _offset, _ignored;
    private Task _loops = Task.CompletedTask;

    /// <param name="orders">Orders that aren't over. For any thread.</param>
    /// <param name="say">Gets what people at the terminal should know of, from any thread; must not block.</param>
    public TelegramBot(TelegramOptions options, ISessionControl control, Func<IReadOnlyList<OrderRow>> orders, Action<string> say, TimeProvider time)
    {
        (_options, _time, _say) = (options, time, say);
        _api = new TelegramApi(options, time);
        _commands = new ChatCommands(control, orders, time);
        _chats = options.Chats.ToDictionary(c => c, c => new ChatSender(c, _api, options, say, time));
        _beganAt = time.GetUtcNow();
    }

    /// <summary>Messages of chats that aren't listed.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <summary>Alerts and answers that found no room.</summary>
    public long Dropped => _chats.Values.Sum(c => c.Dropped);

    public void Start()
    {
        CancellationToken end = _end.Token;
        _loops = Task.WhenAll([Task.Run(() => Guard(Listen, end)), .. _chats.Values.Select(c => Task.Run(() => Guard(c.Run, end)))]);
    }

    /// <summary>Alerts all listed chats. Comes back at once; what finds no room takes the oldest's place. For any thread.</summary>
    public Task Notify(string text)
    {
        foreach (ChatSender chat in _chats.Values)
            chat.Add(text, isAlert: true);
        return Task.CompletedTask;
    }

    /// <summary>Waits until everything has been sent, as the last words of a session should be; no longer than it is given.</summary>
    public async Task Flush(TimeSpan atMost)
    {
        using var late = new CancellationTokenSource(atMost, _time);
        while (!late.IsCancellationRequested && _chats.Values.Any(c => c.IsWaiting))
            await Task.Delay(FlushStep, _time, late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        _api.Dispose();
        _end.Dispose();
    }

    // A border: whatever goes wrong here is told, and the session goes on without.
    private async Task Guard(Func<CancellationToken, Task> loop, CancellationToken end)
    {
        try
        {
            await loop(end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It was told to end.
        }
        catch (Exception e)
        {
            _say(_options.Token.Scrub($"telegram: the chat has ended, the session goes on: {e.GetType().Name}: {e.Message}"));
        }
    }

    private async Task Listen(CancellationToken cancel)
    {
        string? trouble = null;
        for (int failures = 0; ;)
        {
            TelegramAnswer answer = await _api.GetUpdates(_offset, _options.PollSeconds, cancel).ConfigureAwait(false);
            if (answer.Failure != trouble)
                _say(answer.Failure is { } failure ? $"telegram: {failure}" : "telegram: messages are heard again");
            trouble = answer.Failure;
            if (trouble is not null)
            {
                await Task.Delay(answer.RetryAfter ?? _options.PauseAfter(++failures), _time, cancel).ConfigureAwait(false);
                continue;
            }

            failures = 0;
            foreach ((long id, IncomingMessage? message) in TelegramApi.Read(answer.Result))
            {
                if (id < _offset)
                    continue;
                // It is taken now, whatever comes of it.
                _offset = id + 1;
                if (message is not null)
                    await Take(message, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task Take(IncomingMessage message, CancellationToken cancel)
    {
        if (!_chats.TryGetValue(message.Chat, out ChatSender? chat))
        {
            Interlocked.Increment(ref _ignored);
            if (_strange.Count < MostStrange && _strange.Add(message.Chat))
                _say($"telegram: chat {message.Chat} isn't listed ({TelegramSetting.Chats.Path}) and isn't answered; its further messages are only counted");
            return;
        }

        // Telegram's clock counts whole seconds: a message of the very second of the start may be from before it.
        if (message.Date.ToUnixTimeSeconds() <= _beganAt.ToUnixTimeSeconds())
        {
            if (_toldOfOld.Add(message.Chat))
                chat.Add("What was written here before this session began isn't carried out. Send again what still counts.", isAlert: false);
            return;
        }

        if (await Answer(message, cancel).ConfigureAwait(false) is { } text)
            chat.Add(text, isAlert: false);
    }

    // A border: one message that can't be answered must not end the chat.
    private async Task<string?> Answer(IncomingMessage message, CancellationToken cancel)
    {
        try
        {
            return await _commands.Take(message.Chat, message.Text, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _say(_options.Token.Scrub($"telegram: a message couldn't be answered: {e.GetType().Name}: {e.Message}"));
            return "That couldn't be done; what the session says at its terminal tells why.";
        }
    }
}
