using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Checks and compilations of strategies as text. Compiling runs the constructor, so that it is for those alone who may store code.</summary>
internal static class StrategyCompileRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, StrategyShelf shelf)
    {
        var routes = new Routes(app, "strategies");
        routes.Post("/strategies/{id}/check", "Errors and warnings of a stored strategy, or of the code that is given, which isn't stored; nothing of it is run", http => Check(http, shelf), Role.Admin)
            .Body(new JsonObject { ["code"] = StrategyText.Example }).TakesCode().In(Lane.Compiler);
        routes.Post("/strategies/{id}/compile", "Compiles a stored strategy in memory, and tells its class and parameters; its constructor runs. Native code becomes a library in its folder, which isn't loaded", http => Compile(http, session, shelf), Role.Admin)
            .In(Lane.Compiler);
    }

    private static async Task<IResult> Check(HttpContext http, StrategyShelf shelf)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        byte[]? given = StrategyText.Optional(body, "code");
        body.Check();
        Source source = await Find(http, shelf, given).ConfigureAwait(false);
        IReadOnlyList<StrategyDiagnostic> found = await Work(source, shelf, () => source.Native is { } native
            ? native.Check(http.RequestAborted)
            : StrategyFile.Check(source.Label, source.Text, shelf.Rules, http.RequestAborted)).ConfigureAwait(false);
        return Routes.Json(StoredStrategyJson.Checked(source.Id, source.Version, found));
    }

    private static async Task<IResult> Compile(HttpContext http, ApiSession session, StrategyShelf shelf)
    {
        Source source = await Find(http, shelf, null).ConfigureAwait(false);
        var value = new JsonObject { ["version"] = source.Version };
        string actor = ApiGate.PrincipalOf(http).Name;
        try
        {
            JsonObject answer = await Work(source, shelf, () => Compiled(source, shelf, http.RequestAborted)).ConfigureAwait(false);
            session.Audit(actor, "strategy.compile", "strategy", source.Id, value, (bool)answer["ok"]! ? null : "it has errors");
            return Routes.Json(answer);
        }
        catch (Problem problem)
        {
            session.Audit(actor, "strategy.compile", "strategy", source.Id, value, problem.Message);
            throw;
        }
    }

    private static JsonObject Compiled(Source source, StrategyShelf shelf, CancellationToken cancel) => source.Native is { } native
        ? StoredStrategyJson.Compiled(source.Id, source.Version!.Value, native.Compile(cancel))
        : StoredStrategyJson.Compiled(source.Id, source.Version!.Value, StrategyFile.Build(source.Label, source.Text, shelf.Rules, cancel));

    /// <param name="given">In place of what is stored; null: that.</param>
    private static async Task<Source> Find(HttpContext http, StrategyShelf shelf, byte[]? given)
    {
        string id = ApiSession.PathText(http, "id");
        (StoreOutcome found, byte[]? code, NativeSource? native) = await shelf.Ask(s => Read(s, id)).ConfigureAwait(false);
        if (!StrategyId.IsRight(id))
            throw StrategyShelf.Unknown();
        if (given is null && !found.IsDone)
            throw shelf.Refusal(found);
        string label = native?.Label ?? $"{id}.{StrategyLanguage.CSharp.Extension()}";
        return new Source(id, label, StrategyFile.Decode(label, given ?? code), given is null ? found.Strategy!.Version : null, native is not null && given is not null ? native with { Code = given } : native);
    }

    private static (StoreOutcome Found, byte[]? Code, NativeSource? Native) Read(StrategyStore store, string id)
    {
        (StoreOutcome found, byte[]? code) = store.Read(id);
        return (found, code, found.IsDone ? NativeSource.Of(found.Strategy!, code!, store) : null);
    }

    private static async Task<T> Work<T>(Source source, StrategyShelf shelf, Func<T> work)
    {
        // A compiler of native code is ended when its time is over.
        if (source.Native is null && !StrategyFile.HasRoom)
            throw Problem.Unavailable("nothing can be compiled now: code that doesn't end is still being compiled; try again later, or restart the program where it never ends");
        try
        {
            return await StrategyShelf.OnOwnThread(work).ConfigureAwait(false);
        }
        catch (BadInputException e)
        {
            throw new Problem(StatusCodes.Status422UnprocessableEntity, shelf.Shown(e.Message));
        }
    }

    /// <param name="Version">Null: it isn't stored.</param>
    /// <param name="Native">Null: it is in C#.</param>
    private sealed record Source(string Id, string Label, string Text, int? Version, NativeSource? Native);
}
