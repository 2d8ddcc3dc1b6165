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
            return SourceOfFile(name, rules);
        (StoreOutcome found, byte[]? code) = StoreAt(store).Read(name);
        if (!found.IsDone)
            throw new BadInputException(found.Why!);
        return SourceOf(found.Strategy!, code!, rules);
    }

    /// <exception cref="BadInputException">It isn't in C#.</exception>
    public static StrategySource SourceOf(StoredStrategy strategy, byte[] code, StrategyRules rules)
    {
        string label = StrategyStore.LabelOf(strategy);
        return strategy.Language == StrategyLanguage.CSharp
            ? new StrategySource(label, StrategyFile.Decode(label, code), rules) { Version = VersionName.Of(strategy), Opens = strategy.OpensPositions }
            : throw new BadInputException($"strategy {strategy.Id} is in {strategy.Language.Text()}; only those in csharp can be compiled and run by this program");
    }

    /// <exception cref="BadInputException">The file can't be read.</exception>
    public static StrategySource SourceOfFile(string path, StrategyRules rules)
    {
        string text = StrategyFile.Read(path);
        return new StrategySource(path, text, rules) { Version = VersionName.OfFileText(text) };
    }

    /// <param name="name">One that <see cref="IsName"/>.</param>
    /// <param name="source">As <see cref="SourceOf"/> gave it.</param>
    /// <exception cref="BadInputException">The source gives no strategy.</exception>
    public static Strategy Create(string name, StrategySource? source) => source is null ? BuiltIn.Single(s => s.Name == name).Make() : source.Create();

    /// <summary>The stored strategies that start with a session, by their ids; those that can't be read are told.</summary>
    /// <param name="store">The folder of the stored ones.</param>
    /// <exception cref="BadInputException">The store can't be read, or one of them isn't in C#.</exception>
    public static IReadOnlyList<(string Id, StrategySource Source)> Enabled(string store, StrategyRules rules)
    {
        StrategyStore at = StoreAt(store);
        return [.. at.List().Where(e => e.Strategy is { IsEnabled: true, Language: StrategyLanguage.CSharp }).Select(e => (e.Id, SourceOf(e.Strategy!, at.Read(e.Id).Code ?? [], rules)))];
    }

    private static StrategyStore StoreAt(string folder) => new(folder, TimeProvider.System);
}
