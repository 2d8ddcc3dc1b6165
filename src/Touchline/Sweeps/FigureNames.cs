using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.Sweeps;

/// <summary>
/// The names of a result's numbers, shared by all results: a nested one is called by its path, e.g. <c>orders.sent</c>. Grows while results
/// come in. For any thread.
/// </summary>
internal sealed class FigureNames
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _places = [];
    private string[] _all = [];

    public IReadOnlyList<string> All => _all;

    /// <summary>-1 for a name that no result has.</summary>
    public int IndexOf(string name)
    {
        lock (_gate)
            return _places.GetValueOrDefault(name, -1);
    }

    /// <summary>The numbers of a backtest's result, by path.</summary>
    public static JsonObject Of(JsonObject result) =>
        new(Leaves(result, "").Where(leaf => leaf.Value is not null).Select(leaf => KeyValuePair.Create(leaf.Path, (JsonNode?)leaf.Value!.DeepClone())));

    /// <summary>The paths of all that is a number or could be one.</summary>
    public static IEnumerable<string> In(JsonObject result) => Leaves(result, "").Select(leaf => leaf.Path);

    /// <summary>In the order of the names; not a number where one is missing.</summary>
    public double[] Read(JsonElement figures)
    {
        var found = new List<(int Place, double Value)>();
        lock (_gate)
        {
            foreach (JsonProperty figure in figures.EnumerateObject())
                found.Add((PlaceOf(figure.Name), figure.Value.GetDouble()));
        }

        double[] values = new double[found.Count == 0 ? 0 : found.Max(f => f.Place) + 1];
        Array.Fill(values, double.NaN);
        foreach ((int place, double value) in found)
            values[place] = value;
        return values;
    }

    private int PlaceOf(string name)
    {
        if (_places.TryGetValue(name, out int place))
            return place;
        _places[name] = _all.Length;
        _all = [.. _all, name];
        return _all.Length - 1;
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonObject from, string prefix)
    {
        foreach ((string name, JsonNode? node) in from)
        {
            if (prefix.Length == 0 && ResultFile.NoFigures.Contains(name))
                continue;
            if (node is JsonObject nested)
            {
                foreach ((string Path, JsonNode? Value) leaf in Leaves(nested, $"{prefix}{name}."))
                    yield return leaf;
            }
            else if (node is null || node.GetValueKind() == JsonValueKind.Number)
            {
                yield return (prefix + name, node);
            }
        }
    }
}
