using Touchline.Configuration;

namespace Touchline.Telegram;

/// <summary>What the bot goes by. The defaults keep within what Telegram allows: about one message a second in a chat, twenty a minute in a group.</summary>
internal sealed record TelegramOptions
{
    /// <summary>Of messages to one chat within a minute.</summary>
    public const int MostInMinute = 20;

    /// <summary>Of these so many may be alerts: an answer to somebody finds room also when alerts pour in.</summary>
    public const int MostAlertsInMinute = 15;

    /// <summary>Alerts that wait in one chat; beyond, the oldest is dropped.</summary>
    public const int MostAlerts = 100;

    /// <summary>Likewise answers.</summary>
    public const int MostAnswers = 20;

    /// <summary>Failures are followed by pauses of up to this.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>What Telegram asks for is waited for up to this.</summary>
    public static readonly TimeSpan LongestTold = TimeSpan.FromHours(1);

    /// <summary>So long a kill may be confirmed.</summary>
    public static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Scheme and host, without a slash at the end.</summary>
    public required string Api { get; init; }

    public required BotToken Token { get; init; }

    /// <summary>The chats that are answered and alerted.</summary>
    public required IReadOnlyList<long> Chats { get; init; }

    /// <summary>So long Telegram keeps a question for messages open when there are none.</summary>
    public int PollSeconds { get; init; } = 25;

    /// <summary>Between two messages to one chat.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Behind the first failure in a row; each further one doubles it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>So long an answer may take beyond what was asked for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="Core.BadInputException">The token isn't there, or can't be one.</exception>
    public static TelegramOptions Of(TelegramSettings settings, ConfigurationPlace place) =>
        new() { Api = settings.Api, Token = BotToken.Find(settings.TokenFile, place), Chats = settings.Chats };

    /// <summary>The pause behind a number of failures in a row, 1 for the first.</summary>
    public TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures - 1, 16)));
}
