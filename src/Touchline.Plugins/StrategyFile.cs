using System.Text;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins;

/// <summary>A strategy as text: one C# source file with one class that derives from <see cref="Sdk.Strategy"/>. See docs/strategies.md.</summary>
public static class StrategyFile
{
    /// <summary>The largest source file that is read.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int MostErrors = 20;

    /// <summary>A check or compilation would begin at once; else it waits, perhaps for code that doesn't end.</summary>
    public static bool HasRoom => CompileThread.HasRoom;

    /// <summary>Compiles and loads a strategy. The first call in a process takes a second or more, later ones some ten milliseconds.</summary>
    /// <exception cref="BadInputException">The file can't be read, doesn't compile, takes too long to, or hasn't exactly one strategy in it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CompiledStrategy Compile(string path, StrategyRules? rules = null, CancellationToken cancel = default) => CompileText(path, Read(path), rules, cancel);

    /// <summary>The same for a source that is at hand.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It doesn't compile, takes too long to, or hasn't exactly one strategy in it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CompiledStrategy CompileText(string path, string text, StrategyRules? rules = null, CancellationToken cancel = default)
    {
        return CompiledStrategy.Load(path, Emit(path, text, rules, cancel));
    }

    /// <summary>The same, with the first instance of it, whose constructor has its part of the limit: it may never return.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It doesn't compile, takes too long to, hasn't exactly one strategy in it, its constructor throws, or its parameters are declared wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (CompiledStrategy Compiled, Strategy First) Make(string path, string text, StrategyRules? rules = null, CancellationToken cancel = default)
    {
        StrategyRules held = rules ?? StrategyRules.Usual;
        return CompileThread.Run(path, held, stop => Make(path, StrategyCompilation.Emit(path, text, held, stop), stop), cancel);
    }

    /// <summary>Compiles a source and loads nothing: for another process.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It doesn't compile, takes too long to, or hasn't exactly one strategy in it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (byte[] Image, byte[] Symbols) Assemble(string path, string text, StrategyRules? rules = null, CancellationToken cancel = default)
    {
        StrategyAssembly assembly = Emit(path, text, rules, cancel);
        return (assembly.Image.ToArray(), assembly.Symbols.ToArray());
    }

    /// <summary>Loads what <see cref="Assemble"/> made, maybe in another process.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It can't be loaded.</exception>
    public static CompiledStrategy Load(string path, ReadOnlyMemory<byte> image, ReadOnlyMemory<byte> symbols) =>
        CompiledStrategy.Load(path, new StrategyAssembly("Strategy", new MemoryStream(image.ToArray()), new MemoryStream(symbols.ToArray())));

    /// <summary>What is wrong with a source, in its order; nothing of it is loaded or run.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It takes too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<StrategyDiagnostic> Check(string path, string text, StrategyRules? rules = null, CancellationToken cancel = default)
    {
        StrategyRules held = rules ?? StrategyRules.Usual;
        return CompileThread.Run(path, held, stop => StrategyCompilation.Check(path, text, held, stop), cancel).Diagnostics;
    }

    /// <summary>Compiles a source, and makes one strategy of it to learn its parameters: its constructor runs.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">It takes too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static StrategyBuild Build(string path, string text, StrategyRules? rules = null, CancellationToken cancel = default)
    {
        StrategyRules held = rules ?? StrategyRules.Usual;
        return CompileThread.Run(path, held, stop => StrategyBuild.Of(path, StrategyCompilation.Emit(path, text, held, stop)), cancel);
    }

    /// <summary>The text of a strategy's file.</summary>
    /// <exception cref="BadInputException">It can't be read, is too large, empty or no UTF-8 text.</exception>
    public static string Read(string path) => Decode(path, ReadBytes(path));

    /// <summary>The text that bytes are, without a byte order mark.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="BadInputException">They are too many, empty or no UTF-8 text.</exception>
    public static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            throw new BadInputException($"{path} is too large for a strategy; at most {MaxBytes:N0} bytes are read");
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.Contains((byte)0))
            throw NotText(path);
        try
        {
            string text = Utf8.GetString(bytes);
            return string.IsNullOrWhiteSpace(text)
                ? throw new BadInputException($"{path} is empty; a strategy is a C# source file with a class that derives from Strategy")
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw NotText(path);
        }
    }

    private static StrategyAssembly Emit(string path, string text, StrategyRules? rules, CancellationToken cancel)
    {
        StrategyRules held = rules ?? StrategyRules.Usual;
        return AssemblyOf(path, CompileThread.Run(path, held, stop => StrategyCompilation.Emit(path, text, held, stop), cancel));
    }

    private static StrategyAssembly AssemblyOf(string path, SourceOutcome compiled) => compiled.Assembly ?? throw new BadInputException(ErrorText(path, compiled.Diagnostics));

    private static (CompiledStrategy Compiled, Strategy First) Make(string path, SourceOutcome source, CancellationToken stop)
    {
        CompiledStrategy compiled = CompiledStrategy.Load(path, AssemblyOf(path, source));
        try
        {
            Strategy first = compiled.Create();
            CheckParameters(path, first);
            // Nobody waits for it any more.
            stop.ThrowIfCancellationRequested();
            return (compiled, first);
        }
        catch
        {
            compiled.Dispose();
            throw;
        }
    }

    private static void CheckParameters(string path, Strategy strategy)
    {
        try
        {
            Parameter.Check(strategy.Parameters);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    // One byte more than a strategy may have. The length isn't asked for: a pipe has none.
    private static ReadOnlySpan<byte> ReadBytes(string path)
    {
        if (Directory.Exists(path))
            throw new BadInputException($"{path} is a folder; a strategy is a C# source file");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] bytes = new byte[MaxBytes + 1];
            return bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"there is no strategy file {path}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"can't read {path}: {e.Message}", e);
        }
    }

    private static BadInputException NotText(string path) => new($"{path} isn't text; a strategy is a C# source file in UTF-8");

    // One that is the whole file's own says so in its own words.
    private static string ErrorText(string path, IReadOnlyList<StrategyDiagnostic> found)
    {
        StrategyDiagnostic[] errors = [.. found.Where(d => d.IsError)];
        if (errors is [{ Code: StrategyDiagnostic.NotOneStrategy } one])
            return one.Message.StartsWith("it ", StringComparison.Ordinal) ? path + one.Message["it".Length..] : $"{path}: {one.Message}";
        string more = errors.Length > MostErrors ? $"\nand {errors.Length - MostErrors} more" : "";
        return $"{path} doesn't compile\n{string.Join('\n', errors.Take(MostErrors).Select(e => e.ToLine(path)))}{more}";
    }
}
