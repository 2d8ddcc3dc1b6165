using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>How a symbol's synthetic market behaves: the presets of BTCUSDT and ETHUSDT; any other as BTCUSDT, its distances as large a share of the price and its quantities worth as much.</summary>
internal static class SyntheticPresets
{
    public static SyntheticMarketOptions Of(BinanceSymbol symbol)
    {
        SyntheticMarketOptions preset = symbol.BaseAsset == "ETH" ? SyntheticMarketOptions.Eth : SyntheticMarketOptions.Btc;
        if (symbol.BaseAsset is "BTC" or "ETH" && symbol.TickSize == preset.Tick && symbol.StepSize == preset.Lot)
            return preset with { Symbol = symbol.Name };
        return Rescaled(SyntheticMarketOptions.Btc, symbol);
    }

    private static SyntheticMarketOptions Rescaled(SyntheticMarketOptions btc, BinanceSymbol symbol)
    {
        double price = (double)BinanceSymbols.StartPrice(symbol);
        double start = Math.Round(price / symbol.TickSize.ToDouble(1));
        double ticks = start / btc.StartPrice;
        double lots = btc.StartPrice * btc.Tick.ToDouble(1) * btc.Lot.ToDouble(1) / (price * symbol.StepSize.ToDouble(1));
        return btc with
        {
            Symbol = symbol.Name,
            Tick = symbol.TickSize,
            Lot = symbol.StepSize,
            StartPrice = start,
            NewsTicks = btc.NewsTicks.Scaled(ticks),
            LargeNewsTicks = btc.LargeNewsTicks * ticks,
            ImpactTicksPerLot = btc.ImpactTicksPerLot * ticks / lots,
            QuoteLots = btc.QuoteLots.Scaled(lots),
            QueueLots = btc.QueueLots.Scaled(lots),
            MakerInventoryLots = btc.MakerInventoryLots * lots,
            TakerLots = btc.TakerLots.Scaled(lots),
            InformedLots = btc.InformedLots.Scaled(lots),
            TakerReachTicks = Math.Max(1, (long)(btc.TakerReachTicks * ticks)),
            RequotesPerTick = btc.RequotesPerTick / ticks,
            Near = btc.Near with { DistanceTicks = btc.Near.DistanceTicks.Scaled(ticks), Lots = btc.Near.Lots.Scaled(lots) },
            Far = btc.Far with { DistanceTicks = btc.Far.DistanceTicks.Scaled(ticks), Lots = btc.Far.Lots.Scaled(lots) },
        };
    }
}
