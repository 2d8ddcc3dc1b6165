using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Touchline.Api;

/// <summary>What anybody may know.</summary>
internal static class RootRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, Func<JsonObject> health)
    {
        var routes = new Routes(app, "program");
        long startedAt = session.Time.GetTimestamp();
        routes.Open("GET", "/", "Name, version, mode and up-time", _ => Task.FromResult(Routes.Json(new JsonObject
        {
            ["name"] = "touchline",
            ["version"] = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3),
            ["mode"] = session.Link.NewestPortrait?.Kind ?? "opening",
            ["uptime_seconds"] = Math.Round(session.Time.GetElapsedTime(startedAt).TotalSeconds, 3),
        })));
        routes.Open("GET", "/health", "Whether all is well; 503 where it isn't", _ =>
        {
            JsonObject report = health();
            return Task.FromResult(Routes.Json(report, (string?)report["status"] == "down" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK));
        }).Answers(200, 503);
    }
}
