using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Touchline.Sdk;

namespace Touchline.Plugins;

/// <summary>A source is to have one class that is a strategy and can be made.</summary>
internal static class OneStrategy
{
    /// <summary>What is wrong with a source that compiles; null when nothing is.</summary>
    public static StrategyDiagnostic? WhyNot(CSharpCompilation compilation, CancellationToken cancel)
    {
        INamedTypeSymbol strategy = compilation.GetTypeByMetadataName(typeof(Strategy).FullName!)!;
        INamedTypeSymbol[] found = [.. TypesIn(compilation.Assembly.GlobalNamespace, cancel).Where(t => IsOne(t, strategy))];
        return found.Length switch
        {
            1 when found[0].InstanceConstructors.Any(c => c.Parameters.IsEmpty && c.DeclaredAccessibility == Accessibility.Public) => null,
            1 => At(found[0], $"class {found[0].ToDisplayString()} has no public constructor without parameters"),
            0 => new StrategyDiagnostic(0, 0, 0, 0, DiagnosticLevel.Error, StrategyDiagnostic.NotOneStrategy, "it has no strategy: no class in it derives from Strategy and is neither abstract nor generic"),
            _ => At(found[1], $"it has {found.Length} strategies, {string.Join(", ", found.Select(f => f.ToDisplayString()))}; right is one"),
        };
    }

    private static bool IsOne(INamedTypeSymbol type, INamedTypeSymbol strategy)
    {
        if (type.IsAbstract || IsGeneric(type))
            return false;
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, strategy))
                return true;
        }

        return false;
    }

    private static bool IsGeneric(INamedTypeSymbol? type) => type is not null && (type.Arity > 0 || IsGeneric(type.ContainingType));

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol place, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (ISymbol member in place.GetMembers())
        {
            if (member is INamedTypeSymbol type)
                yield return type;
            if (member is not INamespaceOrTypeSymbol inner)
                continue;
            foreach (INamedTypeSymbol within in TypesIn(inner, cancel))
                yield return within;
        }
    }

    private static StrategyDiagnostic At(INamedTypeSymbol type, string text)
    {
        LinePositionSpan place = type.Locations[0].SourceTree!.GetLineSpan(type.Locations[0].SourceSpan).Span;
        return StrategyCompilation.Error(place, StrategyDiagnostic.NotOneStrategy, text);
    }
}
