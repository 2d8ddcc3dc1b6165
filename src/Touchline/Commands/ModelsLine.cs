using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Commands;

/// <summary>The models in use, for people.</summary>
internal static class ModelsLine
{
    public static string Of(TradingSettings chosen) =>
        $"{Fills(chosen)}, latency {chosen.Models.Latency}{Offset(chosen.FeedOffsetNs)}, fees {FeesText.Write(chosen.Models.Fees)}{Margin(chosen.Models.Margin)}";

    // Own orders in the market itself: no model of either.
    private static string Fills(TradingSettings chosen) =>
        chosen.Run.Impact ? "queue impact, exchange impact" : $"queue {chosen.Models.Queue}, exchange {chosen.Models.Exchange.Name()}";

    private static string Offset(long ns) => ns == 0 ? "" : $", feed offset {Duration.Format(ns)}";

    private static string Margin(MarginTerms margin) => !margin.IsLimited
        ? ""
        : $", deposit {margin.Deposit} leverage {margin.Leverage} maintenance {MarginText.Write(margin.Maintenance)} liquidation fee {margin.LiquidationFee}";
}
