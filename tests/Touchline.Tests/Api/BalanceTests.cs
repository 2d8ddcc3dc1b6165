using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Api;

/// <summary>What a paper session has to trade with.</summary>
public sealed class BalanceTests
{
    [Fact]
    public async Task On_paper_there_is_an_account_where_a_deposit_makes_one_and_else_the_reason_why_not()
    {
        JsonNode without = await Balance(), with = await Balance("--deposit", "1000");

        Assert.Empty(without["wallets"]!.AsArray());
        Assert.Contains("deposit", (string)without["why_no_wallets"]!, StringComparison.Ordinal);
        JsonNode wallet = Assert.Single(with["wallets"]!.AsArray())!;
        Assert.InRange((decimal)wallet["wallet"]!, 500, 1500);
        Assert.Equal((decimal)wallet["wallet"]! + (decimal)with["unrealised"]!, (decimal)wallet["available"]! + (decimal)wallet["margin"]!);
        Assert.Null(with["why_no_wallets"]);
    }

    private static async Task<JsonNode> Balance(params string[] arguments)
    {
        using var place = new Workplace();
        using var session = new RunningSession(place, arguments);
        await using var api = new ApiStage((app, s) => AccountRoutes.Map(app, s, new SessionArchive(), new StrategyCurves()), link: session.Link);
        return (await api.Get("/trading/balance")).Is(200);
    }
}
