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

    private const string ClientId = "clientOrderId", Missing = "?";

    /// <summary>Asks twice: the clock and the list.</summary>
    /// <param name="inquiry">By which the venue is asked.</param>
    /// <param name="symbols">The session's.</param>
    /// <param name="prefix">What the client order ids of the session's journal begin with, in all its sessions.</param>
    public static LastLook Take(BinanceInquiry inquiry, IReadOnlyList<string> symbols, string prefix)
    {
        Answer answer = inquiry.ReadTime();
        // One list of all is one answer to wait for.
        if (answer.IsOk)
            answer = inquiry.GetSigned("/fapi/v1/openOrders", symbols.Count == 1 ? $"symbol={Uri.EscapeDataString(symbols[0])}" : "");
        if (!answer.IsOk || answer.Body.ValueKind != JsonValueKind.Array)
            return new LastLook([], answer.Failure ?? "the list of open orders isn't understood");
        ILookup<bool, string> open = answer.Body.EnumerateArray().Where(o => symbols.Contains(Text(o, "symbol"))).ToLookup(o => IsOfOthers(o, prefix), Told);
        return new LastLook(First(open[false]), null) { OfOthers = First(open[true]) };
    }

    // Whose one without a name is nobody can say.
    private static bool IsOfOthers(JsonElement order, string prefix) =>
        Text(order, ClientId) is not (Missing or "") and string id && !id.StartsWith(prefix + "-", StringComparison.Ordinal);

    private static string[] First(IEnumerable<string> orders)
    {
        string[] all = [.. orders];
        return all.Length <= MostTold ? all : [.. all.Take(MostTold), $"and {all.Length - MostTold} more"];
    }

    private static string Told(JsonElement order) =>
        $"{Text(order, "side").ToLowerInvariant()} {Text(order, "origQty")} {Text(order, "symbol")} at {Text(order, "price")} (client order id {Text(order, ClientId)})";

    private static string Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out JsonElement value) ? value.ToString() : Missing;
}
