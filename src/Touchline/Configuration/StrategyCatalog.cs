using Touchline.Core;
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
        new(Default, "quotes post-only on both sides of the mid at a fixed spread, within a position limit", () => new MarketMaking()),
    ];

    public static bool IsKnown(string name) => IsFile(name) || BuiltIn.Any(s => s.Name == name);

    /// <param name="name">One that <see cref="IsKnown"/>.</param>
    /// <exception cref="BadInputException">The file gives no strategy.</exception>
    public static Strategy Create(string name) => IsFile(name) ? Compile(name) : BuiltIn.Single(s => s.Name == name).Make();

    public static bool IsFile(string name) => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>A strategy whose source is at hand.</summary>
    public static Strategy CompileText(string path, string source) => throw new BadInputException($"strategy '{path}' ({source.Length}) can't be compiled yet");

    // The one place where a file becomes a strategy.
    private static Strategy Compile(string path) => throw new BadInputException(
        $"strategy '{path}': a strategy can't be compiled from a file yet; right is {string.Join(" or ", BuiltIn.Select(s => s.Name))}");
}
