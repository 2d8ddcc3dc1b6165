using System.Text;
using Touchline.Core;

namespace Touchline.StoredStrategies;

/// <summary>What a new strategy begins with.</summary>
/// <param name="File">The resource it is.</param>
internal sealed record StrategyTemplate(string Name, string File, StrategyLanguage Language, string Text)
{
    private const string Placeholder = "{{STRATEGY_NAME}}";

    public static IReadOnlyList<StrategyTemplate> All { get; } =
    [
        new("market-maker", "template.market-maker.cs", StrategyLanguage.CSharp, "quotes on both sides of the mid"),
        new("signal", "template.signal.cs", StrategyLanguage.CSharp, "enters with a signal, with a take-profit and a stop-loss"),
        new("arbitrage", "template.arbitrage.cs", StrategyLanguage.CSharp, "trades two instruments against each other"),
        new("native-c", "template.native-c.c", StrategyLanguage.C, "a strategy in C"),
        new("native-cpp", "template.native-cpp.cpp", StrategyLanguage.Cpp, "a strategy in C++"),
        new("native-rust", "template.native-rust.rs", StrategyLanguage.Rust, "a strategy in Rust"),
    ];

    public static string Names => string.Join(", ", All.Select(t => t.Name));

    /// <exception cref="BadInputException">There is none of that name.</exception>
    public static StrategyTemplate Named(string name) => All.FirstOrDefault(t => t.Name == name) ?? throw new BadInputException($"template '{name}' is unknown; right is one of {Names}");

    /// <summary>The code of a strategy of that id.</summary>
    public byte[] CodeFor(string id)
    {
        using Stream stream = typeof(StrategyTemplate).Assembly.GetManifestResourceStream(File) ?? throw new InvalidOperationException($"{File} isn't part of the program");
        using var reader = new StreamReader(stream);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd().Replace(Placeholder, Identifier(id), StringComparison.Ordinal));
    }

    // my-quoter.2 becomes MyQuoter2Strategy: no word of a language, and nothing of the SDK is called so.
    private static string Identifier(string id)
    {
        IEnumerable<string> words = id.Split('-', '_', '.').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]);
        string name = string.Concat(words) + "Strategy";
        return char.IsAsciiDigit(name[0]) || name == "Strategy" ? "No" + name : name;
    }
}
