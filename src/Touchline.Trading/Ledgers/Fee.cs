using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a fill cost in fees, in the asset in which it was paid.</summary>
/// <param name="Amount">In that asset; negative for a rebate.</param>
/// <param name="Asset">0: the instrument's quote currency; else the asset's place in the engine's list, from 1.</param>
/// <param name="Price">Of one unit of the asset in quote currency when it was paid; 0: not known. Of no meaning for the quote currency.</param>
internal readonly record struct Fee(decimal Amount, byte Asset = 0, decimal Price = 0)
{
    public static Fee Of(in OrderReport report) => new(report.Fee, report.FeeAsset, report.FeeAsset == 0 ? 0 : report.FeePrice * OrderReport.FeePriceStep);

    /// <summary>What it is in quote currency is known.</summary>
    public bool IsPriced => Asset == 0 || Amount == 0 || Price > 0;

    /// <summary>In quote currency; 0 while that isn't known.</summary>
    public decimal InQuote => Asset == 0 ? Amount : Amount * Price;
}

/// <summary>Fees that were paid in one asset.</summary>
/// <param name="Asset">0: quote currency; else the asset's place in the engine's list, from 1.</param>
/// <param name="Amount">In the asset; negative when rebates outweigh them.</param>
/// <param name="InQuote">What of it was worth in quote currency by the prices known at the fills; part of <see cref="Ledger.Fees"/>.</param>
/// <param name="Unpriced">The part of <paramref name="Amount"/> for which no price was known: in the asset, and in no sum of quote currency.</param>
/// <param name="UnpricedFills">Fills that it is from.</param>
public readonly record struct AssetFees(byte Asset, decimal Amount, decimal InQuote, decimal Unpriced, long UnpricedFills)
{
    internal AssetFees With(in Fee fee) => fee.IsPriced
        ? this with { Amount = Amount + fee.Amount, InQuote = InQuote + fee.InQuote }
        : this with { Amount = Amount + fee.Amount, Unpriced = Unpriced + fee.Amount, UnpricedFills = UnpricedFills + 1 };
}
