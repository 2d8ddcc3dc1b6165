using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Touchline.Api;

/// <summary>The WebSocket, and the schema of its messages. docs/stream.md.</summary>
internal static class StreamRoutes
{
    private const string Schema = "stream.schema.json";

    public static void Map(IEndpointRouteBuilder app, StreamServer server)
    {
        var routes = new Routes(app, "stream");
        routes.Get("/ws", "A WebSocket: topics with snapshots and numbered updates; docs/stream.md", async http =>
        {
            await server.Serve(http).ConfigureAwait(false);
            return Results.Empty;
        });
        string schema = Read();
        routes.Get("/ws/schema", "The JSON schema of every message of the WebSocket", _ => Results.Text(schema, "application/schema+json"));
    }

    private static string Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Schema)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
