using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Touchline.Plugins;

/// <summary>
/// What a strategy's source may not use although it is seen: what makes two runs differ, or goes around the context. A guard-rail against
/// mistakes, not a sandbox: only names that stand in the source are looked at.
/// </summary>
internal static class ForbiddenNames
{
    private const string Clock = "time comes from Context.NowNs";
    private const string Chance = "random numbers come from Context.Random, the same in every run with the same seed";
    private const string Threads = "callbacks come one at a time on one thread; use Context.SetTimer for what is to happen later";
    private const string Files = "what it needs comes in by parameters, what it has to say goes out by Context.Log and Context.Metric";
    private const string Machine = "a run doesn't depend on the machine; what the user sets is a parameter";
    private const string Reflection = "name the types and members that it uses; declare parameters as fields";

    // Namespaces, types and members; the longest name that fits counts. Without advice it is allowed after all.
    private static readonly Dictionary<string, string?> Advice = new()
    {
        ["System.DateTime.Now"] = Clock,
        ["System.DateTime.UtcNow"] = Clock,
        ["System.DateTime.Today"] = Clock,
        ["System.DateTime.ToLocalTime"] = Machine,
        ["System.DateTimeOffset.Now"] = Clock,
        ["System.DateTimeOffset.UtcNow"] = Clock,
        ["System.DateTimeOffset.LocalDateTime"] = Machine,
        ["System.DateTimeOffset.ToLocalTime"] = Machine,
        ["System.TimeZoneInfo"] = Machine,
        ["System.TimeProvider"] = Clock,
        ["System.Diagnostics.Stopwatch"] = Clock,
        ["System.Environment.TickCount"] = Clock,
        ["System.Environment.TickCount64"] = Clock,
        ["System.Environment"] = Machine,
        ["System.AppContext"] = Machine,
        ["System.AppDomain"] = Machine,
        ["System.Random"] = Chance,
        ["System.Guid.NewGuid"] = Chance,
        ["System.Guid.CreateVersion7"] = Chance,
        ["System.Linq.Enumerable.Shuffle"] = Chance,
        ["System.Threading"] = Threads,
        ["System.Console"] = Files,
        ["System.IO"] = Files,
        ["System.Net"] = Files,
        ["System.Text.Json"] = Files,
        ["System.Reflection"] = Reflection,
        ["System.Reflection.MemberInfo.Name"] = null,
        ["System.Type.GetType"] = Reflection,
        ["System.Type.InvokeMember"] = Reflection,
        ["System.Activator"] = Reflection,
        ["System.Delegate.CreateDelegate"] = Reflection,
        ["System.Delegate.DynamicInvoke"] = Reflection,
        ["System.Runtime.Loader"] = Reflection,
        ["System.Runtime.CompilerServices.UnsafeAccessorAttribute"] = Reflection,
        ["System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute"] = Reflection,
        ["System.Runtime.InteropServices.DllImportAttribute"] = Machine,
        ["System.Runtime.InteropServices.LibraryImportAttribute"] = Machine,
        ["System.Runtime.InteropServices.NativeLibrary"] = Machine,
        ["System.Runtime.InteropServices.Marshal"] = Machine,
    };

    private static readonly SymbolDisplayFormat FullName =
        new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>The uses in a source that compiles, as <c>path(line,column): name isn't for strategies: advice</c>, in its order.</summary>
    public static IEnumerable<string> In(SyntaxTree source, SemanticModel model, string path, CancellationToken cancel) => source
        .GetRoot(cancel)
        .DescendantNodes()
        .OfType<SimpleNameSyntax>()
        .Where(name => !name.IsVar)
        .Select(name => (Place: source.GetLineSpan(name.Span, cancel).StartLinePosition, Use: UseOf(name, model.GetSymbolInfo(name, cancel).Symbol)))
        .Where(found => found.Use.Advice is not null)
        .DistinctBy(found => (found.Place.Line, found.Use.Advice))
        .Select(found => $"{path}({found.Place.Line + 1},{found.Place.Character + 1}): {found.Use.Name} isn't for strategies: {found.Use.Advice}");

    private static (string Name, string? Advice) UseOf(SimpleNameSyntax name, ISymbol? symbol)
    {
        if (symbol is null || symbol.Locations.Any(place => place.IsInSource))
            return default;
        if (symbol is ITypeSymbol type)
        {
            // Of Environment.TickCount the member is told.
            bool leadsToMember = name.GetLastToken().GetNextToken().IsKind(SyntaxKind.DotToken);
            return (type.Name, leadsToMember ? null : AdviceFor(type.ToDisplayString(FullName)));
        }

        if (symbol.ContainingType is not { } owner || symbol is not (IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol))
            return default;
        string ownName = owner.ToDisplayString(FullName);
        bool isConstructor = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor };
        return isConstructor
            ? (owner.Name, AdviceFor(ownName))
            : ($"{owner.Name}.{symbol.Name}", AdviceFor($"{ownName}.{symbol.Name}") ?? AdviceFor(ResultOf(symbol)));
    }

    // A member that hands out what is forbidden is the way to it without its name: typeof(X).GetMethod.
    private static string ResultOf(ISymbol member)
    {
        ITypeSymbol? result = member switch
        {
            IMethodSymbol method => method.ReturnType,
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        while (result is IArrayTypeSymbol array)
            result = array.ElementType;
        return result?.ToDisplayString(FullName) ?? "";
    }

    private static string? AdviceFor(string name)
    {
        for (int length = name.Length; length > 0; length = name.LastIndexOf('.', length - 1))
        {
            if (Advice.TryGetValue(name[..length], out string? advice))
                return advice;
        }

        return null;
    }
}
