using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchline.Reports;

/// <summary>
/// One HTML file that needs nothing else: styles and scripts inside, nothing fetched, which its policy forbids besides.
/// </summary>
internal static class ReportShell
{
    /// <param name="styles">Names of resources, as the scripts.</param>
    /// <param name="body">Text in it has been through <see cref="HtmlText"/>.</param>
    /// <param name="data">What the scripts find as JSON in the element <c>data</c>.</param>
    public static string Html(string title, string[] styles, string body, JsonObject data, string[] scripts)
    {
        // The encoder leaves no '<' in it: nothing in the data can end the script.
        string json = data.ToJsonString(new JsonSerializerOptions());
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>{HtmlText.Of(title)}</title>
            <style>
            {string.Concat(styles.Select(Resource))}</style>
            </head>
            <body>
            <main>
            <header><h1>{HtmlText.Of(title)}</h1><button id="theme" type="button">Light / dark</button></header>
            {body}
            </main>
            <script type="application/json" id="data">{json}</script>
            <script>
            {string.Concat(scripts.Select(Resource))}</script>
            </body>
            </html>

            """;
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportShell).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
