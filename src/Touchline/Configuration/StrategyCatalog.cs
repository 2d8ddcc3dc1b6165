using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.StoredStrategies;
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

    /// <summary>A built-in one, a file, or what may be the id of a stored one.</summary>
    public static bool IsName(string name) => IsBuiltIn(name) || IsFile(name) || StrategyId.IsRight(name);

    public static bool IsBuiltIn(string name) => BuiltIn.Any(s => s.Name == name);

    public static bool IsFile(string name) => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether there is something of that name.</summary>
    /// <param name="name">One that <see cref="IsName"/>.</param>
    /// <param name="store">The folder of the stored ones.</param>
    /// <exception cref="BadInputException">The store can't be read.</exception>
    public static bool IsThere(string name, string store) => IsBuiltIn(name) || IsFile(name) || StoreAt(store).Find(name).Answer != StoreAnswer.Unknown;

    /// <summary>The source of a user's own strategy; null for one of the program's.</summary>
    /// <param name="name">One that <see cref="IsName"/>.</param>
    /// <param name="store">The folder of the stored ones.</param>
    /// <exception cref="BadInputException">The file can't be read, or the stored strategy isn't there, or isn't in C#.</exception>
    public static StrategySource? SourceOf(string name, string store, StrategyRules rules)
    {
        if (IsBuiltIn(name))
            return null;
        if (IsFile(name))
            return new StrategySource(name, StrategyFile.Read(name), rules);
        (StoreOutcome found, byte[]? code) = StoreAt(store).Read(name);
        if (!found.IsDone)
            throw new BadInputException(found.Why!);
        string label = StrategyStore.LabelOf(found.Strategy!);
        if (found.Strategy!.Language != StrategyLanguage.CSharp)
            throw new BadInputException($"strategy {name} is in {found.Strategy.Language.Text()}; only those in csharp can be compiled and run by this program");
        return new StrategySource(label, StrategyFile.Decode(label, code), rules) { Version = found.Strategy.Version };
    }

    /// <param name="name">One that <see cref="IsName"/>.</param>
    /// <param name="source">As <see cref="SourceOf"/> gave it.</param>
    /// <exception cref="BadInputException">The source gives no strategy.</exception>
    public static Strategy Create(string name, StrategySource? source)
    {
        if (source is null)
            return BuiltIn.Single(s => s.Name == name).Make();
        using CompiledStrategy compiled = source.Compile();
        Strategy strategy = compiled.Create();
        try
        {
            Parameter.Check(strategy.Parameters);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{source.Label}: {e.Message}", e);
        }

        return strategy;
    }

    private static StrategyStore StoreAt(string folder) => new(folder, TimeProvider.System);
}
