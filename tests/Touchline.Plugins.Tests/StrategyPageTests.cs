using System.Reflection;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>What docs/strategies.md says is so.</summary>
public sealed class StrategyPageTests
{
    private const int SmallestLines = 20;

    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "strategies.md")).ReplaceLineEndings("\n");

    // The source files on the page, in its order.
    private static string[] Sources => [.. Page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("\n```", StringComparison.Ordinal)])];

    [Fact]
    public void Every_strategy_on_the_page_compiles()
    {
        Assert.Equal(2, Sources.Length);
        foreach (string source in Sources)
        {
            using CompiledStrategy compiled = Tests.Sources.Compile(source);
            Assert.Single(compiled.Create().Parameters);
        }
    }

    [Fact]
    public void The_smallest_one_is_small_and_quotes()
    {
        Assert.InRange(Sources[0].Split('\n').Length, 1, SmallestLines - 1);
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[0]);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnBook(0);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnBook(0);
        desk.Held = new Quantity(1);
        strategy.OnBook(0);
        Assert.Equal(["quotes [] []", "quotes [1 at 1000] [1 at 1002]", "quotes [] [1 at 1002]"], desk.Asked);
    }

    [Fact]
    public void The_one_with_plain_orders_takes_and_leaves()
    {
        using CompiledStrategy compiled = Tests.Sources.Compile(Sources[1]);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnStart();
        strategy.OnTimer(1);
        desk.Held = new Quantity(1);
        strategy.OnTimer(1);
        const string Timer = "timer 1 at 10000000000";
        Assert.Equal([Timer, Timer, "Buy 1 at 1002 ImmediateOrCancel", Timer, "Sell 1 at 1000 ImmediateOrCancel"], desk.Asked);
    }

    [Fact]
    public void Every_callback_and_every_member_of_the_context_stands_on_the_page()
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        string[] callbacks = [.. typeof(Strategy).GetMethods(Declared).Where(m => m.IsVirtual).Select(m => $"| `{m.Name}(")];
        string[] members = [.. typeof(IStrategyContext).GetMembers(Declared).Where(m => m is not MethodInfo { IsSpecialName: true }).Select(m => $"`{m.Name}")];
        string[] parameters = [.. typeof(Parameter).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Parameter))).Select(t => $"| `{t.Name}`")];
        Assert.True(callbacks.Length >= 12 && members.Length >= 16 && parameters.Length >= 5);
        Assert.All([.. callbacks, .. members, .. parameters], name => Assert.Contains(name, Page));
    }
}
