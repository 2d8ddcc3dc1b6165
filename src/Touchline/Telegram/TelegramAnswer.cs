using System.Text.Json;

namespace Touchline.Telegram;

/// <summary>What came of a call to the Bot API.</summary>
/// <param name="Failure">For people, without the token; null when it was carried out.</param>
internal sealed record TelegramAnswer(string? Failure)
{
    /// <summary>Of a call that was carried out.</summary>
    public JsonElement Result { get; init; }

    /// <summary>Telegram's own; 0: it didn't answer.</summary>
    public int Code { get; init; }

    /// <summary>So long it wants to hear nothing more of this.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The message is wrong, or the chat takes none: the same again would come to the same.</summary>
    public bool IsFinal => Code is >= 400 and < 500 and not (401 or 404 or 409 or 429);
}

/// <summary>A message that somebody wrote to the bot.</summary>
/// <param name="Date">When, by Telegram's clock, in whole seconds.</param>
internal sealed record IncomingMessage(long UpdateId, long Chat, long From, DateTimeOffset Date, string Text);
