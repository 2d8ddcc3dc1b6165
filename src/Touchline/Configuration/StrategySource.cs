using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>A user's own strategy as text.</summary>
/// <param name="Label">What messages call it.</param>
/// <param name="Rules">What it may do.</param>
internal sealed record StrategySource(string Label, string Text, StrategyRules Rules)
{
    /// <summary>Which version of its code it is (<see cref="VersionName"/>); empty where nobody asks.</summary>
    public string Version { get; init; } = "";

    /// <summary>In a session it runs in a thread or process of its own.</summary>
    public bool IsElsewhere => VersionName.IsElsewhere(Version);

    /// <summary>In a session it runs in a process of its own.</summary>
    public bool IsInProcess => VersionName.IsInProcess(Version);

    /// <summary>It may open positions; else only reduce them.</summary>
    public bool Opens { get; init; } = true;

    /// <exception cref="BadInputException">It gives no strategy.</exception>
    public CompiledStrategy Compile() => StrategyFile.CompileText(Label, Text, Rules);

    /// <summary>Compiled for another process, and not loaded.</summary>
    /// <exception cref="BadInputException">It gives no strategy.</exception>
    public OutpostCode Assemble()
    {
        (byte[] image, byte[] symbols) = StrategyFile.Assemble(Label, Text, Rules);
        return new OutpostCode(Label, image, symbols, []);
    }

    /// <summary>One instance of it; the code lives as long as that.</summary>
    /// <exception cref="BadInputException">It gives no strategy, or its constructor throws, or its parameters are declared wrong.</exception>
    public Strategy Create()
    {
        using CompiledStrategy compiled = Compile();
        return Check(compiled);
    }

    /// <inheritdoc cref="Create"/>
    public Strategy Check(CompiledStrategy compiled)
    {
        Strategy strategy = compiled.Create();
        try
        {
            Parameter.Check(strategy.Parameters);
            return strategy;
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{Label}: {e.Message}", e);
        }
    }
}
