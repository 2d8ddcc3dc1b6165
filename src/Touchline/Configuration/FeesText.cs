using Touchline.Matching;

namespace Touchline.Configuration;

/// <summary>Fees as users write them: two rates, or tiers of them by traded value.</summary>
internal static class FeesText
{
    public const string Tiers = "tiers";

    private const string TiersPrefix = Tiers + ":";

    public static bool TryRead(string text, out FeeRates fees) => text.StartsWith(TiersPrefix, StringComparison.Ordinal)
        ? TryReadTiers(text[TiersPrefix.Length..], out fees)
        : TryReadRates(text, out fees);

    public static string Write(FeeRates fees) => fees.Tiers.Count == 0
        ? $"maker={SettingText.Write(fees.Maker)},taker={SettingText.Write(fees.Taker)}"
        : TiersPrefix + string.Join(',', fees.Tiers.Prepend(new FeeTier(0, fees.Maker, fees.Taker))
            .Select(t => $"{SettingText.Write(t.FromValue)}={SettingText.Write(t.Maker)}/{SettingText.Write(t.Taker)}"));

    private static bool TryReadRates(string text, out FeeRates fees)
    {
        decimal? maker = null, taker = null;
        fees = Settings.Fees.Default;
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || !TryReadRate(pair[1], out decimal rate))
                return false;
            if (pair[0].Trim() == "maker" && maker is null)
                maker = rate;
            else if (pair[0].Trim() == "taker" && taker is null)
                taker = rate;
            else
                return false;
        }

        if (maker is null || taker is null)
            return false;
        fees = new FeeRates(maker.Value, taker.Value);
        return true;
    }

    // The first tier is from 0 on, each further one from a larger value.
    private static bool TryReadTiers(string text, out FeeRates fees)
    {
        fees = Settings.Fees.Default;
        var tiers = new List<FeeTier>();
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            string[] rates = pair.Length == 2 ? pair[1].Split('/') : [];
            if (rates.Length != 2 || !SettingText.TryReadNumber(pair[0], out decimal from)
                || !TryReadRate(rates[0], out decimal maker) || !TryReadRate(rates[1], out decimal taker))
                return false;
            if (tiers.Count == 0 ? from != 0 : from <= tiers[^1].FromValue)
                return false;
            tiers.Add(new FeeTier(from, maker, taker));
        }

        fees = new FeeRates(tiers[0].Maker, tiers[0].Taker) { Tiers = tiers.Count == 1 ? [] : tiers[1..] };
        return true;
    }

    private static bool TryReadRate(string text, out decimal rate) => SettingText.TryReadNumber(text, out rate) && Math.Abs(rate) < 1;
}
