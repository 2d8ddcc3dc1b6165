using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>The venues' budgets and ratios within a journal's session text: an engine that is made again decides by the same.</summary>
internal static class VenueRulesJson
{
    /// <summary>Null when there are none.</summary>
    public static JsonArray? Of(IReadOnlyList<VenueRules> venues) => List(venues, v => new JsonObject
    {
        ["venue"] = v.Venue,
        ["orders"] = List(v.Orders, o => new JsonObject
        {
            ["most"] = o.Most,
            ["window_ns"] = o.WindowNs,
            ["counts_cancels"] = o.CountsCancels ? 1 : 0,
            ["kept_ppm"] = (long)(o.KeptForCancels * Million),
        }),
        ["ratios"] = List(v.Ratios, r => new JsonObject
        {
            ["name"] = r.Name,
            ["kind"] = r.Kind.ToString(),
            ["window_ns"] = r.WindowNs,
            ["least_orders"] = r.LeastOrders,
            ["warn"] = (decimal)r.Warn,
            ["limit"] = (decimal)r.Limit,
            ["quick_ns"] = r.QuickNs,
            ["small_value"] = r.SmallValue == 0 ? null : r.SmallValue,
        }),
    });

    /// <exception cref="BadInputException">A member is wrong.</exception>
    public static IReadOnlyList<VenueRules> To(JournalFields session, string name) => [.. Each(session, name).Select(v => new VenueRules(v.Text("venue"))
    {
        Orders = [.. Each(v, "orders").Select(o => new OrderAllowance(
            (int)o.Whole("most", 1, ushort.MaxValue), o.Whole("window_ns", 1), o.Whole("counts_cancels", 0, 1) == 1, o.Whole("kept_ppm", 0, Million - 1) / (decimal)Million))],
        Ratios = [.. Each(v, "ratios").Select(ToRatio)],
    })];

    private const int Million = 1_000_000;

    private static OrderRatio ToRatio(JournalFields ratio)
    {
        if (!Enum.TryParse(ratio.Text("kind"), out OrderRatioKind kind) || !Enum.IsDefined(kind))
            throw ratio.Wrong("kind", $"right is one of {string.Join(", ", Enum.GetNames<OrderRatioKind>())}");
        return new OrderRatio(ratio.Text("name"), kind, ratio.Whole("window_ns", 60), ratio.Whole("least_orders", 0), (double)ratio.Positive("warn"), (double)ratio.Positive("limit"))
        {
            QuickNs = ratio.Whole("quick_ns", 0),
            SmallValue = ratio.Has("small_value") ? ratio.Positive("small_value") : 0,
        };
    }

    private static JsonArray? List<T>(IReadOnlyList<T> items, Func<T, JsonNode> write) => items.Count == 0 ? null : new JsonArray([.. items.Select(write)]);

    private static IReadOnlyList<JournalFields> Each(JournalFields fields, string name) => fields.Has(name) ? fields.Objects(name) : [];
}
