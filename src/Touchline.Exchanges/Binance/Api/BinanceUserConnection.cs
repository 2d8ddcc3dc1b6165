using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>A client of user data streams: which listen keys it asked for, which kinds of events of each, and whether they come wrapped.</summary>
internal sealed class BinanceUserConnection
{
    private const int MostStreams = 1024;

    /// <summary>By key the kinds that are wanted; null: all. A name that doesn't exist is no error: nothing comes for it.</summary>
    private readonly Dictionary<string, HashSet<string>?> _kinds = [];

    private readonly MarketConnection? _shared;
    private bool _isCombined;

    /// <summary>A connection that carries market streams too, and asks for keys and properties there.</summary>
    public BinanceUserConnection(MarketConnection shared) : this(shared.Number, isCombined: false) => _shared = shared;

    private BinanceUserConnection(int connection, bool isCombined)
    {
        Connection = connection;
        _isCombined = isCombined;
    }

    public int Connection { get; }

    /// <summary>Events come as <c>{"stream":KEY,"data":{…}}</c>.</summary>
    public bool IsCombined => _shared?.IsCombined ?? _isCombined;

    /// <summary>
    /// Null when the address isn't one of user data streams: without the route they are told by a listenKey in the query. Keys among the names of streams there are the market streams'.
    /// </summary>
    public static BinanceUserConnection? Of(int connection, ExchangeRequest request)
    {
        bool isPrivate = request.Path.StartsWith("/private/", StringComparison.Ordinal);
        string path = isPrivate ? request.Path["/private".Length..] : request.Path;
        bool isCombined = path == "/stream";
        if (!isCombined && path != "/ws" && !path.StartsWith("/ws/", StringComparison.Ordinal))
            return null;
        BinanceUserConnection client = new(connection, isCombined);
        string[] named = path.Length > 4 && !isCombined ? path["/ws/".Length..].Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (string key in named)
            client.Add(key, null);
        client.AddFromQuery(request.Query);
        bool isForUsers = named.Length == 0 && !request.Query.Contains("streams=", StringComparison.Ordinal) && client._kinds.Count > 0 && client._kinds.Keys.All(IsListenKey);
        return isPrivate || isForUsers ? client : null;
    }

    public bool Wants(string key, string kind) => _kinds.TryGetValue(key, out HashSet<string>? kinds) && (kinds is null || kinds.Contains(kind));

    /// <summary>Carries out a control message; the answer's bytes.</summary>
    public byte[] Answer(ReadOnlySpan<byte> message)
    {
        using JsonDocument? document = BinanceJsonValues.TryParse(message.ToArray());
        if (document is null)
            return Error(3, "Invalid JSON: expected value at line 1 column 1", null);
        JsonElement root = document.RootElement;
        string? id = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id", out JsonElement element) ? element.GetRawText() : null;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("method", out JsonElement method) || method.ValueKind != JsonValueKind.String)
            return Error(2, "Invalid request: missing field `method`", id);
        return BinanceJsonValues.TryString(method) switch
        {
            "SUBSCRIBE" => Change(root, id, isAdded: true),
            "UNSUBSCRIBE" => Change(root, id, isAdded: false),
            "LIST_SUBSCRIPTIONS" => Result(id, json =>
            {
                json.WriteStartArray();
                foreach (string key in _kinds.Keys)
                    json.WriteStringValue(key);
                json.WriteEndArray();
            }),
            "SET_PROPERTY" => SetProperty(root, id),
            "GET_PROPERTY" => IsCombinedAsked(root) ? Result(id, json => json.WriteBooleanValue(IsCombined)) : Error(0, "Unknown property", id),
            _ => Error(2, "Invalid request: unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`", id),
        };
    }

    /// <summary>No name of a market stream looks like one.</summary>
    public static bool IsListenKey(string name) => name.Length == BinanceListenKeys.Length && name.All(char.IsAsciiLetterOrDigit);

    /// <summary>Pairs of listenKey and events; events belong to the key before them, or to the first if none is.</summary>
    private void AddFromQuery(string query)
    {
        string? last = null;
        HashSet<string>? waiting = null;
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..]);
            switch (equals < 0 ? part : part[..equals])
            {
                case "listenKey":
                    Add(value, waiting);
                    (last, waiting) = (value, null);
                    break;
                case "events" when last is null:
                    waiting = [.. value.Split('/', StringSplitOptions.RemoveEmptyEntries)];
                    break;
                case "events":
                    Add(last, [.. value.Split('/', StringSplitOptions.RemoveEmptyEntries)]);
                    break;
                case "streams":
                    foreach (string key in value.Split('/', StringSplitOptions.RemoveEmptyEntries))
                        Add(key, null);
                    break;
            }
        }
    }

    public void Remove(string key) => _kinds.Remove(key);

    /// <param name="kinds">Null: all.</param>
    public void Add(string key, HashSet<string>? kinds)
    {
        if (key.Length > 0 && (_kinds.Count < MostStreams || _kinds.ContainsKey(key)))
            _kinds[key] = kinds;
    }

    private byte[] Change(JsonElement root, string? id, bool isAdded)
    {
        if (!root.TryGetProperty("params", out JsonElement names) || names.ValueKind != JsonValueKind.Array)
            return Error(2, "Invalid request: params must be an array of strings", id);
        List<string> keys = [];
        foreach (JsonElement name in names.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String || BinanceJsonValues.TryString(name) is not { } key)
                return Error(2, "Invalid request: params must be an array of strings", id);
            keys.Add(key);
        }

        if (isAdded && _kinds.Count + keys.Count > MostStreams)
            return Error(2, $"Invalid request: too many streams, at most {MostStreams} a connection", id);
        foreach (string key in keys)
            if (isAdded)
                Add(key, null);
            else
                Remove(key);
        return Result(id, json => json.WriteNullValue());
    }

    private byte[] SetProperty(JsonElement root, string? id)
    {
        if (!IsCombinedAsked(root))
            return Error(0, "Unknown property", id);
        JsonElement parameters = root.GetProperty("params");
        if (parameters.GetArrayLength() != 2 || parameters[1].ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Error(1, "Invalid value type: expected Boolean", id);
        _isCombined = parameters[1].GetBoolean();
        return Result(id, json => json.WriteNullValue());
    }

    private static bool IsCombinedAsked(JsonElement root) =>
        root.TryGetProperty("params", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 0
        && parameters[0].ValueKind == JsonValueKind.String && BinanceJsonValues.TryString(parameters[0]) == "combined";

    private static byte[] Result(string? id, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, BinanceApi.Json))
        {
            json.WriteStartObject();
            json.WritePropertyName("result");
            write(json);
            json.WritePropertyName("id");
            json.WriteRawValue(id ?? "null");
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static byte[] Error(int code, string message, string? id)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, BinanceApi.Json))
        {
            json.WriteStartObject();
            json.WriteNumber("code", code);
            json.WriteString("msg", message);
            if (id is not null)
            {
                json.WritePropertyName("id");
                json.WriteRawValue(id);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
