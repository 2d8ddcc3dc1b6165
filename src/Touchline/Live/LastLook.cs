using System.Text.Json;

namespace Touchline.Live;

/// <summary>What the venue lists as open once a session has ended: its own word by REST, whatever the session was told before.</summary>
/// <param name="Open">Orders that are open there in the session's symbols, for people; empty is what should be.</param>
/// <param name="Failure">Why the venue couldn't be asked, for people; null when it was.</param>
internal sealed record LastLook(IReadOnlyList<string> Open, string? Failure)
{
    /// <summary>The look of a session that ends has no longer than this for each answer, in nanoseconds.</summary>
    public const long TimeoutNs = 5_000_000_000;

    // Of a longer list the first ones say enough.
    private const int MostTold = 20;

    /// <summary>Asks twice: the clock and the list.</summary>
    public static LastLook Take(BinanceInquiry inquiry, IReadOnlyList<string> symbols)
    {
        Answer answer = inquiry.ReadTime();
        // One list of all is one answer to wait for.
        if (answer.IsOk)
            answer = inquiry.GetSigned("/fapi/v1/openOrders", symbols.Count == 1 ? $"symbol={Uri.EscapeDataString(symbols[0])}" : "");
        if (!answer.IsOk || answer.Body.ValueKind != JsonValueKind.Array)
            return new LastLook([], answer.Failure ?? "the list of open orders isn't understood");
        string[] open = [.. answer.Body.EnumerateArray().Where(o => symbols.Contains(Text(o, "symbol"))).Select(Told)];
        return new LastLook(open.Length <= MostTold ? open : [.. open.Take(MostTold), $"and {open.Length - MostTold} more"], null);
    }

    private static string Told(JsonElement order) =>
        $"{Text(order, "side").ToLowerInvariant()} {Text(order, "origQty")} {Text(order, "symbol")} at {Text(order, "price")} (client order id {Text(order, "clientOrderId")})";

    private static string Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out JsonElement value) ? value.ToString() : "?";
}
