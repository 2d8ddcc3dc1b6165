using System.Text;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>
/// The lines of a <c>.env</c> file: <c>KEY=VALUE</c>, empty lines and comments behind <c>#</c>. A value in single quotes is taken as it is, in
/// double quotes <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\"</c>, <c>\$</c> and <c>\\</c> are escapes. Nothing is expanded, no value spans lines. Messages
/// show nothing of a line but its key: others keep their secrets there.
/// </summary>
internal static class DotEnvFile
{
    private const string Export = "export";

    /// <param name="name">What the user calls the file.</param>
    /// <exception cref="BadInputException">A line is wrong; the message names it.</exception>
    public static List<Variable> Read(string text, string name)
    {
        var variables = new List<Variable>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string place = $"{name} line {i + 1}";
            string line = lines[i].Trim();
            if (line.Length > 0 && line[0] != '#')
                variables.Add(Parse(line, place));
        }

        return variables;
    }

    private static Variable Parse(string line, string place)
    {
        int equal = line.IndexOf('=');
        if (equal < 0)
            throw new BadInputException($"{place}: right is KEY=VALUE or a # comment");
        string key = line[..equal].TrimEnd();
        if (key.StartsWith(Export, StringComparison.Ordinal) && key.Length > Export.Length && char.IsWhiteSpace(key[Export.Length]))
            key = key[Export.Length..].TrimStart();
        if (key.Length == 0 || char.IsAsciiDigit(key[0]) || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            throw new BadInputException($"{place}: what stands before = is no name; right is KEY=VALUE with letters, digits and _ in KEY");
        return new Variable(key, Value(line[(equal + 1)..], place), $"{place} {key}");
    }

    private static string Value(string text, string place)
    {
        string value = text.TrimStart();
        if (value.Length == 0 || value[0] is not ('"' or '\''))
            return WithoutComment(text).Trim();
        char quote = value[0];
        int end = ClosingQuote(value, quote);
        if (end < 0)
            throw new BadInputException($"{place}: the quote {quote} isn't closed; right is {quote}VALUE{quote} on one line");
        string rest = value[(end + 1)..];
        if (!string.IsNullOrWhiteSpace(WithoutComment(rest)))
            throw new BadInputException($"{place}: text stands behind the closing quote; right is {quote}VALUE{quote}, with a # comment behind a space at most");
        return quote == '"' ? Unescape(value.AsSpan(1, end - 1)) : value[1..end];
    }

    private static int ClosingQuote(string value, char quote)
    {
        for (int i = 1; i < value.Length; i++)
        {
            if (value[i] == quote)
                return i;
            if (value[i] == '\\' && quote == '"')
                i++;
        }

        return -1;
    }

    // A # begins a comment only behind white space.
    private static string WithoutComment(string text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '#' && char.IsWhiteSpace(text[i - 1]))
                return text[..i];
        }

        return text;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char? escaped = text[i] != '\\' || i + 1 == text.Length ? null : text[i + 1] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '"' or '\\' or '$' => text[i + 1],
                _ => null,
            };
            plain.Append(escaped ?? text[i]);
            if (escaped is not null)
                i++;
        }

        return plain.ToString();
    }
}
