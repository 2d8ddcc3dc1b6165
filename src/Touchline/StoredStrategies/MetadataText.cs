using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.StoredStrategies;

/// <summary>The text of a <c>metadata.json</c>; format: docs/strategy-store.md. What the program doesn't know stays where it is.</summary>
internal static class MetadataText
{
    public const int MostBytes = 1 << 20;
    private const int HashDigits = 64;

    private static readonly JsonDocumentOptions Syntax = new() { AllowDuplicateProperties = false };

    public static byte[] Write(StoredStrategy strategy)
    {
        JsonObject document = strategy.Document?.DeepClone().AsObject() ?? [];
        document["id"] = strategy.Id;
        document["name"] = strategy.Name;
        document["symbol"] = strategy.Symbol;
        document["enabled"] = strategy.IsEnabled;
        document["open_positions"] = strategy.OpensPositions;
        document["created_at"] = strategy.CreatedAt;
        document["updated_at"] = strategy.UpdatedAt;
        document["language"] = strategy.Language.Text();
        if (strategy.Thread != StrategyThread.Engine || document.ContainsKey("thread"))
            document["thread"] = strategy.Thread.Text();
        document["version"] = strategy.Version;
        document["revision"] = strategy.Revision;
        document["code_sha256"] = strategy.CodeHash;
        return Encoding.UTF8.GetBytes(document.ToJsonString(JsonText.Indented) + "\n");
    }

    /// <param name="id">The folder's name, which it has to be of.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static StoredStrategy Read(ReadOnlySpan<byte> utf8, string id)
    {
        try
        {
            if (utf8.StartsWith(Encoding.UTF8.Preamble))
                utf8 = utf8[Encoding.UTF8.Preamble.Length..];
            if (JsonNode.Parse(utf8, documentOptions: Syntax) is not JsonObject document)
                throw new FormatException("it is no JSON object");
            string language = Optional(document, "language", "csharp", "a text"), thread = Optional(document, "thread", "engine", "a text");
            var strategy = new StoredStrategy(Field<string>(document, "id", "a text"), Field<string>(document, "name", "a text"), Field<string>(document, "symbol", "a text"), Time(document, "created_at"), Time(document, "updated_at"))
            {
                IsEnabled = Field<bool>(document, "enabled", "true or false"),
                OpensPositions = Field<bool>(document, "open_positions", "true or false"),
                Language = StrategyLanguages.TryParse(language, out StrategyLanguage known) ? known : throw new FormatException($"its language isn't {StrategyLanguages.Right}"),
                Thread = StrategyThreads.TryParse(thread, out StrategyThread runs) ? runs : throw new FormatException($"its thread isn't {StrategyThreads.Right}"),
                Version = Optional(document, "version", 0, "a whole number"),
                Revision = Optional(document, "revision", 0L, "a whole number"),
                CodeHash = Optional(document, "code_sha256", "", "a text"),
                Document = document,
            };
            Check(strategy.Id == id, $"its id is of another strategy than its folder, {id}");
            Check(StrategyThreads.WhyNot(strategy.Thread, strategy.Language) is null, $"its thread is {strategy.Thread.Text()}, which is for csharp alone");
            Check(strategy.Version >= 0 && strategy.Revision >= 0, "its version or revision is below 0");
            Check(strategy.CodeHash.Length is 0 or HashDigits, "its code_sha256 is none");
            return strategy;
        }
        catch (JsonException e)
        {
            throw new FormatException(e.LineNumber is { } line ? $"line {line + 1} is no JSON" : "it is no JSON", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("a text in it has an escape that is no Unicode character", e);
        }
    }

    private static long Time(JsonObject document, string name)
    {
        long seconds = Field<long>(document, name, "a time in Unix seconds");
        return seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? seconds : throw new FormatException($"its {name} is no time in Unix seconds");
    }

    private static T Field<T>(JsonObject document, string name, string right) =>
        document[name] is JsonValue value && value.TryGetValue(out T? read) ? read : throw new FormatException(document.ContainsKey(name) ? $"its {name} isn't {right}" : $"it has no {name}");

    private static T Optional<T>(JsonObject document, string name, T otherwise, string right) => document.ContainsKey(name) ? Field<T>(document, name, right) : otherwise;

    private static void Check(bool isRight, string why)
    {
        if (!isRight)
            throw new FormatException(why);
    }
}
