using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchline.Telegram;

/// <summary>
/// The two methods of Telegram's Bot API that are used (core.telegram.org/bots/api). Failures are values, whose texts never hold the token: it stands in the address that is asked, so no text
/// of an exception leaves here as it is. For any thread.
/// </summary>
internal sealed class TelegramApi : IDisposable
{
    // A hundred updates of 4,096 characters, each written as an escape.
    private const int MostBytes = 8 << 20;
    private const int MostUpdates = 50;
    private const int TooMany = 429;

    private readonly TelegramOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public TelegramApi(TelegramOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        // Elsewhere the token would go with it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null })
        {
            MaxResponseContentBufferSize = MostBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>What was written to the bot, the oldest first, waiting for the first of it. Updates below the offset count as taken from then on.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TelegramAnswer> GetUpdates(long offset, int seconds, CancellationToken cancel)
    {
        var body = new JsonObject { ["limit"] = MostUpdates, ["timeout"] = seconds, ["allowed_updates"] = new JsonArray("message") };
        if (offset > 0)
            body["offset"] = offset;
        return Call("getUpdates", body, TimeSpan.FromSeconds(seconds) + _options.Timeout, cancel);
    }

    /// <summary>A plain text: without a parse mode nothing in it is markup, whoever chose the names.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TelegramAnswer> SendMessage(long chat, string text, CancellationToken cancel) => Call(
        "sendMessage", new JsonObject { ["chat_id"] = chat, ["text"] = text, ["link_preview_options"] = new JsonObject { ["is_disabled"] = true } }, _options.Timeout, cancel);

    /// <summary>The messages among updates; other kinds have only a number.</summary>
    public static IEnumerable<(long UpdateId, IncomingMessage? Message)> Read(JsonElement updates)
    {
        if (updates.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (JsonElement update in updates.EnumerateArray())
        {
            if (Number(update, "update_id") is { } id)
                yield return (id, MessageOf(update, id));
        }
    }

    public void Dispose() => _http.Dispose();

    private static IncomingMessage? MessageOf(JsonElement update, long id)
    {
        if (!TryGet(update, "message", out JsonElement message) || !TryGet(message, "chat", out JsonElement chat) || Number(chat, "id") is not { } chatId || Number(message, "date") is not { } date)
            return null;
        string text = TryGet(message, "text", out JsonElement told) && told.ValueKind == JsonValueKind.String ? TextOf(told) : "";
        long from = TryGet(message, "from", out JsonElement sender) ? Number(sender, "id") ?? 0 : 0;
        return new IncomingMessage(id, chatId, from, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(date, 0, uint.MaxValue)), text);
    }

    // Half a surrogate pair in an escape is found only when the text is asked for.
    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static bool TryGet(JsonElement of, string name, out JsonElement value)
    {
        value = default;
        return of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out value);
    }

    private static long? Number(JsonElement of, string name) =>
        TryGet(of, name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private async Task<TelegramAnswer> Call(string method, JsonObject body, TimeSpan within, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            using var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json", "utf-8"));
            using HttpResponseMessage reply = await _http.PostAsync(new Uri(_options.Api + _options.Token.PathOf(method)), content, either.Token).ConfigureAwait(false);
            byte[] bytes = await reply.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(method, (int)reply.StatusCode, reply.Headers.RetryAfter?.Delta is { } told ? Within(told.TotalSeconds) : null, bytes);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new TelegramAnswer($"{method}: no answer within {within.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new TelegramAnswer(_options.Token.Scrub($"{method}: {e.Message}"));
        }
    }

    private TelegramAnswer Read(string method, int status, TimeSpan? retryAfter, byte[] bytes)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return new TelegramAnswer($"{method}: HTTP {status}, and no answer of the Bot API") { Code = status >= 400 ? status : 0, RetryAfter = retryAfter };
        }

        if (TryGet(root, "ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True && TryGet(root, "result", out JsonElement result))
            return new TelegramAnswer((string?)null) { Result = result, Code = status };
        int code = (int)(Number(root, "error_code") ?? status);
        string description = TryGet(root, "description", out JsonElement told) && told.ValueKind == JsonValueKind.String ? TextOf(told) : "no reason given";
        if (TryGet(root, "parameters", out JsonElement parameters) && Number(parameters, "retry_after") is { } seconds)
            retryAfter = Within(seconds);
        return new TelegramAnswer(_options.Token.Scrub($"{method}: {code} {MessageText.Clean(description)}{AdviceOn(code)}"))
        {
            Code = code,
            RetryAfter = retryAfter ?? (code == TooMany ? TelegramOptions.LongestPause : null),
        };
    }

    private static TimeSpan Within(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TelegramOptions.LongestTold.TotalSeconds));

    private static string AdviceOn(int code) => code switch
    {
        401 or 404 => $"; the token isn't one of a bot: look at {BotToken.Variable} or the token's file",
        409 => "; another program, or a web hook, takes this bot's messages: a bot belongs to one session",
        _ => "",
    };
}
