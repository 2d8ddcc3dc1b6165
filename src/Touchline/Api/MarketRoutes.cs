using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Core;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>The market as the session sees it, and of other pairs of its venue while somebody wants to see them.</summary>
internal static class MarketRoutes
{
    private const int MostKlines = 1500;

    private static readonly (string Name, PairWish Wish)[] Wishes = [("bookticker", PairWish.Book), ("trades", PairWish.Trades)];

    /// <param name="market">Other pairs and candles from before; none of a session without a venue.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, CandleBook candles, VenueMarket? market = null)
    {
        var routes = new Routes(app, "market");
        var pairs = new PairLookup(session, candles, market?.Pairs);
        routes.Get("/data/pairs", "The pairs that there is a market of: those that the session trades, and those that are only watched", _ => Routes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. pairs.All().Select(p => (JsonNode)Of(p))]),
        }));
        routes.Get("/data/orderbook/{symbol}", "The book, best first", http =>
            Routes.Json(Book(pairs.Find(ApiSession.PathText(http, "symbol")), Paging.Whole(http, "levels", 20, 1, SessionPortrait.Levels)))).Query("levels", "How many a side, 1 to 50; 20 without it", QueryCheck.Whole(1, SessionPortrait.Levels));
        routes.Get("/data/metrics", "Live figures of every pair", _ => Routes.Json(new JsonObject { ["items"] = new JsonArray([.. pairs.All().Select(p => (JsonNode)PairMetrics.Of(p))]) }));
        routes.Get("/data/metrics/{symbol}", "Live figures of one pair", http => Routes.Json(PairMetrics.Of(pairs.Find(ApiSession.PathText(http, "symbol")))));
        routes.Get("/api/market/klines/{symbol}", "Candles, oldest first; the last may still grow. Of a venue's pair also those from before the session, where the venue has such (history says whether)", http => Klines(http, pairs, market?.History))
            .Query("interval", "Minutes a candle, 1 to 1440; 5 without it", QueryCheck.Whole(1, 1440)).Query("limit", "How many at most, 1 to 1500; 200 without it", QueryCheck.Whole(1, MostKlines));
        foreach ((string name, PairWish wish) in Wishes)
        {
            routes.Post($"/subscribe/{name}", "Watches one more pair of the session's venue, 64 at most: book, trades and candles; the session's own are always there", http => Subscribe(http, session, market, wish), Role.Trader)
                .Body(new JsonObject { ["ticker"] = "btcusdt" }, "ticker");
            routes.Post($"/unsubscribe/{name}", "Ends that; refused for a pair of the session's own", http => Unsubscribe(http, session, market, wish), Role.Trader).Body(new JsonObject { ["ticker"] = "btcusdt" }, "ticker");
        }
    }

    public static JsonObject Book(InstrumentPortrait i, int levels, long atNs) => Book(i.Instrument, i.Bids, i.Asks, i.IsStale, levels, atNs);

    private static JsonObject Book(PairView p, int levels) => Book(p.Instrument, p.Bids, p.Asks, p.IsStale, levels, p.AtNs);

    private static JsonObject Book(Instrument i, IReadOnlyList<BookLevel> bids, IReadOnlyList<BookLevel> asks, bool isStale, int levels, long atNs) => new()
    {
        ["symbol"] = i.Symbol,
        ["venue"] = i.Venue,
        ["at_ns"] = atNs,
        ["stale"] = isStale,
        ["bids"] = Levels(i, bids, levels),
        ["asks"] = Levels(i, asks, levels),
    };

    private static JsonArray Levels(Instrument instrument, IReadOnlyList<BookLevel> side, int levels) => new([.. side.Take(levels).Select(l =>
        (JsonNode)new JsonArray(ApiSession.Money(instrument.PriceUnit.ToDecimal(l.Price)), ApiSession.Money(instrument.QuantityUnit.ToDecimal(l.Quantity))))]);

    private static JsonObject Of(PairView p) => new()
    {
        ["symbol"] = p.Instrument.Symbol,
        ["venue"] = p.Instrument.Venue,
        ["traded"] = p.Own is not null,
        ["tick"] = ApiSession.Money(p.Instrument.Tick),
        ["lot"] = ApiSession.Money(p.Instrument.Lot),
        ["min_notional"] = ApiSession.Money(p.Instrument.MinNotional),
        ["multiplier"] = ApiSession.Money(p.Instrument.Multiplier),
    };

    private static async Task<IResult> Klines(HttpContext http, PairLookup pairs, VenueHistory? history)
    {
        PairView pair = pairs.Find(ApiSession.PathText(http, "symbol"));
        int minutes = Paging.Whole(http, "interval", 5, 1, 1440), limit = Paging.Whole(http, "limit", 200, 1, MostKlines);
        IReadOnlyList<Kline> all = [.. pair.Candles.Newest(pair.Index, minutes, limit).Select(b => Kline.Of(pair.Instrument, b))];
        HistoryAnswer? before = history is not null && VenueHistory.Has(minutes) ? await history.Ask(pair.Instrument.Symbol, minutes, limit).ConfigureAwait(false) : null;
        if (before is { Failure: null })
            all = Kline.Merge(before.Klines, all, limit);
        return Routes.Json(new JsonObject
        {
            ["symbol"] = pair.Instrument.Symbol,
            ["interval_minutes"] = minutes,
            ["history"] = before is { Failure: null },
            ["items"] = new JsonArray([.. all.Select(k => (JsonNode)Of(k))]),
        });
    }

    private static JsonObject Of(Kline k) => new()
    {
        ["open_ns"] = k.OpenNs,
        ["open"] = ApiSession.Money(k.Open),
        ["high"] = ApiSession.Money(k.High),
        ["low"] = ApiSession.Money(k.Low),
        ["close"] = ApiSession.Money(k.Close),
        ["volume"] = ApiSession.Money(k.Volume),
        ["bought_volume"] = ApiSession.Money(k.BoughtVolume),
        ["trades"] = k.Trades,
    };

    private static async Task<string> Ticker(HttpContext http)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        string ticker = body.Text("ticker", 64).ToUpperInvariant();
        body.Check();
        return ticker;
    }

    private static async Task<IResult> Subscribe(HttpContext http, ApiSession session, VenueMarket? market, PairWish wish)
    {
        string ticker = await Ticker(http).ConfigureAwait(false);
        if (Own(session, ticker) is { } own)
            return Routes.Json(new JsonObject { ["symbol"] = own, ["subscribed"] = true, ["traded"] = true });
        if (market is null)
            throw Problem.Field("ticker", $"this session has no market of it; it has {Names(session)}. Start one with --symbols for others");
        if (market.Pairs.Find(ticker) is null)
            await CheckKnown(ticker, market).ConfigureAwait(false);
        if (!market.Pairs.Add(ticker, wish))
            throw Problem.Conflict($"{PairWatch.Most} pairs are watched already; unsubscribe one");
        session.Audit(ApiGate.PrincipalOf(http).Name, "pair.subscribe", "pair", ticker);
        return Routes.Json(new JsonObject { ["symbol"] = ticker, ["subscribed"] = true, ["traded"] = false });
    }

    // The venue itself is asked, so that nobody waits for a pair that never comes.
    private static async Task CheckKnown(string ticker, VenueMarket market)
    {
        if (!Configuration.VenueSetting.IsSymbol(ticker))
            throw Problem.Field("ticker", "right is a symbol of the venue, e.g. BTCUSDT");
        HistoryAnswer answer = await market.History.Ask(ticker, 1, 1).ConfigureAwait(false);
        if (answer.IsUnknownSymbol)
            throw Problem.Field("ticker", $"the venue doesn't know it: {answer.Failure}");
        if (answer.Failure is { } failure)
            throw Problem.Unavailable($"the venue can't be asked for it: {failure}");
    }

    private static async Task<IResult> Unsubscribe(HttpContext http, ApiSession session, VenueMarket? market, PairWish wish)
    {
        string ticker = await Ticker(http).ConfigureAwait(false);
        if (Own(session, ticker) is { } own)
            throw Problem.Conflict($"{own} is traded by this session, whose market stays");
        if (market is null || !market.Pairs.Remove(ticker, wish))
            throw Problem.Field("ticker", "it isn't subscribed");
        session.Audit(ApiGate.PrincipalOf(http).Name, "pair.unsubscribe", "pair", ticker);
        return Routes.Json(new JsonObject { ["symbol"] = ticker, ["subscribed"] = false, ["traded"] = false });
    }

    private static string? Own(ApiSession session, string ticker) =>
        session.Portrait.Instruments.FirstOrDefault(i => string.Equals(i.Instrument.Symbol, ticker, StringComparison.OrdinalIgnoreCase))?.Instrument.Symbol;

    private static string Names(ApiSession session) => string.Join(", ", session.Portrait.Instruments.Select(i => i.Instrument.Symbol));
}
