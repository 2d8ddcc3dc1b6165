using System.Text;
using Touchline.Core;
using Touchline.Plugins;
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
            PluginOwner.Most));
        Assert.Equal((PluginRequestKind.Cancel, 7L), (cancel.Kind, cancel.OrderId));
    }
}
