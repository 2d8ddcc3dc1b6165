using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.StoredStrategies;

namespace Touchline.Commands;

/// <summary><c>touchline strategy start|stop|reload</c>: strategies of a session that runs, found by its journal.</summary>
internal static class StrategyControl
{
    public static Command Start() => Ask(StrategyRequest.Starts, "Let a stored strategy begin in a session that runs, or go on where it is paused. The session compiles it.", null);

    public static Command Stop() => Ask(StrategyRequest.Stops, "End a strategy of a session that runs; its orders are cancelled.", "What becomes of its position: keep it, or close it at the market");

    public static Command Reload() => Ask(
        StrategyRequest.Reloads, "Put the newest version of a strategy's code in the place of the one that runs, without a pause in trading: docs/hot-reload.md.",
        "What the new version begins with: keep the orders and the position, or close them first");

    private static Command Ask(string verb, string text, string? positions)
    {
        var id = new Argument<string>("ID") { Description = verb == StrategyRequest.Reloads ? "The strategy, or the FILE.cs that the session was started with" : "The strategy" };
        var journal = new Option<string>("--journal") { Description = "The folder that the session's --journal writes", Required = true, HelpName = "FOLDER" };
        Option<string> wait = SessionAsk.Wait();
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var position = new Option<string>("--position") { Description = $"{positions} ({StrategyRequest.Keep}, {StrategyRequest.Close})", DefaultValueFactory = _ => StrategyRequest.Keep };
        var version = new Option<int?>("--version") { Description = "A version that begins beside others, in a place ID.VN of its own with limits of its own, to compare them" };
        position.AcceptOnlyFromAmong(StrategyRequest.Keep, StrategyRequest.Close);
        var command = new Command(verb, text) { id, journal, wait, json };
        if (positions is not null)
            command.Add(position);
        else
            command.Add(version);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            string called = parsed.GetRequiredValue(id);
            var request = new StrategyRequest(verb, called, positions is not null && parsed.GetValue(position) == StrategyRequest.Close, positions is null ? parsed.GetValue(version) : null);
            return Say(request, SessionAsk.Ask(parsed.GetRequiredValue(journal), request.ToString(), parsed.GetRequiredValue(wait), cancel), parsed.GetValue(json));
        }));
        return command;
    }

    private static int Say(StrategyRequest request, string answer, bool json)
    {
        string? refusal = answer.StartsWith(CommandBox.Refused, StringComparison.Ordinal) ? answer[CommandBox.Refused.Length..] : null;
        if (json)
            Console.WriteLine(new JsonObject { ["id"] = request.Id, ["verb"] = request.Verb, ["done"] = refusal is null, ["refusal"] = refusal }.ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"{request.Verb} {request.Id}: {answer}");
        return refusal is null ? CommandLine.Done : CommandLine.FailedRun;
    }
}
