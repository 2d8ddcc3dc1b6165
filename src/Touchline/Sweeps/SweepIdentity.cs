using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Sweeps;

/// <summary>
/// What decides a result beside the parameters and the stretch of the data: results of equal identities may stand in one file. The first
/// line of that file.
/// </summary>
internal static class SweepIdentity
{
    public const string Mark = "touchline_sweep";

    // Goes up when a figure changes its meaning.
    private const int FiguresVersion = 1;

    public static string Line(TradingSettings chosen, TradingData data)
    {
        KeptFile? file = JournalSession.FileReadBy(chosen);
        return new JsonObject
        {
            [Mark] = 1,
            ["figures"] = FiguresVersion,
            ["strategy"] = chosen.Source is null ? chosen.Name : Path.GetFileName(chosen.Name),
            ["source"] = chosen.Source is { } source ? Hash(Encoding.UTF8.GetBytes(source.Text)) : null,
            ["file"] = file is null ? null : Hash(File.ReadAllBytes(file.Path)),
            ["data"] = new JsonArray([.. data.Recordings.Select((r, i) => (JsonNode)$"{data.Instruments[i]} {r.ContentHash()}")]),
            ["models"] = BacktestJson.Models(chosen),
            ["risk"] = chosen.Risk.ToString(),
            ["seed"] = chosen.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.ToJsonString(JsonText.Line);
    }

    /// <summary>What a user has to know of two identities that aren't the same.</summary>
    /// <param name="found">The line of a file; any text.</param>
    public static string Difference(string found, string wanted)
    {
        try
        {
            JsonNode there = JsonNode.Parse(found)!, here = JsonNode.Parse(wanted)!;
            foreach ((string name, JsonNode? value) in here.AsObject())
            {
                if (!JsonNode.DeepEquals(value, there[name]))
                    return $"its {name} is {Text(there[name])} and here it is {Text(value)}";
            }

            return "its first line says more than this version knows";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "its first line isn't a sweep's";
        }
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(JsonText.Line) ?? "none";

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
