using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Commands;
using Touchline.Control;
using Touchline.StoredStrategies;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Strategies as text: kept, read, changed and deleted, with their versions. Those of the session and those that are stored are one list. docs/strategy-store.md.</summary>
internal static class StoredStrategyRoutes
{
    private const string One = "/strategies/{id}";

    public static void Map(IEndpointRouteBuilder app, ApiSession session, StrategyShelf shelf, StrategyDesk? desk = null)
    {
        var routes = new Routes(app, "strategies");
        routes.Get("/strategies", "All strategies: those of the session, and those that are stored", async _ =>
        {
            SessionPortrait portrait = session.Portrait;
            IReadOnlyList<StoreEntry> stored = await shelf.Ask(s => s.List()).ConfigureAwait(false);
            return Routes.Json(new JsonObject { ["items"] = StoredStrategyJson.List(portrait, stored, shelf) });
        }).In(Lane.Store);
        routes.Get(One, "One strategy; a stored one's code too, for traders and admins", http => Read(http, session, shelf)).In(Lane.Store);
        routes.Post("/strategies", "Stores a strategy: its code, or the one of a template", http => Create(http, session, shelf), Role.Admin)
            .Body(new JsonObject { ["id"] = "quoter", ["name"] = "Quoter", ["symbol"] = "BTCUSDT", ["code"] = StrategyText.Example, ["language"] = "csharp" }, "id", "name", "symbol")
            .BodyMayHave("template").Answers(201).TakesCode().In(Lane.Store);
        routes.Put($"{One}/code", "Another code of a stored strategy, the next version; one that runs goes on with its own until it is reloaded", http => PutCode(http, session, shelf), Role.Admin)
            .Body(new JsonObject { ["code"] = StrategyText.Example }, "code").TakesCode().In(Lane.Store);
        routes.Put($"{One}/metadata", "Changes what is named of a stored strategy: name, symbol, enabled (it starts with the program), open_positions (false: it may only reduce), thread (engine, or own: from its next start or reload on)", http => PutMetadata(http, session, shelf, desk), Role.Admin)
            .Body(new JsonObject { ["name"] = "Quoter", ["symbol"] = "BTCUSDT", ["enabled"] = true, ["open_positions"] = false, ["thread"] = "own" }).In(Lane.Store);
        routes.Delete(One, "Deletes a stored strategy with all its versions; not one that runs. Takes If-Match where it is given", http => Delete(http, session, shelf), Role.Admin).Answers(412).In(Lane.Store);
        routes.Get($"{One}/versions", "The versions of a stored strategy's code that are kept, newest first", async http =>
        {
            string id = ApiSession.PathText(http, "id");
            (StoreOutcome found, IReadOnlyList<CodeVersion> versions) = await shelf.Ask(s => s.Versions(id)).ConfigureAwait(false);
            return found.IsDone ? Routes.Json(new JsonObject { ["id"] = id, ["items"] = StrategyJson.Of([.. versions.Reverse()]) }) : throw shelf.Refusal(found);
        }).Answers(200, 409).In(Lane.Store);
        routes.Get($"{One}/versions/{{n}}", "A version of a stored strategy's code, exactly as it was given", http => ReadVersion(http, shelf), Role.Trader).Answers(200, 409).In(Lane.Store);
    }

    private static async Task<IResult> Read(HttpContext http, ApiSession session, StrategyShelf shelf)
    {
        string id = ApiSession.PathText(http, "id");
        SessionPortrait portrait = session.Portrait;
        StrategyPortrait? here = portrait.Strategies.FirstOrDefault(s => s.Name == id);
        (StoreOutcome found, byte[]? code) = await shelf.Ask(s => s.Read(id)).ConfigureAwait(false);
        if (here is null && found.Answer == StoreAnswer.Unknown)
            throw Problem.NotFound("there is no strategy of that id, in the session or stored; GET /strategies lists those there are");
        StoreEntry? entry = found.Answer == StoreAnswer.Unknown ? null : new StoreEntry(id, found.IsDone ? found.Strategy : null, found.Why);
        JsonObject answer = StoredStrategyJson.Of(id, portrait, entry, shelf);
        if (code is not null && MayReadCode(http))
            answer["code"] = StoredStrategyJson.Text(code);
        if (found.IsDone)
            EntityTag.Tell(http, EntityTag.Of(found.Strategy!.Revision));
        else if (here is not null)
            EntityTag.Tell(http, StrategyRoutes.TagOf(here));
        return Routes.Json(answer);
    }

    // What it earns by is a secret: of those who only look nobody sees it.
    private static bool MayReadCode(HttpContext http) => ApiGate.PrincipalOf(http).Role >= Role.Trader;

    private static async Task<IResult> ReadVersion(HttpContext http, StrategyShelf shelf)
    {
        string id = ApiSession.PathText(http, "id");
        bool isNumber = int.TryParse(ApiSession.PathText(http, "n"), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        (StoreOutcome found, byte[]? code, CodeVersion? version) = await shelf.Ask(s =>
        {
            (StoreOutcome outcome, IReadOnlyList<CodeVersion> all) = s.Versions(id);
            CodeVersion? kept = all.Where(v => isNumber && v.Number == number).Select(v => (CodeVersion?)v).FirstOrDefault();
            return (outcome, kept is null ? null : s.ReadVersion(id, number).Code, kept);
        }).ConfigureAwait(false);
        if (!found.IsDone)
            throw shelf.Refusal(found);
        if (code is null)
            throw Problem.NotFound($"there is no such version of strategy '{id}', or not any more; GET /strategies/{id}/versions lists those that are kept");
        return Routes.Json(new JsonObject { ["id"] = id, ["version"] = number, ["at"] = version!.Value.At, ["current"] = version.Value.IsCurrent, ["code"] = StoredStrategyJson.Text(code) });
    }

    private static async Task<IResult> Create(HttpContext http, ApiSession session, StrategyShelf shelf)
    {
        NewStrategy asked = NewStrategy.Read(await JsonBody.Read(http).ConfigureAwait(false));
        StoreOutcome outcome = await shelf.Ask(s => s.Create(asked.Id, asked.Name, asked.Symbol, asked.Code, asked.Language)).ConfigureAwait(false);
        var value = new JsonObject { ["name"] = asked.Name, ["symbol"] = asked.Symbol, ["language"] = asked.Language.Text(), ["code_sha256"] = StrategyFolder.HashOf(asked.Code) };
        Audit(http, session, "create", asked.Id, outcome, value);
        http.Response.Headers.Location = outcome.IsDone ? $"/strategies/{asked.Id}" : default;
        return Told(http, shelf, outcome, StatusCodes.Status201Created);
    }

    private static async Task<IResult> PutCode(HttpContext http, ApiSession session, StrategyShelf shelf)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        byte[] code = StrategyText.Required(body, "code");
        body.Check();
        return await Change(http, session, shelf, "code", new JsonObject { ["code_sha256"] = StrategyFolder.HashOf(code) }, now => new JsonObject { ["version"] = now.Version, ["code_sha256"] = now.CodeHash },
            (store, id, revision) => store.PutCode(id, code, revision)).ConfigureAwait(false);
    }

    private static async Task<IResult> PutMetadata(HttpContext http, ApiSession session, StrategyShelf shelf, StrategyDesk? desk)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        (string? name, string? symbol) = (body.TryText("name"), body.TryText("symbol"));
        (bool? enabled, bool? opens) = (body.TryFlag("enabled"), body.TryFlag("open_positions"));
        StrategyText.CheckFields(body, name, symbol);
        StrategyThread? thread = StrategyText.Thread(body);
        body.Check();
        var asked = (JsonObject)JsonNode.Parse(body.Root.GetRawText())!;
        IResult told = await Change(http, session, shelf, "metadata", asked, now => new JsonObject(StrategyJson.Of(now).Where(f => asked.ContainsKey(f.Key)).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))),
            (store, id, revision) => store.PutMetadata(id, name, symbol, enabled, opens, revision, thread)).ConfigureAwait(false);
        // What runs of it is held to it at once, also versions beside others.
        if (opens is { } may && desk is not null)
        {
            string id = ApiSession.PathText(http, "id");
            await StrategyRoutes.Carry(http, session, "metadata", id, actor => desk.Hold(id, may, actor)).ConfigureAwait(false);
        }

        return told;
    }

    private static async Task<IResult> Change(
        HttpContext http, ApiSession session, StrategyShelf shelf, string what, JsonObject value, Func<StoredStrategy, JsonObject> before, Func<StrategyStore, string, long?, StoreOutcome> change)
    {
        string id = ApiSession.PathText(http, "id");
        StoreOutcome found = await shelf.Ask(s => s.Find(id)).ConfigureAwait(false);
        if (!found.IsDone)
            throw shelf.Refusal(found);
        EntityTag.Demand(http, EntityTag.Of(found.Strategy!.Revision));
        // Who takes any version isn't refused for what comes in between.
        long? meant = EntityTag.IsAny(http) ? null : found.Strategy.Revision;
        StoreOutcome outcome = await shelf.Ask(s => change(s, id, meant)).ConfigureAwait(false);
        Audit(http, session, what, id, outcome, value, before(found.Strategy));
        return Told(http, shelf, outcome);
    }

    private static async Task<IResult> Delete(HttpContext http, ApiSession session, StrategyShelf shelf)
    {
        string id = ApiSession.PathText(http, "id");
        StoreOutcome found = await shelf.Ask(s => s.Find(id)).ConfigureAwait(false);
        if (!found.IsDone)
            throw shelf.Refusal(found);
        bool isMeant = http.Request.Headers.IfMatch.Count > 0;
        if (isMeant)
            EntityTag.Demand(http, EntityTag.Of(found.Strategy!.Revision));
        StoreOutcome outcome = await shelf.Ask(s => s.Delete(id, isMeant && !EntityTag.IsAny(http) ? found.Strategy!.Revision : null)).ConfigureAwait(false);
        Audit(http, session, "delete", id, outcome, before: new JsonObject { ["version"] = found.Strategy!.Version, ["code_sha256"] = found.Strategy.CodeHash });
        return outcome.IsDone ? Routes.Json(new JsonObject { ["id"] = id, ["deleted"] = true }) : throw shelf.Refusal(outcome);
    }

    private static void Audit(HttpContext http, ApiSession session, string what, string id, StoreOutcome outcome, JsonObject? value = null, JsonObject? before = null)
    {
        if (outcome.IsDone && value is not null && what is "create" or "code")
            value!["version"] = outcome.Strategy!.Version;
        session.Audit(ApiGate.PrincipalOf(http).Name, $"strategy.{what}", "strategy", id, value, outcome.Why, before);
    }

    private static IResult Told(HttpContext http, StrategyShelf shelf, StoreOutcome outcome, int status = StatusCodes.Status200OK)
    {
        if (!outcome.IsDone)
            throw shelf.Refusal(outcome);
        EntityTag.Tell(http, EntityTag.Of(outcome.Strategy!.Revision));
        return Routes.Json(StrategyJson.Of(outcome.Strategy), status);
    }
}
