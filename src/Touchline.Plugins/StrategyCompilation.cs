using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>From a strategy's text to an assembly in memory, or to its errors.</summary>
internal static class StrategyCompilation
{
    private const int MaxErrors = 20;

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
        warningLevel: 0,
        concurrentBuild: false,
        deterministic: true);

    private static readonly EmitOptions Output = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly SyntaxTree UsingsTree = CSharpSyntaxTree.ParseText(Usings, Language, encoding: Encoding.UTF8);

    private static int _count;

    /// <exception cref="BadInputException">It doesn't compile, or uses what isn't for strategies.</exception>
    public static StrategyAssembly Emit(string path, string text, CancellationToken cancel)
    {
        // A name that no other assembly has, so that it is nobody's friend: what is internal to Core stays so.
        string name = $"Strategy_{Interlocked.Increment(ref _count)}";
        SyntaxTree source = CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Language, path, cancel);
        var compilation = CSharpCompilation.Create(name, [UsingsTree, source], VisibleAssemblies.References, Options);
        var assembly = new StrategyAssembly(name, new MemoryStream(), new MemoryStream());
        EmitResult result = compilation.Emit(assembly.Image, assembly.Symbols, options: Output, cancellationToken: cancel);
        if (!result.Success)
            throw new BadInputException(ErrorText(path, source, result));
        string[] forbidden = [.. ForbiddenNames.In(source, compilation.GetSemanticModel(source), path, cancel)];
        if (forbidden.Length > 0)
            throw new BadInputException(Listed(path, forbidden));
        assembly.Image.Position = 0;
        assembly.Symbols.Position = 0;
        return assembly;
    }

    private static string ErrorText(string path, SyntaxTree source, EmitResult result)
    {
        string[] lines = [.. result.Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.SourceTree == source ? d.Location.SourceSpan.Start : int.MaxValue)
            .Select(d => ErrorLine(path, source, d))
            .Distinct()];
        return Listed(path, lines);
    }

    private static string Listed(string path, string[] lines)
    {
        string more = lines.Length > MaxErrors ? $"\nand {lines.Length - MaxErrors} more" : "";
        return $"{path} doesn't compile\n{string.Join('\n', lines.Take(MaxErrors))}{more}";
    }

    // By the file's own lines, whatever #line says.
    private static string ErrorLine(string path, SyntaxTree source, Diagnostic error)
    {
        string text = $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";
        if (error.Location.SourceTree == UsingsTree)
            return $"{path}: {text} (in '{UsingAt(error.Location.SourceSpan)}', which every strategy file is given)";
        if (error.Location.SourceTree != source)
            return $"{path}: {text}";
        LinePosition start = source.GetLineSpan(error.Location.SourceSpan).StartLinePosition;
        return $"{path}({start.Line + 1},{start.Character + 1}): {text}";
    }

    private static string UsingAt(TextSpan span) => UsingsTree.GetText().Lines.GetLineFromPosition(span.Start).ToString();
}
