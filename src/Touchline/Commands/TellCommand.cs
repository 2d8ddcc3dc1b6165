using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline tell</c>: a command for a session that runs, found by its journal.</summary>
internal static class TellCommand
{
    public static Command Create()
    {
        Argument<string> folder = SessionAsk.Journal();
        var words = new Argument<string[]>("COMMAND") { Description = "e.g. kill flatten, arm, pause 0, set 0 spread=2.5, limit max_position=0.5, freeze 0, thaw 0, breaker reset, budget reset, cancel", Arity = ArgumentArity.OneOrMore };
        Option<string> wait = SessionAsk.Wait();
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("tell", "Tell a session that runs a command: kill it, pause it, change a limit or a parameter. It stands in the session's journal.") { folder, words };
        command.Add(wait);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(
            () => Run(parsed.GetRequiredValue(folder), string.Join(' ', parsed.GetRequiredValue(words)), parsed.GetRequiredValue(wait), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string journal, string text, string wait, bool json, CancellationToken cancel)
    {
        if (EngineCommand.Parse(text) is null)
            throw new BadInputException($"'{text}' is no command; right is e.g. kill flatten, arm, pause 0, set 0 spread=2.5, limit max_position=0.5, limit 0 max_order=2, freeze 0, thaw 0, breaker reset, budget reset, cancel (docs/engine.md has them all)");
        string answer = SessionAsk.Ask(journal, text, wait, cancel);
        string? refusal = answer.StartsWith(CommandBox.Refused, StringComparison.Ordinal) ? answer[CommandBox.Refused.Length..] : null;
        if (json)
            Console.WriteLine(new JsonObject { ["command"] = text, ["done"] = refusal is null, ["refusal"] = refusal }.ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"{text}: {answer}");
        return refusal is null ? CommandLine.Done : CommandLine.FailedRun;
    }
}
