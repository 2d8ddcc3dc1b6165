using System.Globalization;
using System.Net;

namespace Touchline.Configuration;

/// <summary>The part of the table of settings that is about a chat at Telegram. The bot's token is none: it is a secret, and a command line or a list of settings is no place for one.</summary>
internal static class TelegramSetting
{
    public const string Section = "telegram";
    public const string UsualApi = "https://api.telegram.org";

    private const int MostChats = 32;

    public static NamesSetting Chats { get; } = new(
        "telegram.chats", TryReadChats, $"up to {MostChats} different numbers of chats with commas between, e.g. 123456789,-1001234567890", "the chats at Telegram that may command the session and are alerted")
    { Option = "--telegram-chats" };

    public static ScalarSetting<string?> TokenFile { get; } = new(
        "telegram.token_file", null, SettingText.TryReadFolder, SettingText.WriteFolder, "a file with nothing else in it, or none", "holds the bot's token; without it TELEGRAM_TOKEN of the environment or .env does")
    { Option = "--telegram-token-file" };

    public static ScalarSetting<string> Api { get; } = new(
        "telegram.api", UsualApi, TryReadApi, SettingText.Same, "an address of scheme https without a path, or http of this machine", "where Telegram's Bot API is")
    { Option = "--telegram-api" };

    public static IReadOnlyList<Setting> All { get; } = [Chats, TokenFile, Api];

    private static bool TryReadChats(IReadOnlyList<string> chats) => chats.Count <= MostChats && chats.Distinct().Count() == chats.Count
        && chats.All(c => long.TryParse(c, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long chat) && chat != 0);

    private static bool TryReadApi(string text, out string api)
    {
        api = text.TrimEnd('/');
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Host.Length == 0 || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return false;
        // The token would go over the line as it is.
        bool isHere = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return address.AbsolutePath == "/" && (address.Scheme == "https" || (address.Scheme == "http" && isHere));
    }
}
