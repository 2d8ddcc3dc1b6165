using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Strategies;

namespace Touchline.Configuration;

/// <summary>A strategy that comes with the program.</summary>
/// <param name="Make">Makes one with its parameters at their defaults.</param>
internal sealed record BuiltInStrategy(string Name, string Text, Func<Strategy> Make)
{
    /// <summary>The parameter that names a file which the strategy reads at its start; null for the others, which read none.</summary>
    public string? FileParameter { get; init; }
}

/// <summary>Where strategies come from: those of the program by name, a user's own by a C# file.</summary>
internal static class StrategyCatalog
{
    public const string Default = "market-making";

    public static IReadOnlyList<BuiltInStrategy> BuiltIn { get; } =
    [
        new(Default, "quotes post-only on both sides of the mid, against its inventory, within a position limit", () => new MarketMaking()),
        new("avellaneda-stoikov", "quotes around the price at which its inventory is indifferent, by volatility and order arrival", () => new AvellanedaStoikov()),
        new("glft", "quotes a grid with the half spread and skew that are best in the long run, by volatility and order arrival", () => new Glft()),
        new("order-book-imbalance", "follows the pressure of the visible book in any number of instruments", () => new OrderBookImbalance()),
        new("scripted", "sends the orders that a file says, to try the simulator from outside", () => new Scripted()) { FileParameter = "orders" },
    ];

    public static bool IsKnown(string name) => IsFile(name) || BuiltIn.Any(s => s.Name == name);

    public static bool IsFile(string name) => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>The source of a user's own strategy; null for one of the program's.</summary>
    /// <param name="name">One that <see cref="IsKnown"/>.</param>
    /// <exception cref="BadInputException">The file can't be read.</exception>
    public static string? SourceOf(string name) => IsFile(name) ? StrategyFile.Read(name) : null;

    /// <param name="name">One that <see cref="IsKnown"/>.</param>
    /// <param name="source">As <see cref="SourceOf"/> gave it.</param>
    /// <exception cref="BadInputException">The source gives no strategy.</exception>
    public static Strategy Create(string name, string? source)
    {
        if (source is null)
            return BuiltIn.Single(s => s.Name == name).Make();
        using CompiledStrategy compiled = StrategyFile.CompileText(name, source);
        Strategy strategy = compiled.Create();
        try
        {
            Parameter.Check(strategy.Parameters);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{name}: {e.Message}", e);
        }

        return strategy;
    }
}
