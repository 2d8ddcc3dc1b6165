using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Limits, the kill switch, and how near it is to any of them.</summary>
internal static class RiskRoutes
{
    private const string Flatten = "flatten";

    /// <param name="runtime">Keeps changes for the next session; null: nothing does.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, RuntimeSettings? runtime = null)
    {
        var routes = new Routes(app, "risk");
        routes.Post("/risk/kill", "Cancels every order and places none until it is armed; with flatten positions are closed too", async http =>
        {
            // Whoever is in a hurry writes it as he may.
            JsonBody body = await JsonBody.Read(http, anyType: true).ConfigureAwait(false);
            bool flatten = body.Flag(Flatten) || (string?)http.Request.Query[Flatten] == "true";
            body.Check();
            await session.Tell(http, flatten ? EngineCommand.KillFlatten : EngineCommand.Kill).ConfigureAwait(false);
            return Routes.Json(new JsonObject { ["killed"] = true, ["flatten"] = flatten });
        }, Role.Trader).Query(Flatten, "true: positions are closed too; the same as in the body", QueryCheck.OneOf("true", "false")).Body(new JsonObject { [Flatten] = true }).MayBeRepeated();
        routes.Post("/risk/arm", "Ends a kill", async http =>
        {
            await session.Tell(http, EngineCommand.Arm).ConfigureAwait(false);
            return Routes.Json(new JsonObject { ["killed"] = false });
        }, Role.Trader);
        routes.Get("/risk/limits", "The limits of the account and of each strategy, and what each limit means", http =>
        {
            JsonObject limits = Limits(session.Portrait);
            EntityTag.Tell(http, TagOf(limits));
            limits["known"] = new JsonArray([.. RiskLimit.All.Select(l => (JsonNode)new JsonObject { ["name"] = l.Name, ["right"] = l.Right, ["account_only"] = l.IsOfAccount })]);
            return Routes.Json(limits);
        });
        routes.Put("/risk/limits", "Changes the limits that are named; all of them or, where one is wrong, none", http => Change(http, session, runtime), Role.Admin)
            .Query(Persistence.Parameter, Persistence.Text, QueryCheck.OneOf("true", "false"))
            .Body(new JsonObject { ["account"] = new JsonObject { ["max_exposure"] = "50000" }, ["strategies"] = new JsonObject { ["market-making"] = new JsonObject { ["max_position"] = "0.5" } } });
        routes.Get("/trading/risk-status", "Kill switch, freezes, losses beside their limits, budgets, breakers and ratios", _ => Routes.Json(Status(session.Portrait)));
    }

    /// <summary>Those that are set.</summary>
    public static JsonObject Of(RiskLimits limits) =>
        new(RiskLimit.All.Where(l => l.Get(limits) != l.Get(RiskLimits.None)).Select(l => KeyValuePair.Create(l.Name, (JsonNode?)l.Get(limits))));

    private static JsonObject Limits(SessionPortrait portrait) => new()
    {
        ["account"] = Of(portrait.Limits),
        ["strategies"] = new JsonObject(portrait.Strategies.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)Of(s.Limits)))),
    };

    private static string TagOf(JsonObject limits) => EntityTag.Of(limits.ToJsonString());

    private static async Task<IResult> Change(HttpContext http, ApiSession session, RuntimeSettings? runtime)
    {
        bool isToStay = Persistence.Wanted(http);
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        SessionPortrait portrait = session.Portrait;
        var asked = new List<(int Scope, string Limit, string Value)>();
        Read(body, "account", body.Element("account"), EngineCommand.All, portrait.Limits, asked);
        ReadStrategies(body, portrait, asked);
        body.Check();
        string actor = ApiGate.PrincipalOf(http).Name;
        string? refusal = await session.Link.ChangeLimits(asked, s => EntityTag.Demand(http, TagOf(new JsonObject
        {
            ["account"] = Of(s.Limits),
            ["strategies"] = new JsonObject(s.Strategies.Select(t => KeyValuePair.Create(t.Name, (JsonNode?)Of(t.Limits)))),
        })), actor).ConfigureAwait(false);
        if (refusal is not null)
            throw new Problem(StatusCodes.Status422UnprocessableEntity, refusal);
        JsonObject limits = Limits(session.Portrait);
        EntityTag.Tell(http, TagOf(limits));
        if (isToStay)
        {
            var changes = new JsonObject(asked.Select(a => KeyValuePair.Create(
                a.Scope == EngineCommand.All ? $"account.{a.Limit}" : $"strategies.{portrait.Strategies.First(s => s.Index == a.Scope).Name}.{a.Limit}", (JsonNode?)a.Value)));
            Persistence.Tell(http, session, runtime, r => r.SaveLimits(asked), changes, limits);
        }

        return Routes.Json(limits);
    }

    private static void ReadStrategies(JsonBody body, SessionPortrait portrait, List<(int Scope, string Limit, string Value)> asked)
    {
        if (body.Element("strategies") is not { } given)
            return;
        if (given.ValueKind != JsonValueKind.Object)
        {
            body.Refuse("strategies", "right is an object of strategies, each with an object of limits");
            return;
        }

        foreach (JsonProperty strategy in given.EnumerateObject())
        {
            if (portrait.Strategies.FirstOrDefault(s => s.Name == strategy.Name) is { } there)
                Read(body, $"strategies.{strategy.Name}", strategy.Value, there.Index, there.Limits, asked);
            else
                body.Refuse($"strategies.{strategy.Name}", $"there is no strategy of that name; there are {string.Join(", ", portrait.Strategies.Select(s => s.Name))}");
        }
    }

    // Each by itself and all together.
    private static void Read(JsonBody body, string name, JsonElement? element, int scope, RiskLimits limits, List<(int Scope, string Limit, string Value)> asked)
    {
        if (element is not { } given)
            return;
        if (given.ValueKind != JsonValueKind.Object)
        {
            body.Refuse(name, "right is an object of limits");
            return;
        }

        foreach (JsonProperty field in given.EnumerateObject())
        {
            string value = field.Value.ValueKind == JsonValueKind.Null ? "none" : field.Value.ToString();
            if (RiskLimit.Find(field.Name) is not { } limit)
                body.Refuse($"{name}.{field.Name}", $"there is no limit of that name; known are {string.Join(", ", RiskLimit.All.Select(l => l.Name))}");
            else if (limit.IsOfAccount && scope != EngineCommand.All)
                body.Refuse($"{name}.{limit.Name}", "this limit is the account's alone");
            else if (!limit.TrySet(limits, value, out RiskLimits? changed))
                body.Refuse($"{name}.{limit.Name}", $"right is {limit.Right}");
            else
            {
                limits = changed;
                asked.Add((scope, limit.Name, value));
            }
        }

        if (limits.Contradiction is { } contradiction)
            body.Refuse(name, contradiction);
    }

    // That it couldn't be brought to its end is more than who began it.
    private static string? ReasonOf(SessionPortrait p) => p.Kill.State == KillState.Armed ? null : p.Kill.Reason ?? (p.KilledBy is { } who ? $"killed by {who}" : "killed in an earlier session");

    private static JsonObject Status(SessionPortrait p) => new()
    {
        ["kill"] = new JsonObject { ["state"] = p.Kill.State.ToString(), ["flattens"] = p.Kill.Flattens, ["attempts"] = p.Kill.Attempts, ["reason"] = ReasonOf(p), ["since_ns"] = p.Kill.State == KillState.Armed ? null : p.Kill.SinceNs },
        ["pnl"] = ApiSession.Money(p.Equity),
        ["daily_loss"] = ApiSession.Money(Math.Max(0, p.Marks.DayStart - p.Equity)),
        ["max_daily_loss"] = p.Limits.MaxDailyLoss == decimal.MaxValue ? null : ApiSession.Money(p.Limits.MaxDailyLoss),
        ["drawdown"] = ApiSession.Money(Math.Max(0, p.Marks.Peak - p.Equity)),
        ["max_drawdown"] = p.Limits.MaxDrawdown == decimal.MaxValue ? null : ApiSession.Money(p.Limits.MaxDrawdown),
        ["exposure"] = ApiSession.Money(p.Instruments.Sum(i => Math.Abs(i.Account.Position * (i.Mid ?? 0) * i.Instrument.Multiplier))),
        ["limits"] = Of(p.Limits),
        ["instruments"] = new JsonArray([.. p.Instruments.Select(i => (JsonNode)new JsonObject
        {
            ["symbol"] = i.Instrument.Symbol,
            ["venue"] = i.Instrument.Venue,
            ["status"] = i.Status.ToString().ToLowerInvariant(),
            ["frozen"] = i.Frozen == FreezeReason.None ? null : EngineCommand.Thaw(0, i.Frozen).Value,
            ["position"] = ApiSession.Money(i.Account.Position),
            ["worst_long"] = ApiSession.Money(i.WorstLong),
            ["worst_short"] = ApiSession.Money(i.WorstShort),
            ["ratios"] = new JsonArray([.. i.Ratios.Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["orders"] = r.Orders, ["value"] = r.Value, ["warn"] = r.Warn, ["limit"] = r.Limit })]),
        })]),
        ["budgets"] = new JsonArray([.. p.Budgets.Select(b => (JsonNode)new JsonObject { ["venue"] = b.Venue, ["window"] = Core.Duration.Format(b.WindowNs), ["capacity"] = b.Capacity, ["used"] = b.Used, ["tokens"] = b.Tokens })]),
        ["breakers"] = new JsonArray([.. p.Breakers.Select(b => (JsonNode)new JsonObject { ["venue"] = b.Venue, ["state"] = b.State.ToString(), ["failures"] = b.Failures })]),
        ["refused"] = p.Orders.Refused,
    };
}
