using System.Text;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Plugins.Tests;
using Touchline.Sdk;
using Touchline.StoredStrategies;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What new strategies begin with compiles as it is.</summary>
public sealed class StrategyTemplateTests
{
    [Theory]
    [InlineData("market-maker", "quoter", "QuoterStrategy")]
    [InlineData("signal", "my-signal_2.v3", "MySignal2V3Strategy")]
    [InlineData("arbitrage", "3-legs", "No3LegsStrategy")]
    [InlineData("market-maker", "quote", "QuoteStrategy")]
    [InlineData("market-maker", "-_", "NoStrategy")]
    public void A_template_in_csharp_compiles_without_a_word(string name, string id, string className)
    {
        string text = Encoding.UTF8.GetString(StrategyTemplate.Named(name).CodeFor(id));
        StrategyBuild built = StrategyFile.Build($"{id}.cs", text);
        Assert.Empty(built.Diagnostics);
        Assert.Equal(className, built.Output!.ClassName);
        Assert.NotEmpty(built.Output.Parameters);
    }

    [Fact]
    public void The_market_maker_quotes_anew_once_a_refresh_and_when_the_mid_moves_beyond_a_quote()
    {
        using CompiledStrategy compiled = StrategyFile.CompileText("quoter.cs", Encoding.UTF8.GetString(StrategyTemplate.Named("market-maker").CodeFor("quoter")));
        Strategy strategy = compiled.Create();
        Parameter.SetAll(strategy.Parameters, ["refresh=2s"]);
        var desk = new Desk(strategy);
        strategy.OnStart();
        foreach ((long atNs, long bid) in ((long, long)[])[(0, 1000), (1, 1001), (1_000_000_000, 1005), (1_000_000_001, 1006), (1_000_000_002, 1007), (3_000_000_000, 1008), (3_000_000_001, 1009)])
        {
            desk.NowNs = atNs;
            desk.SetTouch(bid, 5, bid + 2, 5);
            strategy.OnBook(0);
        }

        // Nobody knows the price: it quotes as soon as somebody does.
        desk.SetTouch(1009, 5, 1009, 5);
        strategy.OnBook(0);
        desk.SetTouch(1009, 5, 1011, 5);
        strategy.OnBook(0);
        Assert.Equal(["quotes [2 at 996] [2 at 1006]", "quotes [2 at 1002] [2 at 1012]", "quotes [2 at 1005] [2 at 1015]", "quotes [] []", "quotes [2 at 1005] [2 at 1015]"], desk.Asked);
    }

    [Fact]
    public void A_template_of_another_name_is_wrong() =>
        Assert.Equal("template 'grid' is unknown; right is one of market-maker, signal, arbitrage, native-c, native-cpp, native-rust", Assert.Throws<BadInputException>(() => StrategyTemplate.Named("grid")).Message);

    [NativeFact]
    public void The_template_in_c_compiles_without_a_word() => Compiles("native-c", NativeLanguage.C);

    [NativeFact(NativeLanguage.Cpp)]
    public void The_template_in_cpp_compiles_without_a_word() => Compiles("native-cpp", NativeLanguage.Cpp);

    [NativeFact(NativeLanguage.Rust)]
    public void The_template_in_rust_compiles_without_a_word() => Compiles("native-rust", NativeLanguage.Rust);

    // And quotes below the best bid.
    private static void Compiles(string template, NativeLanguage language)
    {
        using var place = new StorePlace();
        byte[] code = StrategyTemplate.Named(template).CodeFor("my-quoter");
        Assert.Contains("MyQuoterStrategy", Encoding.UTF8.GetString(code));
        Assert.Empty(NativeBuild.Check("my-quoter", language, code));
        NativeBuild built = NativeBuild.Compile("my-quoter", language, code, Path.Combine(place.Folder, $"a{NativeBuild.Extension}"));
        Assert.Empty(built.Diagnostics);
        using NativePlugin plugin = PluginOwner.Start(built.Library!);
        plugin.Ticker(0, 1000);
        PluginRequest bid = plugin.Take();
        Assert.Equal((PluginSide.Buy, 999.0, 0.002), (bid.Side, Math.Round(bid.Price, 9), bid.Quantity));
        plugin.Answer(bid.Ticket, OrderResult.Done(7));
        PluginRequest cancel = default;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                plugin.Ticker(0, 1010);
                return plugin.TryTakeRequest(out cancel);
            },
            Patience.Most));
        Assert.Equal((PluginRequestKind.Cancel, 7L), (cancel.Kind, cancel.OrderId));
    }
}
