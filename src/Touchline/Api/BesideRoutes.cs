using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Reports;
using Touchline.StoredStrategies;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Versions of a strategy side by side, each with a place, limits and a P&amp;L of its own, and how they compare. docs/hot-reload.md.</summary>
internal static class BesideRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, StrategyDesk desk, StrategyCurves curves)
    {
        var routes = new Routes(app, "strategies");
        routes.Post("/strategies/{id}/versions/{n}/start", "Begins a version beside others of its strategy, in the place ID.VN, which has limits of its own", http => Start(http, session, desk), Role.Admin).In(Lane.Start);
        routes.Get("/strategies/{id}/compare", "How much more another strategy of the session made than this one, with an interval that would hold the true difference in 95 % of such comparisons", http => Compare(http, session, curves))
            .Query("with", "The other one: a strategy of the session", session.WrongStrategy);
    }

    private static async Task<IResult> Start(HttpContext http, ApiSession session, StrategyDesk desk)
    {
        string id = ApiSession.PathText(http, "id");
        if (!int.TryParse(ApiSession.PathText(http, "n"), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || !(await StrategyShelf.OnOwnThread(() => desk.Store.ReadVersion(id, number)).ConfigureAwait(false)).Outcome.IsDone)
            throw Problem.NotFound("there is no such version of a stored strategy, or not any more; GET /strategies/{id}/versions lists those that are kept");
        string place = VersionName.PlaceOf(id, number);
        await StrategyRoutes.Carry(http, session, "start", place, actor => desk.StartBeside(id, number, actor)).ConfigureAwait(false);
        return StrategyRoutes.Told(session, place);
    }

    private static IResult Compare(HttpContext http, ApiSession session, StrategyCurves curves)
    {
        StrategyPortrait first = session.Strategy(ApiSession.PathText(http, "id"));
        StrategyPortrait other = session.Strategy(http.Request.Query["with"].FirstOrDefault() ?? throw Problem.Field("with", "is missing; right is another strategy of the session"));
        (int stretches, PairedDifference? difference) = curves.Compare(first.Name, other.Name);
        return Routes.Json(new JsonObject
        {
            ["first"] = Of(first),
            ["other"] = Of(other),
            ["stretches"] = stretches,
            ["stretches_needed"] = PairedDifference.Fewest,
            ["difference"] = difference is null ? null : new JsonObject
            {
                ["stretches"] = difference.Stretches,
                ["stretch_seconds"] = difference.StretchSeconds,
                ["per_hour"] = difference.PerHour,
                ["low_per_hour"] = difference.LowPerHour,
                ["high_per_hour"] = difference.HighPerHour,
                ["is_clear"] = difference.IsClear,
            },
            ["why_none"] = difference is null ? $"{PairedDifference.Fewest} stretches of {StrategyCurves.StepSeconds} s in which both run as they are now are needed; there are {stretches}" : null,
        });
    }

    private static JsonObject Of(StrategyPortrait s) => new()
    {
        ["id"] = s.Name,
        ["version"] = s.Version,
        ["state"] = s.State,
        ["pnl"] = ApiSession.Money(s.Ledgers.Sum(l => l.Net)),
        ["fees"] = ApiSession.Money(s.Ledgers.Sum(l => l.Fees)),
    };
}
