namespace Touchline.Api;

/// <summary>The quote currency as venues write it at the end of a linear contract's symbol, before the delivery date if there is one.</summary>
internal static class QuoteName
{
    private static readonly string[] Known = ["USDT", "USDC", "FDUSD", "BUSD", "USD1", "BTC", "ETH", "BNB"];

    /// <summary>Null: the symbol doesn't say.</summary>
    public static string? Of(string symbol)
    {
        string pair = symbol.Split('_')[0];
        return Array.Find(Known, k => pair.Length > k.Length && pair.EndsWith(k, StringComparison.Ordinal));
    }
}
