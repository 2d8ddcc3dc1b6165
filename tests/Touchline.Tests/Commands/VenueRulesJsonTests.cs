using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Tests.Commands;

public sealed class VenueRulesJsonTests
{
    [Fact]
    public void Rules_read_back_are_those_that_were_written()
    {
        VenueRules other = new("other") { Orders = [new OrderAllowance(7, 1_000, CountsCancels: true, KeptForCancels: 0.25m)] };
        string text = Write([BinanceVenue.Rules, other]);
        IReadOnlyList<VenueRules> read = Read(text);
        Assert.Equal(text, Write(read));
        Assert.Equal(BinanceVenue.Rules.Orders, read[0].Orders);
        Assert.Equal(BinanceVenue.Rules.Ratios, read[0].Ratios);
        Assert.Equal(other.Orders, read[1].Orders);
        Assert.Empty(Read(Write([])));
    }

    [Fact]
    public void A_wrong_kind_is_named()
    {
        string text = Write([BinanceVenue.Rules]).Replace("Unfilled", "Lucky", StringComparison.Ordinal);
        Assert.StartsWith("J: venues[0].ratios[0].kind", Assert.Throws<BadInputException>(() => Read(text)).Message);
    }

    private static string Write(IReadOnlyList<VenueRules> rules) => new JsonObject { ["venues"] = VenueRulesJson.Of(rules) }.ToJsonString();

    private static IReadOnlyList<VenueRules> Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return VenueRulesJson.To(new JournalFields(document.RootElement, "J"), "venues");
    }
}
