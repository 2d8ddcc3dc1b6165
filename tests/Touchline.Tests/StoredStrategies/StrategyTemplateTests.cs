using System.Diagnostics;
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
        Assert.Equal("template 'grid' is unknown; right is one of market-maker, signal, arbitrage, native-c", Assert.Throws<BadInputException>(() => StrategyTemplate.Named("grid")).Message);

    [Fact]
    public void The_template_in_c_passes_the_compiler_where_there_is_one()
    {
        if (!File.Exists("/usr/bin/cc"))
            return;
        using var place = new StorePlace();
        string file = Path.Combine(place.Folder, "strategy.c");
        File.WriteAllBytes(file, StrategyTemplate.Named("native-c").CodeFor("quoter"));
        using Process cc = Process.Start(new ProcessStartInfo("/usr/bin/cc", ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", file]) { UseShellExecute = false, RedirectStandardError = true })!;
        string said = cc.StandardError.ReadToEnd();
        cc.WaitForExit();
        Assert.True(cc.ExitCode == 0, said);
    }
}
