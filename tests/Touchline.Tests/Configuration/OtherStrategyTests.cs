namespace Touchline.Tests.Configuration;

/// <summary>A stronger layer may choose another strategy than the one that a weaker layer's parameters are for.</summary>
public sealed class OtherStrategyTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Parameters_of_weaker_layers_that_it_does_not_know_are_left_out_and_told()
    {
        _place.Json("""{"strategy": "market-making", "parameters": {"spread": 2}}""").DotEnv("TOUCHLINE_PARAMETERS__LEVELS=3");
        var read = _place.Read("--strategy", "scripted", "--param", "orders=o.csv");
        Assert.Equal(["orders=o.csv"], read.Strategy.Parameters.Select(p => $"{p.Name}={p.ValueText}"));
        Assert.Equal(
            [
                "touchline.json: parameter 'spread' is left out: strategy scripted has none of that name",
                ".env line 1 TOUCHLINE_PARAMETERS__LEVELS: parameter 'levels' is left out: strategy scripted has none of that name",
            ],
            read.Warnings);
        Assert.Equal(["parameters.orders"], read.Show().Select(s => s.Path).Where(p => p.StartsWith("parameters.", StringComparison.Ordinal)));
        Assert.Empty(_place.Read().Warnings);
    }

    [Fact]
    public void Parameters_of_weaker_layers_that_it_knows_hold()
    {
        _place.Write("mine.cs", "class Mine : Strategy { private readonly WholeParameter _levels = new(\"levels\", 1, 0, 9, \"\", \"levels\"); }");
        _place.Json("""{"parameters": {"levels": 3, "spread": 2}}""");
        var read = _place.Read("--strategy", _place["mine.cs"]);
        Assert.Equal("3", read.Strategy.Parameters.Single().ValueText);
        Assert.Single(read.Warnings);
    }

    [Fact]
    public void An_unknown_parameter_in_the_choosing_layer_or_a_stronger_one_is_a_mistake()
    {
        _place.Json("""{"strategy": "scripted", "parameters": {"spread": 2}}""");
        Assert.StartsWith("touchline.json: parameter 'spread' is unknown to strategy scripted", _place.Refused());
        Assert.StartsWith("command line --param: parameter 'spread' is unknown to strategy scripted", _place.Json("{}").Refused("--strategy", "scripted", "--param", "spread=1"));
        _place.DotEnv("TOUCHLINE_STRATEGY=scripted").With("TOUCHLINE_PARAMETERS__SPREAD", "1");
        Assert.StartsWith("environment TOUCHLINE_PARAMETERS__SPREAD: parameter 'spread' is unknown to strategy scripted", _place.Refused());
    }

    [Fact]
    public void A_layer_that_repeats_the_choice_hides_no_mistake_of_a_weaker_one()
    {
        _place.Json("""{"parameters": {"spred": 2}}""");
        Assert.StartsWith("touchline.json: parameter 'spred' is unknown", _place.Refused("--strategy", "market-making"));
        _place.Json("""{"strategy": "market-making", "parameters": {"orders": "o.csv"}}""").DotEnv("TOUCHLINE_STRATEGY=scripted\nTOUCHLINE_PARAMETERS__SPREAD=1");
        Assert.StartsWith(".env line 2 TOUCHLINE_PARAMETERS__SPREAD: parameter 'spread' is unknown", _place.Refused("--strategy", "scripted"));
    }
}
