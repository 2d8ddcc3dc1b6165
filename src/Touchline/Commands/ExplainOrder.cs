using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline replay --explain</c>: the session is played again, and an order's cause and course are told.</summary>
internal static class ExplainOrder
{
    /// <exception cref="BadInputException">There is no such order, or the journal can't be read.</exception>
    public static int Run(string folder, int? session, string order, bool json)
    {
        OrderId id = Parse(order);
        using var replay = new SessionReplay(folder, session ?? SessionOf(folder, id));
        var explanation = new OrderExplanation(replay, id);
        ReplayResult result = replay.Run(explanation);
        if (explanation.Cause is null)
            throw new BadInputException($"order {id} isn't in {replay.Journal}{((result.Difference ?? result.Stop) is { } reason ? $" as far as it can be replayed: {reason}" : "")}");
        if (json)
            Console.WriteLine(ToJson(explanation, result).ToJsonString(JsonText.Indented));
        else
            Print(explanation, result);
        return result.Difference is null ? CommandLine.Done : CommandLine.FailedRun;
    }

    // A client order id is the journal's prefix, a dash and the number.
    private static OrderId Parse(string text) => long.TryParse(text.AsSpan(text.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
        ? new OrderId(number)
        : throw new BadInputException($"--explain: '{text}' is no order; right is its number, or its client order id");

    // No two sessions of a journal have an order of the same number.
    private static int? SessionOf(string folder, OrderId id)
    {
        for (int session = OrderJournalFile.Read(folder).Number; session > 0; session--)
        {
            try
            {
                if (OrderJournalFile.Read(folder, session).Records().Any(r => r.Kind == JournalRecordKind.Intent && r.Intent.Kind == IntentKind.Place && r.Intent.Id == id))
                    return session;
            }
            catch (BadInputException)
            {
                // A session that never began has no journal; one that is damaged is told when it is asked for by its number.
            }
        }

        return null;
    }

    private static JsonObject ToJson(OrderExplanation explanation, ReplayResult result) => new()
    {
        ["session"] = explanation.Session,
        ["order"] = explanation.Order,
        ["cause"] = explanation.Cause,
        ["book"] = explanation.Book,
        ["strategy"] = explanation.Strategy,
        ["risk"] = explanation.Risk,
        ["course"] = new JsonArray([.. explanation.Course]),
        ["difference"] = result.Difference,
    };

    private static void Print(OrderExplanation explanation, ReplayResult result)
    {
        Console.WriteLine($"session {explanation.Session}");
        PrintPart("order", explanation.Order!);
        PrintPart("cause", explanation.Cause!);
        PrintPart("book", explanation.Book!);
        PrintPart("strategy", explanation.Strategy!);
        PrintPart("risk", explanation.Risk!);
        Console.WriteLine("course");
        foreach (JsonObject step in explanation.Course)
            Console.WriteLine($"  {step["local"]}  {string.Join(", ", step.Where(f => f.Key != "local" && f.Value is not null).Select(f => $"{f.Key} {f.Value}"))}");
        if (result.Difference is { } difference)
            Console.WriteLine($"the replay differs from the journal: {difference}");
    }

    private static void PrintPart(string name, JsonObject part)
    {
        Console.WriteLine(name);
        foreach ((string key, JsonNode? value) in part)
        {
            if (value is JsonObject fields)
                Console.WriteLine($"  {key}: {string.Join(", ", fields.Select(f => $"{f.Key}={f.Value}"))}");
            else if (value is JsonArray list)
                Console.WriteLine($"  {key}: {string.Join(", ", list.Select(i => i is JsonArray pair ? $"{pair[0]} x {pair[1]}" : $"{i}"))}");
            else if (value is not null)
                Console.WriteLine($"  {key}: {value}");
        }
    }
}
