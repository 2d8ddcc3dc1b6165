using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Commands;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Endpoints of one subject: each says who may use it and what it takes.</summary>
internal sealed class Routes(IEndpointRouteBuilder app, string subject)
{
    /// <param name="least">The least role that may.</param>
    public RouteHandlerBuilder Get(string path, string summary, Func<HttpContext, Task<IResult>> handle, Role least = Role.Viewer) =>
        Note(app.MapGet(path, handle), summary, least);

    public RouteHandlerBuilder Get(string path, string summary, Func<HttpContext, IResult> handle, Role least = Role.Viewer) =>
        Note(app.MapGet(path, handle), summary, least);

    public RouteHandlerBuilder Post(string path, string summary, Func<HttpContext, Task<IResult>> handle, Role least) => Note(app.MapPost(path, handle), summary, least);

    public RouteHandlerBuilder Put(string path, string summary, Func<HttpContext, Task<IResult>> handle, Role least) =>
        Note(app.MapPut(path, handle), summary, least).OfVersion();

    public RouteHandlerBuilder Delete(string path, string summary, Func<HttpContext, Task<IResult>> handle, Role least) => Note(app.MapDelete(path, handle), summary, least);

    /// <summary>For anybody, without a token.</summary>
    public RouteHandlerBuilder Open(string method, string path, string summary, Func<HttpContext, Task<IResult>> handle) =>
        Note(app.MapMethods(path, [method], handle), summary, null);

    /// <summary>Texts as they are: no markup is made of them, and browsers are told so.</summary>
    public static IResult Json(JsonNode answer, int status = StatusCodes.Status200OK) => Results.Text(answer.ToJsonString(JsonText.Line), "application/json", statusCode: status);

    private RouteHandlerBuilder Note(RouteHandlerBuilder route, string summary, Role? least) => route.WithTags(subject).WithSummary(summary).WithMetadata(new Access(least)).AddEndpointFilter(QueryCheck.Filter);
}

internal static class RouteNotesOf
{
    public static RouteHandlerBuilder Body(this RouteHandlerBuilder route, JsonObject example, params string[] required) => route.WithMetadata(new BodyExample(example, required));

    /// <summary>A field that the body may have, and its example hasn't.</summary>
    public static RouteHandlerBuilder BodyMayHave(this RouteHandlerBuilder route, string field) => route.WithMetadata(new BodyField(field));

    /// <summary>It waits for its turn among those of the lane, and takes no place of the others.</summary>
    public static RouteHandlerBuilder In(this RouteHandlerBuilder route, Lane lane) => route.WithMetadata(lane);

    public static RouteHandlerBuilder MayBeRepeated(this RouteHandlerBuilder route) => route.WithMetadata(new Repeatable());

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, params int[] statuses) => route.WithMetadata(new Answers(statuses));

    /// <summary>It demands the version that it is meant for.</summary>
    public static RouteHandlerBuilder OfVersion(this RouteHandlerBuilder route) => route.WithMetadata(new Versioned());

    /// <param name="wrong">Null of a right value, else what would be.</param>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder route, string name, string text, Func<string, string?>? wrong = null) => route.WithMetadata(new QueryParameter(name, text, wrong));

    public static RouteHandlerBuilder Paged(this RouteHandlerBuilder route) => route
        .Query("offset", "How many to leave out, from 0", QueryCheck.Whole(0, int.MaxValue)).Query("limit", "How many at most, 1 to 1000; 100 without it", QueryCheck.Whole(1, Paging.Most));

    /// <summary>Of the session's symbols and strategies one.</summary>
    public static RouteHandlerBuilder OfOne(this RouteHandlerBuilder route, ApiSession session) => route
        .Query("symbol", "One symbol's", session.WrongSymbol).Query("strategy", "One strategy's", session.WrongStrategy);
}
