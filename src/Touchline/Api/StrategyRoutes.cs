using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>The strategies that run here: what they do, stop and start, and their parameters. Reading them together with those that are stored: <see cref="StoredStrategyRoutes"/>.</summary>
internal static class StrategyRoutes
{
    /// <param name="runtime">Keeps changes for the next session; null: nothing does.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, RuntimeSettings? runtime = null)
    {
        var routes = new Routes(app, "strategies");
        routes.Get("/strategies/running", "Those that trade right now", _ => Routes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. session.Portrait.Strategies.Where(s => s.State == "running" && s.Name != Operator.Name).Select(s => (JsonNode)Of(session.Portrait, s))]),
        }));
        routes.Get("/strategies/status", "How each of them stands, in a word", _ => Routes.Json(new JsonObject(session.Portrait.Strategies.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.State)))));
        routes.Post("/strategies/{id}/start", "Lets it trade again", http => Tell(http, session, EngineCommand.Resume), Role.Trader);
        routes.Post("/strategies/{id}/stop", "Cancels its orders; it sees the market and places none until it is started", http => Tell(http, session, EngineCommand.Pause), Role.Trader).MayBeRepeated();
        routes.Get("/strategies/{id}/parameters", "Its parameters", http =>
        {
            StrategyPortrait strategy = session.Strategy(ApiSession.PathText(http, "id"));
            EntityTag.Tell(http, TagOf(strategy));
            return Routes.Json(new JsonObject { ["items"] = Parameters(strategy) });
        });
        routes.Put("/strategies/{id}/parameters", "Changes the parameters that are named, while it runs; all of them or, where one is wrong, none", http => Change(http, session, runtime), Role.Trader)
            .Query(Persistence.Parameter, Persistence.Text, QueryCheck.OneOf("true", "false"))
            .Body(new JsonObject { ["spread"] = "2.5" });
    }

    public static JsonObject Of(SessionPortrait portrait, StrategyPortrait s) => new()
    {
        ["id"] = s.Name,
        ["state"] = s.State,
        ["failure"] = s.Failure,
        ["orders_live"] = s.LiveOrders,
        ["pnl"] = ApiSession.Money(s.Ledgers.Sum(l => l.Net)),
        ["fees"] = ApiSession.Money(s.Ledgers.Sum(l => l.Fees)),
        ["positions"] = new JsonArray([.. s.Ledgers.Where(l => l.Position != 0).Select(l => (JsonNode)PositionJson.Of(portrait, l))]),
        ["parameters"] = Parameters(s),
        ["metrics"] = new JsonObject(s.Metrics.Select(m => KeyValuePair.Create(m.Key, double.IsFinite(m.Value) ? (JsonNode?)m.Value : null))),
        ["limits"] = RiskRoutes.Of(s.Limits),
    };

    private static JsonArray Parameters(StrategyPortrait s) => new([.. s.Parameters.Select(p => (JsonNode)new JsonObject
    {
        ["name"] = p.Name,
        ["value"] = p.Value,
        ["unit"] = p.Unit,
        ["text"] = p.Text,
        ["range"] = p.Range,
    })]);

    public static string TagOf(StrategyPortrait s) => TagOf(s.Parameters.Select(p => (p.Name, p.Value)));

    private static string TagOf(IEnumerable<(string Name, string Value)> parameters) => EntityTag.Of(string.Join('\n', parameters.Select(p => $"{p.Name}={p.Value}")));

    private static async Task<IResult> Tell(HttpContext http, ApiSession session, Func<int, EngineCommand> command)
    {
        StrategyPortrait strategy = session.Strategy(ApiSession.PathText(http, "id"));
        await session.Tell(http, command(strategy.Index)).ConfigureAwait(false);
        return Routes.Json(new JsonObject { ["id"] = strategy.Name, ["state"] = command(0).Kind == CommandKind.Pause ? "paused" : "running" });
    }

    private static async Task<IResult> Change(HttpContext http, ApiSession session, RuntimeSettings? runtime)
    {
        bool isToStay = Persistence.Wanted(http);
        StrategyPortrait strategy = session.Strategy(ApiSession.PathText(http, "id"));
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        var asked = new List<(string Name, string Value)>();
        foreach (ParameterPortrait parameter in strategy.Parameters)
        {
            if (body.Element(parameter.Name) is { } value)
                asked.Add((parameter.Name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()));
        }

        // Each by itself first, so that all that are wrong are told at once; whether they fit together the strategy says.
        foreach ((string name, string right) in await session.Link.WrongParameters(strategy.Index, asked).ConfigureAwait(false))
            body.Refuse(name, $"right is {right}");
        body.Check();
        (string? refusal, string tag) = await session.Link.ChangeParameters(
            strategy.Index, asked, s => EntityTag.Demand(http, TagOf(s.Parameters.Select(p => (p.Name, p.ValueText)))), s => TagOf(s.Parameters.Select(p => (p.Name, p.ValueText))),
            ApiGate.PrincipalOf(http).Name).ConfigureAwait(false);
        if (refusal is not null)
            throw new Problem(StatusCodes.Status422UnprocessableEntity, refusal);
        EntityTag.Tell(http, tag);
        var changes = new JsonObject(asked.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Value)));
        var answer = new JsonObject { ["id"] = strategy.Name, ["changed"] = changes };
        if (isToStay)
            Persistence.Tell(http, session, runtime, r => r.SaveParameters(strategy.Name, asked), (JsonObject)changes.DeepClone(), answer);
        return Routes.Json(answer);
    }
}
