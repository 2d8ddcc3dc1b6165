using System.Text;
using Touchline.Core;

namespace Touchline.Keys;

/// <summary>Asks for what mustn't be seen: from the terminal without showing it, or line by line from what standard input is redirected to.</summary>
internal static class KeyPrompt
{
    /// <summary>The pass phrase for scripts and services.</summary>
    public const string PassPhraseVariable = "TOUCHLINE_PASSPHRASE";

    private const int MostLength = 16_384;

    /// <param name="orElse">Another way to give it, for people.</param>
    /// <exception cref="BadInputException">Nothing came.</exception>
    public static string Ask(string what, string orElse = "")
    {
        string? text;
        if (Console.IsInputRedirected)
        {
            text = Console.In.ReadLine();
        }
        else
        {
            Console.Error.Write($"{what}: ");
            text = ReadHidden();
            Console.Error.WriteLine();
        }

        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            throw new BadInputException($"{what} is missing; type it, or give it as a line of standard input{orElse}");
        return text;
    }

    /// <summary>What opens a key: the file if one is named, else the pass phrase of the environment, else what is typed.</summary>
    public static KeyLock Lock(string? keyFile, IReadOnlyDictionary<string, string> environment, bool isNew)
    {
        if (keyFile is not null)
            return KeyLock.OfFile(keyFile);
        if (environment.TryGetValue(PassPhraseVariable, out string? given) && given.Length > 0)
            return KeyLock.OfPassPhrase(given, isNew);
        string typed = Ask(isNew ? "pass phrase for the key" : "pass phrase", $", or in the variable {PassPhraseVariable}; --key-file FILE uses a key file instead");
        if (isNew && !Console.IsInputRedirected && Ask("the same again") != typed)
            throw new BadInputException("the pass phrases differ; nothing was added");
        return KeyLock.OfPassPhrase(typed, isNew);
    }

    private static string? ReadHidden()
    {
        var text = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return text.ToString();
                case ConsoleKey.Backspace:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                default:
                    if (key.KeyChar != '\0' && !char.IsControl(key.KeyChar) && text.Length < MostLength)
                        text.Append(key.KeyChar);
                    break;
            }
        }
    }
}
