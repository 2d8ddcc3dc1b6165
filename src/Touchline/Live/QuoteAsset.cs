using Touchline.Core;

namespace Touchline.Live;

/// <summary>
/// The asset in which a linear contract is paid: venues write it at the end of the symbol, before the delivery date if there is one (BTCUSDT, BTCUSDT_260327). Taken for it is
/// only what the account itself lists.
/// </summary>
internal static class QuoteAsset
{
    /// <summary>Null where the account lists none that fits.</summary>
    public static string? Of(string symbol, IReadOnlyList<AccountSnapshot> accounts)
    {
        string pair = symbol.Split('_')[0];
        string? longest = null;
        foreach (AccountBalance balance in accounts.SelectMany(a => a.Balances))
        {
            bool fits = balance.Asset.Length > 0 && balance.Asset.Length < pair.Length && pair.EndsWith(balance.Asset, StringComparison.Ordinal);
            if (fits && balance.Asset.Length > (longest?.Length ?? 0))
                longest = balance.Asset;
        }

        return longest;
    }
}
