using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Touchline.Plugins;

/// <summary>What came of a source, errors and warnings in its order.</summary>
/// <param name="Assembly">Null with an error among them, and where it was only checked.</param>
internal sealed record SourceOutcome(IReadOnlyList<StrategyDiagnostic> Diagnostics, StrategyAssembly? Assembly);

/// <summary>From a strategy's text to an assembly in memory, or to its errors. On a thread of <see cref="CompileThread"/>.</summary>
internal static class StrategyCompilation
{
    // The levels above it tell of style.
    private const int WarningLevel = 4;

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using Touchline.Core;
        global using Touchline.Sdk;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.None);

    // Question marks on reference types are understood and warn of nothing. On one thread: more don't make one file faster, and the
    // cores may be busy trading.
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Annotations,
        warningLevel: WarningLevel,
        concurrentBuild: false,
        deterministic: true);

    private static readonly EmitOptions Output = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly SyntaxTree UsingsTree = CSharpSyntaxTree.ParseText(Usings, Language, encoding: Encoding.UTF8);

    private static int _count;

    /// <summary>Errors and warnings alone.</summary>
    public static SourceOutcome Check(string path, string text, StrategyRules rules, CancellationToken cancel) => Run(path, text, rules, emits: false, cancel);

    /// <summary>The assembly too, where there is no error.</summary>
    public static SourceOutcome Emit(string path, string text, StrategyRules rules, CancellationToken cancel) => Run(path, text, rules, emits: true, cancel);

    private static SourceOutcome Run(string path, string text, StrategyRules rules, bool emits, CancellationToken cancel)
    {
        SourceText lines = SourceText.From(text, Encoding.UTF8);
        if (Nesting.FirstTooDeep(text) is { } bracket)
            return TooDeep(lines, new TextSpan(bracket, 1), $"brackets nested more than {Nesting.Most:N0} deep, or a directive longer than that; split it up");
        SyntaxTree source = CSharpSyntaxTree.ParseText(lines, Language, path, cancel);
        if (Nesting.FirstTooDeep(source.GetRoot(cancel), cancel) is { } tooDeep)
            return TooDeep(lines, tooDeep.Place, tooDeep.Text);

        // A name that no other assembly has, so that it is nobody's friend: what is internal to Core stays so.
        string name = $"Strategy_{Interlocked.Increment(ref _count)}";
        var compilation = CSharpCompilation.Create(name, [UsingsTree, source], VisibleAssemblies.References, Options.WithAllowUnsafe(rules.AllowAll));
        var assembly = new StrategyAssembly(name, new MemoryStream(), new MemoryStream());
        IEnumerable<Diagnostic> told = emits
            ? compilation.Emit(assembly.Image, assembly.Symbols, options: Output, cancellationToken: cancel).Diagnostics
            : compilation.GetDiagnostics(cancel);
        StrategyDiagnostic[] found = [.. told
            .Where(d => d.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning && !d.IsSuppressed)
            .OrderBy(d => d.Location.SourceTree == source ? d.Location.SourceSpan.Start : int.MaxValue)
            .Select(d => ToDiagnostic(source, d))
            .Distinct()];
        // What doesn't compile has no meaning yet.
        if (!found.Any(d => d.IsError) && !rules.AllowAll)
            found = InOrder([.. found, .. ForbiddenNames.In(source, compilation.GetSemanticModel(source), cancel)]);
        if (!found.Any(d => d.IsError) && OneStrategy.WhyNot(compilation, cancel) is { } why)
            found = InOrder([.. found, why]);
        assembly.Image.Position = 0;
        assembly.Symbols.Position = 0;
        return new SourceOutcome(found, emits && !found.Any(d => d.IsError) ? assembly : null);
    }

    private static StrategyDiagnostic[] InOrder(StrategyDiagnostic[] all) => [.. all.OrderBy(d => d.Line == 0 ? int.MaxValue : d.Line).ThenBy(d => d.Column)];

    private static SourceOutcome TooDeep(SourceText lines, TextSpan place, string text) => new([Error(lines.Lines.GetLinePositionSpan(place), StrategyDiagnostic.TooDeep, text)], null);

    /// <summary>An error of this program's own.</summary>
    public static StrategyDiagnostic Error(LinePositionSpan place, string code, string text) =>
        new(place.Start.Line + 1, place.Start.Character + 1, place.End.Line + 1, place.End.Character + 1, DiagnosticLevel.Error, code, text);

    // By the file's own lines, whatever #line says.
    private static StrategyDiagnostic ToDiagnostic(SyntaxTree source, Diagnostic d)
    {
        string text = d.GetMessage(CultureInfo.InvariantCulture);
        DiagnosticLevel level = d.Severity == DiagnosticSeverity.Error ? DiagnosticLevel.Error : DiagnosticLevel.Warning;
        if (d.Location.SourceTree == UsingsTree)
            return new StrategyDiagnostic(0, 0, 0, 0, level, d.Id, $"{text} (in '{UsingAt(d.Location.SourceSpan)}', which every strategy file is given)");
        return d.Location.SourceTree == source
            ? Error(source.GetLineSpan(d.Location.SourceSpan).Span, d.Id, text) with { Level = level }
            : new StrategyDiagnostic(0, 0, 0, 0, level, d.Id, text);
    }

    private static string UsingAt(TextSpan span) => UsingsTree.GetText().Lines.GetLineFromPosition(span.Start).ToString();
}
