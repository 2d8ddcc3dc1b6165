using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>The market as the session sees it.</summary>
internal static class MarketRoutes
{
    private const int MostKlines = 1500;

    public static void Map(IEndpointRouteBuilder app, ApiSession session, CandleBook candles)
    {
        var routes = new Routes(app, "market");
        routes.Get("/data/pairs", "The pairs that there is a market of", _ => Routes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. session.Portrait.Instruments.Select(i => (JsonNode)Of(i.Instrument))]),
        }));
        routes.Get("/data/orderbook/{symbol}", "The book, best first", http =>
        {
            (_, InstrumentPortrait i) = session.Instrument(ApiSession.PathText(http, "symbol"));
            return Routes.Json(Book(i, Paging.Whole(http, "levels", 20, 1, SessionPortrait.Levels), session.Portrait.AtNs));
        }).Query("levels", "How many a side, 1 to 50; 20 without it");
        routes.Get("/data/metrics", "Live figures of every pair", _ => Routes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. session.Portrait.Instruments.Select((n, i) => (JsonNode)PairMetrics.Of(session.Portrait, i, candles))]),
        }));
        routes.Get("/data/metrics/{symbol}", "Live figures of one pair", http =>
        {
            (int index, _) = session.Instrument(ApiSession.PathText(http, "symbol"));
            return Routes.Json(PairMetrics.Of(session.Portrait, index, candles));
        });
        routes.Get("/api/market/klines/{symbol}", "Candles since the session began, oldest first; the last may still grow", http =>
        {
            (int index, InstrumentPortrait i) = session.Instrument(ApiSession.PathText(http, "symbol"));
            int minutes = Paging.Whole(http, "interval", 5, 1, 1440), limit = Paging.Whole(http, "limit", 200, 1, MostKlines);
            return Routes.Json(new JsonObject
            {
                ["symbol"] = i.Instrument.Symbol,
                ["interval_minutes"] = minutes,
                ["items"] = new JsonArray([.. candles.Newest(index, minutes, limit).Select(b => (JsonNode)Of(i.Instrument, b))]),
            });
        }).Query("interval", "Minutes a candle, 1 to 1440; 5 without it").Query("limit", "How many at most, 1 to 1500; 200 without it");
        foreach (string what in (string[])["bookticker", "trades"])
        {
            routes.Post($"/subscribe/{what}", "Says whether there are such data of a pair; a session's pairs are those that it was started with", http => Subscribe(http, session, true), Role.Trader)
                .Body(new JsonObject { ["ticker"] = "btcusdt" }, "ticker");
            routes.Post($"/unsubscribe/{what}", "A session's pairs stay: refused for one of them", http => Subscribe(http, session, false), Role.Trader).Body(new JsonObject { ["ticker"] = "btcusdt" }, "ticker");
        }
    }

    public static JsonObject Book(InstrumentPortrait i, int levels, long atNs) => new()
    {
        ["symbol"] = i.Instrument.Symbol,
        ["venue"] = i.Instrument.Venue,
        ["at_ns"] = atNs,
        ["stale"] = i.IsStale,
        ["bids"] = Levels(i.Instrument, i.Bids, levels),
        ["asks"] = Levels(i.Instrument, i.Asks, levels),
    };

    private static JsonArray Levels(Instrument instrument, IReadOnlyList<BookLevel> side, int levels) => new([.. side.Take(levels).Select(l =>
        (JsonNode)new JsonArray(ApiSession.Money(instrument.PriceUnit.ToDecimal(l.Price)), ApiSession.Money(instrument.QuantityUnit.ToDecimal(l.Quantity))))]);

    private static JsonObject Of(Instrument i) => new()
    {
        ["symbol"] = i.Symbol,
        ["venue"] = i.Venue,
        ["tick"] = ApiSession.Money(i.Tick),
        ["lot"] = ApiSession.Money(i.Lot),
        ["min_notional"] = ApiSession.Money(i.MinNotional),
        ["multiplier"] = ApiSession.Money(i.Multiplier),
    };

    private static JsonObject Of(Instrument i, MinuteBar bar) => new()
    {
        ["open_ns"] = bar.OpenNs,
        ["open"] = ApiSession.Money(i.PriceUnit.ToDecimal(bar.Open)),
        ["high"] = ApiSession.Money(i.PriceUnit.ToDecimal(bar.High)),
        ["low"] = ApiSession.Money(i.PriceUnit.ToDecimal(bar.Low)),
        ["close"] = ApiSession.Money(i.PriceUnit.ToDecimal(bar.Close)),
        ["volume"] = ApiSession.Money(i.QuantityUnit.ToDecimal(new Quantity(bar.Volume))),
        ["bought_volume"] = ApiSession.Money(i.QuantityUnit.ToDecimal(new Quantity(bar.BoughtVolume))),
        ["trades"] = bar.Trades,
    };

    // What is to be had is had already.
    private static async Task<IResult> Subscribe(HttpContext http, ApiSession session, bool subscribes)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        string ticker = body.Text("ticker", 64);
        body.Check();
        InstrumentPortrait? known = session.Portrait.Instruments.FirstOrDefault(i => string.Equals(i.Instrument.Symbol, ticker, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            throw Problem.Field("ticker", string.Create(
                CultureInfo.InvariantCulture, $"this session has no market of it; it has {string.Join(", ", session.Portrait.Instruments.Select(i => i.Instrument.Symbol))}. Start one with --symbols for others"));
        }

        return subscribes
            ? Routes.Json(new JsonObject { ["symbol"] = known.Instrument.Symbol, ["subscribed"] = true })
            : throw Problem.Conflict($"{known.Instrument.Symbol} is traded by this session, whose market stays");
    }
}
