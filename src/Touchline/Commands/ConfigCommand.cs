using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;

namespace Touchline.Commands;

/// <summary><c>touchline config show</c>: the settings that a trading verb would use here.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var trading = new TradingOptions(Settings.All);
        var json = new Option<bool>("--json") { Description = "Print one JSON object by path, with value and source" };
        var show = new Command("show", "Print every setting with its value and the layer that it came from: default, JSON file, .env file, environment or command line.");
        trading.AddTo(show);
        show.Add(json);
        show.SetAction((parsed, _) => CommandLine.Start(() => Show(trading.ReadHere(parsed).Show(), parsed.GetValue(json))));
        return new Command("config", "Look at the configuration.") { show };
    }

    public static string ToText(IEnumerable<EffectiveSetting> settings) =>
        TextColumns.Of([["setting", "value", "source"], .. settings.Select(s => new[] { s.Path, s.Text.Length == 0 ? "''" : s.Text, s.Source })]);

    public static JsonObject ToJson(IEnumerable<EffectiveSetting> settings) => new(settings.Select(s =>
        KeyValuePair.Create(s.Path, (JsonNode?)new JsonObject { ["value"] = s.Json, ["source"] = s.Source })));

    private static int Show(IReadOnlyList<EffectiveSetting> settings, bool json)
    {
        Console.WriteLine(json ? ToJson(settings).ToJsonString(JsonText.Indented) : ToText(settings));
        return CommandLine.Done;
    }
}
