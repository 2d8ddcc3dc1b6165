using System.Text.Json;

namespace Touchline.Live;

/// <summary>What the venue lists as open once a session has ended: its own word by REST, whatever the session was told before.</summary>
/// <param name="Open">The session's own orders, and those without a name, that are open there in its symbols, for people; empty is what should be.</param>
/// <param name="Failure">Why the venue couldn't be asked, for people; null when it was.</param>
internal sealed record LastLook(IReadOnlyList<string> Open, string? Failure)
{
    /// <summary>Orders of others that are open there, for people: the session didn't make them, and leaves them alone.</summary>
    public IReadOnlyList<string> OfOthers { get; init; } = [];

    /// <summary>The look of a session that ends has no longer than this for each answer, in nanoseconds.</summary>
    public const long TimeoutNs = 5_000_000_000;

    // Of a longer list the first ones say enough.
    private const int MostTold = 20;

    private const string Missing = "?";

    /// <summary>Asks three times: the clock, the orders that work, and those that wait for a price.</summary>
    /// <param name="inquiry">By which the venue is asked.</param>
    /// <param name="symbols">The session's.</param>
    /// <param name="prefix">What the client order ids of the session's journal begin with, in all its sessions.</param>
    public static LastLook Take(BinanceInquiry inquiry, IReadOnlyList<string> symbols, string prefix)
    {
        Answer answer = inquiry.ReadTime();
        var open = new List<(bool IsOfOthers, string Text)>();
        foreach ((string path, string idName) in (ReadOnlySpan<(string, string)>)[("/fapi/v1/openOrders", "clientOrderId"), ("/fapi/v1/openAlgoOrders", "clientAlgoId")])
        {
            // One list of all is one answer to wait for.
            if (answer.IsOk)
                answer = inquiry.GetSigned(path, symbols.Count == 1 ? $"symbol={Uri.EscapeDataString(symbols[0])}" : "");
            if (!answer.IsOk || answer.Body.ValueKind != JsonValueKind.Array)
                return new LastLook([], answer.Failure ?? "the list of open orders isn't understood");
            open.AddRange(answer.Body.EnumerateArray().Where(o => symbols.Contains(Text(o, "symbol"))).Select(o => (IsOfOthers(Text(o, idName), prefix), Told(o, Text(o, idName)))));
        }

        return new LastLook(First(open.Where(o => !o.IsOfOthers).Select(o => o.Text)), null) { OfOthers = First(open.Where(o => o.IsOfOthers).Select(o => o.Text)) };
    }

    // Whose one without a name is nobody can say.
    private static bool IsOfOthers(string id, string prefix) => id is not (Missing or "") && !id.StartsWith(prefix + "-", StringComparison.Ordinal);

    private static string[] First(IEnumerable<string> orders)
    {
        string[] all = [.. orders];
        return all.Length <= MostTold ? all : [.. all.Take(MostTold), $"and {all.Length - MostTold} more"];
    }

    // Orders that wait have a quantity and a price by which they are set off.
    private static string Told(JsonElement order, string id)
    {
        bool waits = order.TryGetProperty("triggerPrice", out JsonElement trigger);
        return $"{Text(order, "side").ToLowerInvariant()} {Text(order, waits ? "quantity" : "origQty")} {Text(order, "symbol")} at {(waits ? trigger.ToString() : Text(order, "price"))} (client order id {id})";
    }

    private static string Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out JsonElement value) ? value.ToString() : Missing;
}
