using System.Globalization;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>The chats at Telegram that a session listens to, checked. Without the token, which is looked for when the session begins.</summary>
internal sealed record TelegramSettings(string Api, string? TokenFile, IReadOnlyList<long> Chats)
{
    /// <summary>Null when no chat is listed: then nothing is asked of Telegram.</summary>
    /// <exception cref="BadInputException">A setting has no effect.</exception>
    public static TelegramSettings? Of(EffectiveSettings settings)
    {
        IReadOnlyList<string> chats = settings.Value(TelegramSetting.Chats);
        if (chats.Count > 0)
            return new TelegramSettings(settings.Value(TelegramSetting.Api), settings.Value(TelegramSetting.TokenFile), [.. chats.Select(c => long.Parse(c, CultureInfo.InvariantCulture))]);
        foreach (Setting idle in (Setting[])[TelegramSetting.TokenFile, TelegramSetting.Api])
        {
            if (settings.SourceOf(idle) is { } source)
                throw new BadInputException($"{source}: setting {idle.Path} has no effect, as {TelegramSetting.Chats.Path} isn't given: nobody would be answered");
        }

        return null;
    }
}
