using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>What native code is written in.</summary>
public enum NativeLanguage
{
    C,
    Cpp,
    Rust,
}

/// <summary>A compiler that is installed, and how it is called.</summary>
internal sealed record NativeToolchain(NativeLanguage Language, string Program)
{
    private static readonly string[] NoUndefined = OperatingSystem.IsLinux() ? ["-Wl,--no-undefined"] : [];

    /// <summary>The name of a source file of it.</summary>
    public string SourceName => Language switch { NativeLanguage.C => "strategy.c", NativeLanguage.Cpp => "strategy.cpp", _ => "strategy.rs" };

    /// <summary>The first that is in the PATH; null when there is none.</summary>
    /// <param name="path">Null: this process's.</param>
    public static NativeToolchain? Find(NativeLanguage language, string? path = null)
    {
        string[] folders = (path ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string end = OperatingSystem.IsWindows() ? ".exe" : "";
        return NamesOf(language).SelectMany(n => folders.Select(f => Path.Combine(f, n + end))).FirstOrDefault(File.Exists) is { } program ? new NativeToolchain(language, program) : null;
    }

    /// <param name="source">For messages.</param>
    /// <param name="path">Null: this process's.</param>
    /// <exception cref="BadInputException">There is none; the message says what to install.</exception>
    public static NativeToolchain Needed(string source, NativeLanguage language, string? path = null) => Find(language, path) ?? throw new BadInputException(language switch
    {
        NativeLanguage.C => $"{source} needs a C compiler (cc, gcc or clang) and there is none in the PATH; install one (Debian, Ubuntu: sudo apt-get install gcc)",
        NativeLanguage.Cpp => $"{source} needs a C++ compiler (c++, g++ or clang++) and there is none in the PATH; install one (Debian, Ubuntu: sudo apt-get install g++)",
        _ => $"{source} needs rustc and there is none in the PATH; install it (Debian, Ubuntu: sudo apt-get install rustc; any system: https://rustup.rs)",
    });

    /// <summary>Arguments to look for errors alone.</summary>
    public string[] Check() => Language == NativeLanguage.Rust
        ? ["--crate-type", "cdylib", "--edition", "2021", "--error-format=json", "--emit=metadata", "-o", "checked.rmeta", SourceName]
        : [.. Common(), "-fsyntax-only", SourceName];

    /// <summary>Arguments to make a library.</summary>
    public string[] Compile(string library) => Language == NativeLanguage.Rust
        ? ["--crate-type", "cdylib", "--edition", "2021", "--error-format=json", "-C", "opt-level=3", "-C", "strip=debuginfo", "-o", library, SourceName]
        : [.. Common(), "-O2", "-fPIC", "-shared", "-pthread", "-o", library, SourceName, "-lm", .. NoUndefined];

    // Nothing but run and stop is seen from outside, which the header marks.
    private string[] Common() => [Language == NativeLanguage.C ? "-std=gnu11" : "-std=c++17", "-Wall", "-Wextra", "-fvisibility=hidden", "-fdiagnostics-color=never", "-I."];

    private static string[] NamesOf(NativeLanguage language) => language switch
    {
        NativeLanguage.C => ["cc", "gcc", "clang"],
        NativeLanguage.Cpp => ["c++", "g++", "clang++"],
        _ => ["rustc"],
    };
}
