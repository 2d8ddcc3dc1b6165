using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Faults of the simulated exchange that the session trades at, and what that exchange knows itself. docs/simulated-exchange.md.</summary>
internal static class ExchangeRoutes
{
    private const string Faults = "/_faults";

    public static void Map(IEndpointRouteBuilder app, ApiSession session, VenueSettings? venue)
    {
        var routes = new Routes(app, "simulated exchange");
        var door = new ExchangeDoor(venue);
        routes.Get("/exchange/faults", "The faults that lie in wait", async http => Routes.Json(await door.Ask(HttpMethod.Get, Faults, null, http.RequestAborted).ConfigureAwait(false)), Role.Admin).Answers(200, 409, 502, 504);
        routes.Post("/exchange/faults", "Makes something go wrong at the simulated exchange", async http =>
        {
            JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
            string fault = body.Root.GetRawText();
            JsonNode answer = await door.Ask(HttpMethod.Post, Faults, fault, http.RequestAborted).ConfigureAwait(false);
            session.Audit(ApiGate.PrincipalOf(http).Name, "exchange.fault", "exchange", "simulated", JsonNode.Parse(fault) as JsonObject);
            return Routes.Json(answer);
        }, Role.Admin).Body(new JsonObject { ["kind"] = "delay", ["scope"] = "market", ["ms"] = 40, ["probability"] = 0.1 }, "kind").Answers(200, 409, 502, 504);
        routes.Delete("/exchange/faults", "Ends all faults", async http =>
        {
            JsonNode answer = await door.Ask(HttpMethod.Delete, Faults, null, http.RequestAborted).ConfigureAwait(false);
            session.Audit(ApiGate.PrincipalOf(http).Name, "exchange.clear_faults", "exchange", "simulated");
            return Routes.Json(answer);
        }, Role.Admin).Answers(200, 409, 502, 504);
        routes.Get("/exchange/state", "Accounts and books as the exchange itself has them", async http => Routes.Json(await door.Ask(HttpMethod.Get, "/_state", null, http.RequestAborted).ConfigureAwait(false)), Role.Admin).Answers(200, 409, 502, 504);
    }
}
