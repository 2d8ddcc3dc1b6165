using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Touchline.Plugins;

/// <summary>
/// What a strategy's source uses that isn't in <see cref="AllowedNames"/>, by what names and expressions mean, however they are written; and the parts of the language that lead out. A guard-rail against mistakes, no
/// sandbox.
/// </summary>
internal static class ForbiddenNames
{
    /// <summary>The uses in a source that compiles, in its order: <c>name isn't for strategies: advice</c>.</summary>
    public static IEnumerable<StrategyDiagnostic> In(SyntaxTree source, SemanticModel model, CancellationToken cancel)
    {
        SyntaxNode root = source.GetRoot(cancel);
        Use[] named = [.. Named(root, model, cancel), .. Words(root), .. Declared(root)];
        HashSet<int> lines = [.. named.Select(u => LineOf(source, u))];
        // What has no name there, such as new() or what var stands for.
        IEnumerable<Use> inferred = Inferred(root, model, cancel).Where(u => !lines.Contains(LineOf(source, u)));
        return named
            .Concat(inferred)
            .OrderBy(u => u.Place.Start)
            .DistinctBy(u => (LineOf(source, u), u.Advice))
            .Select(u => StrategyCompilation.Error(source.GetLineSpan(u.Place, cancel).Span, StrategyDiagnostic.ForbiddenName, $"{u.Name} isn't for strategies: {u.Advice}"));
    }

    private static int LineOf(SyntaxTree source, Use use) => source.GetLineSpan(use.Place).StartLinePosition.Line;

    private static IEnumerable<Use> Named(SyntaxNode root, SemanticModel model, CancellationToken cancel)
    {
        foreach (SimpleNameSyntax name in root.DescendantNodes().OfType<SimpleNameSyntax>().Where(n => !n.IsVar))
        {
            if (UseOf(name, model.GetSymbolInfo(name, cancel).Symbol) is { Advice: { } advice } use)
                yield return new Use(name.Span, use.Name, advice);
        }
    }

    private static (string Name, string? Advice) UseOf(SimpleNameSyntax name, ISymbol? symbol)
    {
        if (symbol is IDynamicTypeSymbol)
            return ("dynamic", AllowedNames.Reflection);
        if (symbol is null || symbol.Locations.Any(place => place.IsInSource))
            return default;
        if (symbol is ITypeSymbol type)
        {
            // Of Environment.TickCount the member is told.
            bool leadsToMember = name.GetLastToken().GetNextToken().IsKind(SyntaxKind.DotToken);
            return (type.Name, leadsToMember ? null : AllowedNames.Own(type));
        }

        if (symbol.ContainingType is not { } owner || symbol is not (IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol))
            return default;
        bool isConstructor = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor };
        return (isConstructor ? owner.Name : $"{owner.Name}.{symbol.Name}", AllowedNames.AdviceFor(symbol));
    }

    private static IEnumerable<Use> Inferred(SyntaxNode root, SemanticModel model, CancellationToken cancel)
    {
        foreach (ExpressionSyntax expression in root.DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (model.GetTypeInfo(expression, cancel).Type is not { } type || AllowedNames.AdviceFor(type) is not { } advice)
                continue;
            if (model.GetSymbolInfo(expression, cancel).Symbol is not (INamespaceOrTypeSymbol or IAliasSymbol))
                yield return new Use(expression.Span, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), advice);
        }
    }

    // Words of the language that need no name of the framework to start a thread or leave the type system.
    private static IEnumerable<Use> Words(SyntaxNode root)
    {
        foreach (SyntaxToken token in root.DescendantTokens())
        {
            string? advice = token.Kind() switch
            {
                SyntaxKind.AsyncKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.LockKeyword => AllowedNames.Waiting,
                SyntaxKind.ExternKeyword => AllowedNames.Machine,
                SyntaxKind.UnsafeKeyword or SyntaxKind.FixedKeyword or SyntaxKind.MakeRefKeyword or SyntaxKind.RefValueKeyword or SyntaxKind.RefTypeKeyword or SyntaxKind.ArgListKeyword => AllowedNames.Native,
                _ => null,
            };
            if (advice is not null)
                yield return new Use(token.Span, token.Text, advice);
        }
    }

    private static IEnumerable<Use> Declared(SyntaxNode root)
    {
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            // They run on a thread of the runtime's, where an exception ends the process.
            if (node is DestructorDeclarationSyntax finalizer)
                yield return new Use(finalizer.TildeToken.Span, "a finalizer", AllowedNames.Threads);
            // The runtime goes by the names of some attributes there, whoever declares them.
            if (node is BaseNamespaceDeclarationSyntax place && place.Name.GetFirstToken().ValueText == "System")
                yield return new Use(place.Name.Span, place.Name.ToString(), "names under System are the framework's");
        }
    }

    private sealed record Use(TextSpan Place, string Name, string Advice);
}
