using System.Text.Json.Nodes;
using Touchline.Control;
using Touchline.Core;

namespace Touchline.Api;

/// <summary>Live figures of a pair: its touch, and what was traded in the last minutes.</summary>
internal static class PairMetrics
{
    private const int ImbalanceLevels = 5;

    public static JsonObject Of(SessionPortrait portrait, int index, CandleBook candles) => Of(PairView.Of(portrait, index, candles));

    public static JsonObject Of(PairView i)
    {
        Instrument n = i.Instrument;
        MinuteBar[] bars = [.. Within(i.Candles.Newest(i.Index, 1, 60), 60)];
        bool isTwoSided = i.Bids.Count > 0 && i.Asks.Count > 0;
        decimal bid = isTwoSided ? n.PriceUnit.ToDecimal(i.Bids[0].Price) : 0, ask = isTwoSided ? n.PriceUnit.ToDecimal(i.Asks[0].Price) : 0, mid = (bid + ask) / 2;
        decimal bidQuantity = isTwoSided ? n.QuantityUnit.ToDecimal(i.Bids[0].Quantity) : 0, askQuantity = isTwoSided ? n.QuantityUnit.ToDecimal(i.Asks[0].Quantity) : 0;
        return new JsonObject
        {
            ["symbol"] = n.Symbol,
            ["venue"] = n.Venue,
            ["traded"] = i.Own is not null,
            ["last"] = bars.Length > 0 ? ApiSession.Money(n.PriceUnit.ToDecimal(bars[^1].Close)) : null,
            ["bid"] = isTwoSided ? ApiSession.Money(bid) : null,
            ["ask"] = isTwoSided ? ApiSession.Money(ask) : null,
            ["mid"] = isTwoSided ? ApiSession.Money(mid) : null,
            ["spread_bps"] = isTwoSided && mid > 0 ? Math.Round((double)((ask - bid) / mid) * 10_000, 4) : null,
            ["micro_price"] = isTwoSided ? Math.Round((double)((bid * askQuantity + ask * bidQuantity) / (bidQuantity + askQuantity)), 8) : null,
            ["imbalance"] = Imbalance(i),
            ["volume_1m"] = Volume(n, bars, 1),
            ["volume_60m"] = Volume(n, bars, 60),
            ["bought_share_60m"] = bars.Sum(b => (double)b.Volume) is > 0 and var all ? Math.Round(bars.Sum(b => (double)b.BoughtVolume) / all, 4) : null,
            ["prints_60m"] = bars.Sum(b => b.Trades),
            ["change_60m"] = bars.Length > 0 && bars[0].Open.Units > 0 ? Math.Round((double)bars[^1].Close.Units / bars[0].Open.Units - 1, 6) : null,
            ["high_60m"] = bars.Length > 0 ? ApiSession.Money(n.PriceUnit.ToDecimal(bars.Max(b => b.High))) : null,
            ["low_60m"] = bars.Length > 0 ? ApiSession.Money(n.PriceUnit.ToDecimal(bars.Min(b => b.Low))) : null,
            ["feed_age_ms"] = i.LastEventNs <= 0 ? null : Math.Max(0, (i.AtNs - i.LastEventNs) / 1_000_000),
            ["position"] = i.Own is { } own ? ApiSession.Money(own.Account.Position) : null,
            ["pnl"] = i.Own is { } ours ? ApiSession.Money(ours.Account.Net) : null,
        };
    }

    // Of the best levels: 1 all bids, -1 all asks.
    private static double? Imbalance(PairView i)
    {
        double bids = i.Bids.Take(ImbalanceLevels).Sum(l => (double)l.Quantity.Units), asks = i.Asks.Take(ImbalanceLevels).Sum(l => (double)l.Quantity.Units);
        return bids + asks > 0 ? Math.Round((bids - asks) / (bids + asks), 6) : null;
    }

    private static JsonNode Volume(Instrument n, IReadOnlyList<MinuteBar> bars, int minutes) =>
        ApiSession.Money(n.QuantityUnit.ToDecimal(new Quantity(Within(bars, minutes).Sum(b => b.Volume))));

    // Minutes without a trade have no bar.
    private static IEnumerable<MinuteBar> Within(IReadOnlyList<MinuteBar> bars, int minutes)
    {
        long fromNs = bars.Count == 0 ? 0 : bars[^1].OpenNs - (minutes - 1) * 60_000_000_000L;
        return bars.Where(b => b.OpenNs >= fromNs);
    }
}
