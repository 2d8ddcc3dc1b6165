using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Api;

/// <summary>What the session has and has done: money, positions, signals, and how well its orders do.</summary>
internal static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, SessionArchive archive, StrategyCurves curves)
    {
        var routes = new Routes(app, "trading");
        routes.Get("/trading/balance", "What the account has by asset, its profit and loss, fees and funding, and those of each strategy", _ => Routes.Json(Balance(session.Portrait)));
        routes.Get("/trading/pnl/history", "Profit and loss of the session, or of one strategy, every 10 s for the last day, oldest first", http => Routes.Json(History(http, curves)))
            .Query("strategy", "A strategy of the session; without it the session as a whole", session.WrongStrategy);
        routes.Get("/trading/positions", "Open positions: the account's, each strategy's, and what belongs to none", _ => Routes.Json(Positions(session.Portrait)));
        routes.Get("/trading/positions/closed", "Positions that were closed, newest first", http => Routes.Json(Closed(http, archive))).Paged();
        routes.Get("/trading/signals", "What strategies signalled, newest first", http => Routes.Json(Signals(http, archive))).Paged().OfOne(session);
        routes.Get("/trading/execution-stats", "Orders by what became of them, and how long each stage takes", _ => Routes.Json(Execution(session.Portrait)));
    }

    private static JsonObject History(HttpContext http, StrategyCurves curves) => new()
    {
        ["step_seconds"] = StrategyCurves.StepSeconds,
        ["items"] = new JsonArray([.. curves.Points(http.Request.Query["strategy"].FirstOrDefault()).Select(p => (JsonNode)new JsonObject { ["at_ns"] = (long)(p.Seconds * 1e9), ["pnl"] = Math.Round(p.Net, 8) })]),
    };

    public static JsonArray Latencies(SessionPortrait p) => new([.. p.Latencies.Select(l => (JsonNode)new JsonObject
    {
        ["stage"] = l.Stage,
        ["count"] = l.Count,
        ["p50_ns"] = l.P50Ns,
        ["p99_ns"] = l.P99Ns,
        ["p999_ns"] = l.P999Ns,
        ["max_ns"] = l.Count == 0 ? null : l.MaxNs,
    })]);

    public static JsonObject Of(SignalRow s) => new()
    {
        ["at_ns"] = s.AtNs,
        ["trace"] = s.Trace,
        ["strategy"] = s.Strategy,
        ["venue"] = s.Venue,
        ["symbol"] = s.Symbol,
        ["side"] = s.Side,
        ["confidence"] = s.Confidence,
        ["source"] = s.Source,
        ["reason"] = s.Reason,
    };

    public static JsonObject Balance(SessionPortrait p) => new()
    {
        ["wallets"] = new JsonArray([.. p.Balances.Wallets.Select(w => (JsonNode)new JsonObject
        {
            ["asset"] = w.Asset,
            ["wallet"] = ApiSession.Money(w.Wallet),
            ["available"] = w.Available is { } available ? ApiSession.Money(available) : null,
            ["margin"] = w.Margin is { } margin ? ApiSession.Money(margin) : null,
            ["available_ns"] = w.AtNs,
        })]),
        ["why_no_wallets"] = p.Balances.Why,
        ["pnl"] = ApiSession.Money(p.Equity),
        ["realised"] = ApiSession.Money(p.Realised),
        ["unrealised"] = ApiSession.Money(p.Unrealised),
        ["fees"] = ApiSession.Money(p.Fees),
        ["funding"] = ApiSession.Money(p.Funding),
        ["turnover"] = ApiSession.Money(p.Turnover),
        ["max_drawdown"] = ApiSession.Money(p.MaxDrawdown),
        ["capital"] = p.Limits.Capital == 0 ? null : ApiSession.Money(p.Limits.Capital),
        ["strategies"] = new JsonObject(p.Strategies.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)new JsonObject
        {
            ["pnl"] = ApiSession.Money(s.Ledgers.Sum(l => l.Net)),
            ["realised"] = ApiSession.Money(s.Ledgers.Sum(l => l.Realised)),
            ["unrealised"] = ApiSession.Money(s.Ledgers.Sum(l => l.Unrealised)),
            ["fees"] = ApiSession.Money(s.Ledgers.Sum(l => l.Fees)),
            ["funding"] = ApiSession.Money(s.Ledgers.Sum(l => l.Funding)),
        }))),
        ["differences"] = new JsonArray([.. p.Differences.Select(d => (JsonNode)d.Text)]),
    };

    public static JsonObject Positions(SessionPortrait p) => new()
    {
        ["account"] = Open(p, p.Instruments.Select(i => i.Account)),
        ["strategies"] = Open(p, p.Strategies.SelectMany(s => s.Ledgers)),
        ["unassigned"] = Open(p, p.Instruments.Select(i => i.Unassigned)),
    };

    private static JsonArray Open(SessionPortrait p, IEnumerable<LedgerSnapshot> ledgers) => new([.. ledgers.Where(l => l.Position != 0).Select(l => (JsonNode)PositionJson.Of(p, l))]);

    private static JsonObject Closed(HttpContext http, SessionArchive archive)
    {
        Paging paging = Paging.Of(http);
        (IReadOnlyList<PositionRow> rows, int total) = archive.ClosedPositions(_ => true, paging.Offset, paging.Limit);
        return paging.Answer(rows.Select(r => (JsonNode)PositionJson.Of(r)), total);
    }

    private static JsonObject Signals(HttpContext http, SessionArchive archive)
    {
        Paging paging = Paging.Of(http);
        string? symbol = http.Request.Query["symbol"], strategy = http.Request.Query["strategy"];
        (IReadOnlyList<SignalRow> rows, int total) = archive.Signals(
            s => (string.IsNullOrEmpty(symbol) || string.Equals(s.Symbol, symbol, StringComparison.OrdinalIgnoreCase)) && (string.IsNullOrEmpty(strategy) || s.Strategy == strategy),
            paging.Offset, paging.Limit);
        return paging.Answer(rows.Select(Of), total);
    }

    private static JsonObject Execution(SessionPortrait p) => new()
    {
        ["orders"] = new JsonObject
        {
            ["sent"] = p.Orders.Sent,
            ["acknowledged"] = p.Orders.Acknowledged,
            ["filled"] = p.Orders.Filled,
            ["cancelled"] = p.Orders.Cancelled,
            ["amended"] = p.Orders.Amended,
            ["rejected"] = p.Orders.Rejected,
            ["expired"] = p.Orders.Expired,
            ["refused_by_risk"] = p.Orders.Refused,
            ["live"] = p.LiveOrders,
        },
        ["fills"] = p.Fills,
        ["fill_ratio"] = p.FillRatio,
        ["success_rate"] = p.Orders.Sent == 0 ? null : 1 - (double)p.Orders.Rejected / p.Orders.Sent,
        ["anomalies"] = new JsonObject
        {
            ["illegal"] = p.Anomalies.Illegal,
            ["stray"] = p.Anomalies.Stray,
            ["duplicate_fills"] = p.Anomalies.DuplicateFills,
            ["late_fills"] = p.Anomalies.LateFills,
            ["overfills"] = p.Anomalies.Overfills,
            ["unresolved"] = p.Anomalies.Unresolved,
        },
        ["events_per_second"] = Math.Round(p.EventsPerSecond, 1),
        ["latencies"] = Latencies(p),
    };
}
