using System.Buffers;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Telegram;

/// <summary>What a bot is known by, and may be misused by: it stands in no text but the addresses that are asked.</summary>
internal sealed class BotToken
{
    /// <summary>Of the environment, or of <c>.env</c>.</summary>
    public const string Variable = "TELEGRAM_TOKEN";

    private const int MostDigits = 20, LeastLetters = 16, MostLetters = 200;
    private const string Hidden = "***";

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly string _text;

    private BotToken(string text) => _text = text;

    /// <param name="from">Where it was found, for messages, which show nothing of it.</param>
    /// <exception cref="BadInputException">It can't be one.</exception>
    public static BotToken Of(string text, string from) => IsToken(text.Trim())
        ? new BotToken(text.Trim())
        : throw new BadInputException($"{from} is no token of a Telegram bot; right is NUMBER:LETTERS as @BotFather gives it, without quotes or further lines");

    /// <summary>From the file that is named, else from the environment, else from <c>.env</c>.</summary>
    /// <param name="file">Setting telegram.token_file; null: none.</param>
    /// <exception cref="BadInputException">There is none, or what there is can't be one.</exception>
    public static BotToken Find(string? file, ConfigurationPlace place)
    {
        if (file is not null)
            return Of(ConfigurationFile.Read(Path.Combine(place.Folder, file), file), $"setting {TelegramSetting.TokenFile.Path}: what {file} holds");
        return place.Secret(Variable) is { } found
            ? Of(found.Value, found.Place)
            : throw new BadInputException($"setting {TelegramSetting.Chats.Path} is given, but the bot's token isn't: right is {Variable} in the environment or .env, or {TelegramSetting.TokenFile.Option} FILE");
    }

    /// <summary>The path of a method of the API below its host.</summary>
    public string PathOf(string method) => $"/bot{_text}/{method}";

    /// <summary>The text without the token, whatever brought it there.</summary>
    public string Scrub(string text) => text
        .Replace(_text, Hidden, StringComparison.OrdinalIgnoreCase)
        .Replace(Uri.EscapeDataString(_text), Hidden, StringComparison.OrdinalIgnoreCase)
        .Replace(_text[(_text.IndexOf(':') + 1)..], Hidden, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Hidden;

    // It stands in an address: nothing in it may mean something there.
    private static bool IsToken(string text)
    {
        int colon = text.IndexOf(':');
        return colon is > 0 and <= MostDigits && text.Length - colon is > LeastLetters and <= MostLetters
            && text.AsSpan(0, colon).IndexOfAnyExceptInRange('0', '9') < 0
            && text.AsSpan(colon + 1).IndexOfAnyExcept(Letters) < 0;
    }
}
