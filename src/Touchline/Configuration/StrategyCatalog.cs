using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Strategies;

namespace Touchline.Configuration;

/// <summary>A strategy that comes with the program.</summary>
/// <param name="Make">Makes one with its parameters at their defaults.</param>
internal sealed record BuiltInStrategy(string Name, string Text, Func<Strategy> Make);

/// <summary>Where strategies come from: those of the program by name, a user's own by a C# file.</summary>
internal static class StrategyCatalog
{
    public const string Default = "market-making";

    public static IReadOnlyList<BuiltInStrategy> BuiltIn { get; } =
    [
        new(Default, "quotes post-only on both sides of the mid, against its inventory, within a position limit", () => new MarketMaking()),
        new("scripted", "sends the orders that a file says, to try the simulator from outside", () => new Scripted()),
    ];

    public static bool IsKnown(string name) => IsFile(name) || BuiltIn.Any(s => s.Name == name);

    /// <param name="name">One that <see cref="IsKnown"/>.</param>
    /// <exception cref="BadInputException">The file gives no strategy.</exception>
    public static Strategy Create(string name) => IsFile(name) ? Compile(name) : BuiltIn.Single(s => s.Name == name).Make();

    public static bool IsFile(string name) => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>A strategy whose source is at hand.</summary>
    /// <exception cref="BadInputException">It doesn't compile.</exception>
    public static Strategy CompileText(string path, string source)
    {
        using CompiledStrategy compiled = StrategyFile.CompileText(path, source);
        return compiled.Create();
    }

    // The one place where a file becomes a strategy.
    private static Strategy Compile(string path)
    {
        using CompiledStrategy compiled = StrategyFile.Compile(path);
        return compiled.Create();
    }
}
