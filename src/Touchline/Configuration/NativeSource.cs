using System.Text;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Configuration;

/// <summary>A user's own strategy as native code.</summary>
/// <param name="Label">What messages call it.</param>
/// <param name="Library">Where its library lands: of a stored one named by its code, so that it is never of another.</param>
internal sealed record NativeSource(string Label, NativeLanguage Language, byte[] Code, string Library)
{
    private const string LibraryName = "strategy-";

    /// <summary>Of a stored strategy, or of a FILE.c, FILE.cpp or FILE.rs.</summary>
    /// <param name="store">The folder of the stored ones.</param>
    /// <returns>Null: there is none of that name, or it is in C#.</returns>
    /// <exception cref="BadInputException">It can't be read.</exception>
    public static NativeSource? Of(string name, string store)
    {
        if (LanguageOfFile(name) is { } written)
            return new NativeSource(name, written, Encoding.UTF8.GetBytes(StrategyFile.Read(name)), Path.ChangeExtension(name, NativeBuild.Extension));
        if (!StrategyId.IsRight(name))
            return null;
        var place = new StrategyStore(store, TimeProvider.System);
        (StoreOutcome found, byte[]? code) = place.Read(name);
        return found.IsDone ? Of(found.Strategy!, code!, place) : null;
    }

    /// <summary>Of a stored strategy that was read.</summary>
    /// <returns>Null: it is in C#.</returns>
    public static NativeSource? Of(StoredStrategy strategy, byte[] code, StrategyStore store)
    {
        if (LanguageOf(strategy.Language) is not { } language)
            return null;
        string folder = Path.GetDirectoryName(store.CodePathOf(strategy))!;
        return new NativeSource(StrategyStore.LabelOf(strategy), language, code, Path.Combine(folder, $"{LibraryName}{strategy.CodeHash[..16]}{NativeBuild.Extension}"));
    }

    /// <exception cref="BadInputException">There is no compiler, or it takes too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<StrategyDiagnostic> Check(CancellationToken cancel = default) => NativeBuild.Check(Label, Language, Code, cancel: cancel);

    /// <summary>Makes its library; those of the strategy's older code go away.</summary>
    /// <exception cref="BadInputException">There is no compiler, or it takes too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public NativeBuild Compile(CancellationToken cancel = default)
    {
        NativeBuild built = NativeBuild.Compile(Label, Language, Code, Library, cancel: cancel);
        if (built.Library is not null && Path.GetFileName(Library).StartsWith(LibraryName, StringComparison.Ordinal))
        {
            foreach (string old in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(Library))!, $"{LibraryName}*{NativeBuild.Extension}").Where(f => Path.GetFileName(f) != Path.GetFileName(Library)))
                Remove(old);
        }

        return built;
    }

    // It is there, or its name says where: an id may end in .c too.
    private static NativeLanguage? LanguageOfFile(string name) => !File.Exists(name) && Path.GetFileName(name) == name ? null : Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".c" => NativeLanguage.C,
        ".cpp" => NativeLanguage.Cpp,
        ".rs" => NativeLanguage.Rust,
        _ => null,
    };

    private static NativeLanguage? LanguageOf(StrategyLanguage language) => language switch
    {
        StrategyLanguage.C => NativeLanguage.C,
        StrategyLanguage.Cpp => NativeLanguage.Cpp,
        StrategyLanguage.Rust => NativeLanguage.Rust,
        _ => null,
    };

    // One that Windows has loaded stays until the next time.
    private static void Remove(string old)
    {
        try
        {
            File.Delete(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody takes it for the right one.
        }
    }
}
