using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Monitoring;

namespace Touchline.Api;

/// <summary>Alerts as answers have them.</summary>
internal static class AlertJson
{
    private const int MostNotices = 100;

    public static JsonObject Of(AlertBook book) => new()
    {
        ["active"] = new JsonArray([.. book.Active.Select(a => (JsonNode)new JsonObject
        {
            ["alert"] = a.Alert,
            ["subject"] = a.Subject,
            ["severity"] = a.Severity.ToString().ToLowerInvariant(),
            ["text"] = a.Text,
            ["since"] = Time(a.Since),
        })]),
        ["notices"] = new JsonArray([.. book.Notices().TakeLast(MostNotices).Reverse().Select(n => (JsonNode)Of(n))]),
        ["rules"] = new JsonArray([.. book.Rules.Select(r => (JsonNode)new JsonObject
        {
            ["alert"] = r.Name,
            ["severity"] = r.Severity.ToString().ToLowerInvariant(),
            ["text"] = r.Text,
            ["hold_seconds"] = r.Hold.TotalSeconds,
            ["inactive"] = book.WhyInactive(r),
        })]),
    };

    public static JsonObject Of(AlertNotice n) => new()
    {
        ["seq"] = n.Seq,
        ["alert"] = n.Alert,
        ["subject"] = n.Subject,
        ["severity"] = n.SeverityName,
        ["state"] = n.StateName,
        ["text"] = n.Text,
        ["at"] = Time(n.At),
        ["since"] = Time(n.Since),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
