using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.StoredStrategies;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>The strategies that run here: what they do, stop and start, and their parameters. Reading them together with those that are stored: <see cref="StoredStrategyRoutes"/>.</summary>
internal static class StrategyRoutes
{
    /// <param name="runtime">Keeps changes for the next session; null: nothing does.</param>
    /// <param name="desk">Begins, ends and replaces strategies; null: those of the session are paused and go on.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, RuntimeSettings? runtime = null, StrategyDesk? desk = null)
    {
        var routes = new Routes(app, "strategies");
        routes.Get("/strategies/running", "Those that trade right now", _ => Routes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. session.Portrait.Strategies.Where(s => s.State == "running" && s.Name != Operator.Name).Select(s => (JsonNode)Of(session.Portrait, s))]),
        }));
        routes.Get("/strategies/status", "How each of them stands, in a word", _ => Routes.Json(new JsonObject(session.Portrait.Strategies.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.State)))));
        routes.Post("/strategies/{id}/start", "Lets a paused strategy trade again; a stored one begins, which takes the role admin; takes If-Match where it is given", http => Start(http, session, desk), Role.Trader).Answers(412).In(Lane.Start);
        routes.Post("/strategies/{id}/stop", "Ends a stored strategy, or with position any: its orders are cancelled, its position stays or is closed at the market. Without position one of the program's pauses: it sees the market and places nothing until it is started",
            http => Stop(http, session, desk), Role.Trader).Body(new JsonObject { ["position"] = StrategyRequest.Keep }).MayBeRepeated().In(Lane.Stop);
        if (desk is not null)
        {
            routes.Post("/strategies/{id}/reload", "Puts the newest version of its code in the place of the one that runs: it takes the orders and the position over, or begins when they are closed. Takes If-Match where it is given", http => Reload(http, session, desk), Role.Admin)
                .Body(new JsonObject { ["position"] = StrategyRequest.Keep }).Answers(412).In(Lane.Start);
        }

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
        ["version"] = s.Version,
        ["replacement"] = SessionStatus.Replacing(s.Replacement),
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

    private static async Task<IResult> Start(HttpContext http, ApiSession session, StrategyDesk? desk)
    {
        string id = ApiSession.PathText(http, "id");
        StrategyPortrait? here = session.Portrait.Strategies.FirstOrDefault(s => s.Name == id);
        if (desk is null || here is { State: "running" or "paused" })
        {
            await session.Tell(http, EngineCommand.Resume(session.Strategy(id).Index)).ConfigureAwait(false);
            return Told(session, id);
        }

        if (here is null && (await StrategyShelf.OnOwnThread(() => desk.Store.Find(id)).ConfigureAwait(false)).Answer == StoreAnswer.Unknown)
            throw StrategyShelf.Unknown();
        // Of the program's own everybody knows what it does.
        if (!StrategyCatalog.IsBuiltIn(id) && ApiGate.PrincipalOf(http).Role < Role.Admin)
            throw new Problem(StatusCodes.Status403Forbidden, "starting a stored strategy runs its code on this machine, and takes the role admin");
        await Carry(http, session, "start", id, actor => desk.Start(id, actor, s => EntityTag.Check(http, EntityTag.Of(s.Revision)))).ConfigureAwait(false);
        return Told(session, id);
    }

    private static async Task<IResult> Stop(HttpContext http, ApiSession session, StrategyDesk? desk)
    {
        StrategyPortrait strategy = session.Strategy(ApiSession.PathText(http, "id"));
        string? position = Position(await JsonBody.Read(http).ConfigureAwait(false));
        if (desk is null || (position is null && VersionName.IsBuiltIn(strategy.Version)))
            await session.Tell(http, EngineCommand.Pause(strategy.Index)).ConfigureAwait(false);
        else if (strategy.State is "running" or "paused" || position == StrategyRequest.Close)
            await Carry(http, session, "stop", strategy.Name, actor => desk.Stop(strategy.Name, position == StrategyRequest.Close, actor)).ConfigureAwait(false);
        return Told(session, strategy.Name);
    }

    private static async Task<IResult> Reload(HttpContext http, ApiSession session, StrategyDesk desk)
    {
        StrategyPortrait strategy = session.Strategy(ApiSession.PathText(http, "id"));
        string? position = Position(await JsonBody.Read(http).ConfigureAwait(false));
        await Carry(http, session, "reload", strategy.Name, actor => desk.Reload(strategy.Name, position == StrategyRequest.Close, actor, s => EntityTag.Check(http, EntityTag.Of(s.Revision)))).ConfigureAwait(false);
        return Told(session, strategy.Name);
    }

    /// <summary>Null where the body doesn't say.</summary>
    private static string? Position(JsonBody body)
    {
        string? position = body.TryText("position");
        if (position is not (null or StrategyRequest.Keep or StrategyRequest.Close))
            body.Refuse("position", $"right is {StrategyRequest.Keep} or {StrategyRequest.Close}");
        body.Check();
        return position;
    }

    /// <summary>Does something with a stored strategy. What comes of it is a command of the session's; what doesn't come about is written down here.</summary>
    /// <param name="work">Gets who asks; returns why it wasn't done, or null.</param>
    /// <exception cref="Problem">It wasn't: what is wrong with the code, or with what is stored, is the user's to hear of.</exception>
    public static async Task Carry(HttpContext http, ApiSession session, string what, string id, Func<string, Task<string?>> work)
    {
        string actor = ApiGate.PrincipalOf(http).Name;
        string? refusal;
        try
        {
            refusal = await work(actor).ConfigureAwait(false);
        }
        catch (BadInputException e)
        {
            refusal = e.Message;
        }
        catch (Exception e) when (e is DiskException or TimeoutException)
        {
            // Nothing is wrong with what was asked.
            session.Audit(actor, $"strategy.{what}", "strategy", id, error: e.Message);
            throw e is TimeoutException ? Problem.Unavailable(e.Message) : new Problem(StatusCodes.Status503ServiceUnavailable, e.Message);
        }

        if (refusal is null)
            return;
        session.Audit(actor, $"strategy.{what}", "strategy", id, error: refusal);
        throw new Problem(StatusCodes.Status422UnprocessableEntity, refusal);
    }

    public static IResult Told(ApiSession session, string id)
    {
        StrategyPortrait now = session.Strategy(id);
        return Routes.Json(new JsonObject { ["id"] = id, ["state"] = now.State, ["version"] = now.Version, ["replacement"] = SessionStatus.Replacing(now.Replacement) });
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
