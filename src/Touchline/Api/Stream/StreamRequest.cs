using System.Text.Json;
using System.Text.Unicode;

namespace Touchline.Api;

internal enum StreamOp : byte
{
    Ping,
    Subscribe,
    Unsubscribe,
}

/// <summary>What a client asks for, read and checked; which topics there are isn't known here.</summary>
/// <param name="Since">The number of the last update that the client has, by topic.</param>
internal sealed record StreamRequest(StreamOp Op, IReadOnlyList<string> Topics, IReadOnlyDictionary<string, long> Since, string? Epoch)
{
    private const int MostDepth = 4;
    private const int MostName = 128;

    private static readonly string[] Fields = ["op", "topics", "since", "epoch"];

    /// <exception cref="Problem">Says what would be right.</exception>
    public static StreamRequest Read(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw Wrong("the message is no UTF-8");
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false });
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            throw Wrong("""the message is no JSON, has a name twice or is nested too deeply; right is e.g. {"op":"subscribe","topics":["orders"]}""");
        }
    }

    private static StreamRequest Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Wrong("the message is to be a JSON object");
        if (root.EnumerateObject().FirstOrDefault(p => !Fields.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw Wrong($"{Short(unknown.Name)} is unknown; known are {string.Join(", ", Fields)}");
        StreamOp op = (Text(root, "op") ?? "") switch
        {
            "subscribe" => StreamOp.Subscribe,
            "unsubscribe" => StreamOp.Unsubscribe,
            "ping" => StreamOp.Ping,
            _ => throw Wrong("op: right is subscribe, unsubscribe or ping"),
        };
        if (op == StreamOp.Ping)
            return new StreamRequest(op, [], new Dictionary<string, long>(), null);
        IReadOnlyList<string> topics = TopicsOf(root);
        var since = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        if (root.TryGetProperty("since", out JsonElement given))
        {
            if (op != StreamOp.Subscribe || given.ValueKind != JsonValueKind.Object)
                throw Wrong("since: right is an object of topics and numbers, with subscribe");
            foreach (JsonProperty one in given.EnumerateObject())
                since[one.Name] = SeqOf(one, topics);
        }

        string? epoch = Text(root, "epoch");
        return since.Count > 0 && epoch is null ? throw Wrong("epoch is missing: since goes with the epoch of the hello that the numbers are from") : new StreamRequest(op, topics, since, epoch);
    }

    private static IReadOnlyList<string> TopicsOf(JsonElement root)
    {
        if (!root.TryGetProperty("topics", out JsonElement topics) || topics.ValueKind != JsonValueKind.Array || topics.GetArrayLength() is < 1 or > StreamBounds.MostTopics
            || topics.EnumerateArray().Any(t => t.ValueKind != JsonValueKind.String))
            throw Wrong($"topics: right is an array of 1 to {StreamBounds.MostTopics} names");
        return [.. topics.EnumerateArray().Select(t => t.GetString()!).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static long SeqOf(JsonProperty one, IReadOnlyList<string> topics)
    {
        if (!topics.Contains(one.Name, StringComparer.OrdinalIgnoreCase))
            throw Wrong($"since: {Short(one.Name)} isn't among the topics");
        return one.Value.ValueKind == JsonValueKind.Number && one.Value.TryGetInt64(out long seq) && seq >= 0 ? seq : throw Wrong($"since: right is a whole number from 0 for {Short(one.Name)}");
    }

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"{name}: right is a text");

    /// <summary>A client's own word in an answer.</summary>
    public static string Short(string text) => new([.. text.Take(MostName).Select(c => char.IsControl(c) ? '?' : c)]);

    private static Problem Wrong(string detail) => new(400, detail);
}
