using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <content>What strangers and odd names leave in the audit log.</content>
public sealed partial class ControlPlaneTests
{
    // The clock is the machine's: a minute may pass in between.
    [Fact]
    public void Failed_logins_are_few_lines_of_the_audit_log_with_where_they_came_from()
    {
        const int Tries = 12;
        for (int i = 0; i < Tries; i++)
            process.Nobody.Send("POST", "/auth/login", new JsonObject { ["username"] = $"no-user-{i}", ["password"] = "a-wrong-password" });
        JsonNode[] lines = [];
        process.Await(() => (lines = [.. Failed()]).Length > 0, "a line of the audit log");
        Assert.InRange(lines.Length, 1, Tries / 3);
        Assert.All(lines, line => Assert.Contains("\"from\":\"loopback\"", (string)line["new_value"]!, StringComparison.Ordinal));

        IEnumerable<JsonNode> Failed() => Admin.Get("/audit?action=auth.login&actor=nobody").AssertStatus(200).Json["items"]!.AsArray().Select(e => e!);
    }

    [Fact]
    public void Odd_names_never_reach_the_audit_log()
    {
        Admin.Send("POST", "/users", new JsonObject { ["username"] = "turned\u202eround\u2028", ["password"] = "a-password-of-some", ["role"] = "viewer" }).AssertField("username");
        process.Nobody.Send("POST", "/auth/login", new JsonObject { ["username"] = "turned\u202eround\u2028", ["password"] = "a-password-of-some" }).AssertStatus(401);
        string text = "";
        process.Await(() => (text = Admin.Get("/audit?action=auth.login&actor=nobody").Text).Contains("loopback", StringComparison.Ordinal), "the line of the audit log");
        Assert.DoesNotContain("turned", text, StringComparison.Ordinal);
    }
}
