using System.Text.Json.Nodes;
using Touchline.Reports;
using Touchline.Simulation;

namespace Touchline.Tests.Reports;

public sealed class ReportPageTests
{
    private const string Evil = "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\">&";

    [Fact]
    public void Text_from_outside_is_never_markup()
    {
        var page = new ReportPage(Evil);
        page.AddHeading(Evil);
        page.AddDefinitions([(Evil, Evil)]);
        page.AddWarning(Evil);
        page.AddCards([(Evil, Evil, 1)]);
        page.AddChart(Evil, "", 2, true, [new JsonObject { ["name"] = Evil, ["color"] = "main", ["t"] = new JsonArray(1), ["y"] = new JsonArray(1) }], note: Evil);
        page.Add(Bars.Of([new Bar(Evil, 1, Evil)]));
        string html = page.Html(0, 1);
        Assert.DoesNotContain("alert(1)</", html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("alert('2')", html);
        Assert.Equal(2, html.Split("<script").Length - 1);
        Assert.Equal(2, html.Split("</script>").Length - 1);
        string data = html.Split("id=\"data\">")[1].Split("</script>")[0];
        Assert.Equal(Evil, (string)JsonNode.Parse(data)!["charts"]![0]!["series"]![0]!["name"]!);
    }

    [Fact]
    public void A_drawdown_is_how_far_equity_is_below_its_highest_point_before()
    {
        CurvePoint[] points = [new(0, 5, -1, 5), new(1, 4, 2, 8), new(2, 9, 4, 9), new(3, 7, 7, 9)];
        JsonObject series = ChartSeries.Drawdown("", "", 1, points);
        // At first it starts from 0; the second falls from 5 to 2 and ends 4 below its own high; the third comes from 8.
        Assert.Equal([-1.0, -4.0, -4.0, -2.0], series["y"]!.AsArray().Select(y => (double)y!));
    }

    [Fact]
    public void A_histogram_shows_every_position_between_the_least_and_the_greatest()
    {
        var inventory = new InventoryFigures
        {
            TimeInMarket = 0.75,
            Least = -0.2m,
            Greatest = 0.4m,
            BinWidth = 0.1m,
            Bins = [new(-0.2m, 1), new(0, 2), new(0.4m, 5)],
        };
        string html = Bars.Histogram(inventory);
        // In steps of 0.2: -0.2, 0, 0.2 and 0.4.
        Assert.Equal(["20%", "40%", "0%", "100%"], html.Split("height:").Skip(1).Select(s => s[..(s.IndexOf('%') + 1)]));
        Assert.Contains("<span>-0.2</span><span>0.4</span>", html);
    }
}
