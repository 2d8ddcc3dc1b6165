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
        OrderId id = Parse(folder, session, order);
        (int number, JournalIntent placed) = Find(folder, session, id);
        using var replay = new SessionReplay(folder, number);
        var explanation = new OrderExplanation(replay, placed);
        ReplayResult result = replay.Run(explanation);
        if (explanation.Cause is null)
            throw new BadInputException($"order {id} of {replay.Journal} can't be explained: {result.Difference ?? result.Stop ?? "the replay didn't come to it"}");
        if (json)
            Console.WriteLine(ToJson(explanation, result).ToJsonString(JsonText.Indented));
        else
            Print(explanation, result);
        return result.Difference is null ? CommandLine.Done : CommandLine.FailedRun;
    }

    // A client order id is the journal's prefix, a dash and the number.
    private static OrderId Parse(string folder, int? session, string text)
    {
        int dash = text.LastIndexOf('-');
        if (!long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number <= 0)
            throw new BadInputException($"--explain: '{text}' is no order; right is its number, or its client order id");
        if (dash >= 0 && JournalSession.PrefixOf(OrderJournalFile.Read(folder, session)) is { Length: > 0 } prefix && text[..dash] != prefix)
            throw new BadInputException($"--explain: '{text}' is no order of this journal, whose client order ids begin with '{prefix}-'");
        return new OrderId(number);
    }

    // No two sessions of a journal have an order of the same number.
    private static (int Session, JournalIntent Placed) Find(string folder, int? session, OrderId id)
    {
        int newest = OrderJournalFile.Read(folder, session).Number;
        for (int number = newest; number > (session is null ? 0 : newest - 1); number--)
        {
            if (Placed(folder, number, id) is { } placed)
                return (number, placed);
        }

        throw new BadInputException(session is null ? $"{folder} has no order {id}" : $"session {session} of {folder} has no order {id}");
    }

    private static JournalIntent? Placed(string folder, int session, OrderId id)
    {
        try
        {
            foreach (JournalRecord record in OrderJournalFile.Read(folder, session).Records())
            {
                if (record.Kind == JournalRecordKind.Intent && record.Intent is { Kind: IntentKind.Place } intent && intent.Id == id)
                    return intent;
            }
        }
        catch (BadInputException)
        {
            // A session that never began has no journal; one that is damaged is told when it is replayed.
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
