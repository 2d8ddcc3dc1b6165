using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins;

/// <summary>A parameter as a strategy declares it.</summary>
public sealed record DeclaredParameter(string Name, string Type, string Default, string Unit, string Range, string Text)
{
    internal static DeclaredParameter Of(Parameter parameter) => new(parameter.Name, parameter.Type, parameter.DefaultText, parameter.Unit, parameter.RangeText, parameter.Text);
}

/// <summary>A strategy's assembly in memory.</summary>
/// <param name="ClassName">With its namespace.</param>
/// <param name="Symbols">Portable PDB.</param>
public sealed record StrategyOutput(string ClassName, ReadOnlyMemory<byte> Image, ReadOnlyMemory<byte> Symbols, IReadOnlyList<DeclaredParameter> Parameters);

/// <summary>What came of compiling a strategy.</summary>
/// <param name="Diagnostics">In the order of the file.</param>
/// <param name="Output">Null when one of them is an error.</param>
public sealed record StrategyBuild(IReadOnlyList<StrategyDiagnostic> Diagnostics, StrategyOutput? Output)
{
    internal static StrategyBuild Of(string path, SourceOutcome compiled)
    {
        if (compiled.Assembly is not { } assembly)
            return new StrategyBuild(compiled.Diagnostics, null);
        (byte[] image, byte[] symbols) = (assembly.Image.ToArray(), assembly.Symbols.ToArray());
        try
        {
            using CompiledStrategy loaded = CompiledStrategy.Load(path, assembly);
            IReadOnlyList<Parameter> parameters = loaded.Create().Parameters;
            Parameter.Check(parameters);
            return new StrategyBuild(compiled.Diagnostics, new StrategyOutput(loaded.ClassName, image, symbols, [.. parameters.Select(DeclaredParameter.Of)]));
        }
        catch (BadInputException e)
        {
            return new StrategyBuild([.. compiled.Diagnostics, new StrategyDiagnostic(0, 0, 0, 0, DiagnosticLevel.Error, StrategyDiagnostic.NotMade, e.Message)], null);
        }
    }
}
