using System.Globalization;
using System.Text.Json.Nodes;

namespace Touchline.Configuration;

/// <summary>A setting's value in effect and the layer that it came from, for the user.</summary>
internal sealed record EffectiveSetting(string Path, string Text, JsonNode Json, string Source)
{
    public const string DefaultSource = "default";

    /// <summary>A number where the value is one, else a text.</summary>
    public static JsonNode ToJson(string text, bool isNumber) =>
        isNumber && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : text;
}
