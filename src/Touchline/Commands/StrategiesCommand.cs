using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Sdk;

namespace Touchline.Commands;

/// <summary><c>touchline strategies</c>: what the program can trade, and by what it is tuned.</summary>
internal static class StrategiesCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object by name" };
        var command = new Command("strategies", "List the strategies that come with the program and their parameters.") { json };
        command.SetAction((parsed, _) => CommandLine.Start(() => List(parsed.GetValue(json))));
        return command;
    }

    private static int List(bool json)
    {
        if (json)
        {
            Console.WriteLine(ToJson().ToJsonString(JsonText.Indented));
            return CommandLine.Done;
        }

        foreach (BuiltInStrategy strategy in StrategyCatalog.BuiltIn)
        {
            Console.WriteLine($"{strategy.Name}: {strategy.Text}");
            Console.WriteLine(TextColumns.Of(
            [
                ["  parameter", "type", "default", "unit", "right is", "meaning"],
                .. strategy.Make().Parameters.Select(p => new[] { $"  {p.Name}", p.Type, p.DefaultText, p.Unit, p.RangeText, p.Text }),
            ]));
        }

        return CommandLine.Done;
    }

    private static JsonObject ToJson() => new(StrategyCatalog.BuiltIn.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)new JsonObject
    {
        ["text"] = s.Text,
        ["parameters"] = new JsonObject(s.Make().Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)ToJson(p)))),
    })));

    private static JsonObject ToJson(Parameter parameter) => new()
    {
        ["type"] = parameter.Type,
        ["default"] = parameter.DefaultText,
        ["unit"] = parameter.Unit,
        ["range"] = parameter.RangeText,
        ["text"] = parameter.Text,
    };
}
