using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>What came of compiling native code.</summary>
/// <param name="Diagnostics">In the compiler's order.</param>
/// <param name="Library">Its path; null when one of them is an error.</param>
public sealed record NativeBuild(IReadOnlyList<StrategyDiagnostic> Diagnostics, string? Library)
{
    /// <summary>Of a compilation.</summary>
    public const int LimitMs = 60_000;

    /// <summary>Of libraries on this system, with its dot.</summary>
    public static string Extension => PluginLibrary.Extension;

    /// <summary>Whether a compiler for it is in the PATH.</summary>
    public static bool HasCompiler(NativeLanguage language) => NativeToolchain.Find(language) is not null;

    /// <summary>What is wrong with a source; nothing is made of it.</summary>
    /// <param name="path">What the user calls it, for messages.</param>
    /// <exception cref="BadInputException">There is no compiler, or it takes too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<StrategyDiagnostic> Check(string path, NativeLanguage language, ReadOnlySpan<byte> source, int limitMs = LimitMs, CancellationToken cancel = default)
    {
        NativeToolchain toolchain = NativeToolchain.Needed(path, language);
        string folder = Directory.CreateTempSubdirectory("touchline-check-").FullName;
        try
        {
            Prepare(folder, toolchain, source);
            return Run(path, toolchain, toolchain.Check(), folder, limitMs, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes a library, which appears whole or not at all; it isn't loaded.</summary>
    /// <param name="path">What the user calls the source, for messages.</param>
    /// <param name="library">Where it is to be, with its extension; its folder is there. One that is there already is replaced when there is no error, and else left as it is.</param>
    /// <exception cref="BadInputException">There is no compiler, it takes too long, or the folder can't be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static NativeBuild Compile(string path, NativeLanguage language, ReadOnlySpan<byte> source, string library, int limitMs = LimitMs, CancellationToken cancel = default)
    {
        NativeToolchain toolchain = NativeToolchain.Needed(path, language);
        string target = Path.GetFullPath(library);
        string folder = Path.Combine(Path.GetDirectoryName(target)!, $".build-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            Prepare(folder, toolchain, source);
            string made = $"made{Extension}";
            IReadOnlyList<StrategyDiagnostic> found = Run(path, toolchain, toolchain.Compile(made), folder, limitMs, cancel);
            if (found.Any(d => d.IsError))
                return new NativeBuild(found, null);
            if (ElfExports.Missing(Path.Combine(folder, made), "run", "stop") is { } missing)
                return new NativeBuild([.. found, new StrategyDiagnostic(0, 0, 0, 0, DiagnosticLevel.Error, StrategyDiagnostic.NotMade, $"it exports no function '{missing}'; a plug-in exports run and stop with C names, see docs/native-plugins.md")], null);
            File.Move(Path.Combine(folder, made), target, overwrite: true);
            return new NativeBuild(found, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} can't be compiled to {library}: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static void Prepare(string folder, NativeToolchain toolchain, ReadOnlySpan<byte> source)
    {
        File.WriteAllBytes(Path.Combine(folder, toolchain.SourceName), source);
        if (toolchain.Language == NativeLanguage.Rust)
            File.WriteAllBytes(Path.Combine(folder, "touchline.rs"), PluginLayout.RustModule());
        else
            File.WriteAllBytes(Path.Combine(folder, "touchline.h"), PluginLayout.CHeader());
    }

    private static IReadOnlyList<StrategyDiagnostic> Run(string path, NativeToolchain toolchain, string[] arguments, string folder, int limitMs, CancellationToken cancel)
    {
        (string said, bool isGood) = CompilerRun.Run(path, toolchain.Program, arguments, folder, limitMs, cancel);
        return NativeDiagnostics.Read(toolchain, said, !isGood);
    }
}
