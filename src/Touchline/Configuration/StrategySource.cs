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

    /// <summary>Compiled, with one instance of it: its constructor may take no longer than a compilation.</summary>
    /// <exception cref="BadInputException">It gives no strategy, or its constructor throws or doesn't return, or its parameters are declared wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (CompiledStrategy Compiled, Strategy First) Make(CancellationToken cancel = default) => StrategyFile.Make(Label, Text, Rules, cancel);

    /// <summary>Compiled for another process, and not loaded.</summary>
    /// <exception cref="BadInputException">It gives no strategy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public OutpostCode Assemble(CancellationToken cancel = default)
    {
        (byte[] image, byte[] symbols) = StrategyFile.Assemble(Label, Text, Rules, cancel);
        return new OutpostCode(Label, image, symbols, []);
    }

    /// <summary>One instance of it; the code lives as long as that.</summary>
    /// <exception cref="BadInputException">It gives no strategy, or its constructor throws or doesn't return, or its parameters are declared wrong.</exception>
    public Strategy Create()
    {
        (CompiledStrategy compiled, Strategy first) = Make();
        compiled.Dispose();
        return first;
    }
}
