using Touchline.Plugins;

namespace Touchline.Configuration;

/// <summary>A user's own strategy as text.</summary>
/// <param name="Label">What messages call it.</param>
/// <param name="Rules">What it may do.</param>
internal sealed record StrategySource(string Label, string Text, StrategyRules Rules)
{
    /// <summary>Of a stored strategy's code; null: it isn't stored.</summary>
    public int? Version { get; init; }

    /// <exception cref="Core.BadInputException">It gives no strategy.</exception>
    public CompiledStrategy Compile() => StrategyFile.CompileText(Label, Text, Rules);
}
