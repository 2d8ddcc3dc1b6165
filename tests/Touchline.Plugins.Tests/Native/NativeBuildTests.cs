using System.Runtime.InteropServices;
using System.Text;
using Touchline.Core;

namespace Touchline.Plugins.Tests.Native;

/// <summary>Native code checked and compiled by the compilers that are installed.</summary>
public sealed class NativeBuildTests : IDisposable
{
    private const string Smallest = "#include \"touchline.h\"\nint run(Receiver *r, PlaceOrder p, CancelOrder c) { (void)r; (void)p; (void)c; return 0; }\nvoid stop(void) {}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public void An_error_in_c_is_told_with_its_place_and_the_old_library_stays()
    {
        string library = _folder["a.so"];
        Assert.Equal(library, Compile(NativeLanguage.C, Smallest).Library);
        byte[] old = File.ReadAllBytes(library);
        const string Wrong = Smallest + "void wrong(void)\n{\n    missing = 1;\n}\n";
        NativeBuild built = Compile(NativeLanguage.C, Wrong);
        Assert.Null(built.Library);
        StrategyDiagnostic error = Assert.Single(built.Diagnostics);
        Assert.Equal((6, 5, DiagnosticLevel.Error, StrategyDiagnostic.Native), (error.Line, error.Column, error.Level, error.Code));
        Assert.Contains("missing", error.Message);
        Assert.StartsWith("a.c(6,5): ", error.ToLine("a.c"));
        Assert.Equal(error, Assert.Single(NativeBuild.Check("a.c", NativeLanguage.C, Encoding.UTF8.GetBytes(Wrong))));
        Assert.Equal(old, File.ReadAllBytes(library));
        Assert.Equal([library], Directory.GetFileSystemEntries(_folder.Path));
    }

    [NativeFact]
    public void A_warning_is_told_with_its_name()
    {
        NativeBuild built = Compile(NativeLanguage.C, Smallest + "static int unused;\n");
        Assert.NotNull(built.Library);
        StrategyDiagnostic warning = Assert.Single(built.Diagnostics);
        Assert.Equal((4, 12, false), (warning.Line, warning.Column, warning.IsError));
        Assert.StartsWith("-Wunused", warning.Code);
    }

    [NativeFact]
    public void What_is_not_linked_or_exported_is_an_error_of_the_whole()
    {
        NativeBuild built = Compile(NativeLanguage.C, Smallest + "int missing(void);\nint call(void) { return missing(); }\n__attribute__((visibility(\"default\"))) int seen(void) { return call(); }");
        if (OperatingSystem.IsLinux())
            Assert.Contains("missing", Assert.Single(built.Diagnostics, d => d.IsError && d.Line == 0).Message);
        built = Compile(NativeLanguage.C, "int run(void) { return 0; }");
        if (OperatingSystem.IsLinux())
            Assert.Equal("it exports no function 'run'; a plug-in exports run and stop with C names, see docs/native-plugins.md", Assert.Single(built.Diagnostics).Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [NativeFact]
    public void A_layout_that_differs_does_not_compile()
    {
        string header = Encoding.UTF8.GetString(PluginLayout.CHeader());
        Assert.Empty(NativeBuild.Check("a.c", NativeLanguage.C, Encoding.UTF8.GetBytes(header)));
        string other = header.Replace("    uint8_t symbol_len;\n    double bid_price;", "    double bid_price;\n    uint8_t symbol_len;", StringComparison.Ordinal);
        Assert.Equal(2, NativeBuild.Check("a.c", NativeLanguage.C, Encoding.UTF8.GetBytes(other)).Count(d => d.Message.Contains("offsetof(CBookTicker", StringComparison.Ordinal)));
    }

    [NativeFact(NativeLanguage.Cpp)]
    public void An_error_in_cpp_is_told_with_its_place()
    {
        NativeBuild built = Compile(NativeLanguage.Cpp, "#include \"touchline.h\"\nextern \"C\" int run(Receiver *, PlaceOrder, CancelOrder) { return nothing; }\nextern \"C\" void stop() {}\n");
        StrategyDiagnostic error = Assert.Single(built.Diagnostics);
        Assert.Equal((2, 66, true), (error.Line, error.Column, error.IsError));
    }

    [NativeFact(NativeLanguage.Rust)]
    public void Errors_in_rust_are_told_with_their_places_and_codes()
    {
        const string Text = "mod touchline;\n#[no_mangle]\npub extern \"C\" fn stop() {\n    let x: u32 = \"text\";\n}\n";
        NativeBuild built = Compile(NativeLanguage.Rust, Text);
        Assert.Null(built.Library);
        StrategyDiagnostic error = Assert.Single(built.Diagnostics, d => d.IsError);
        Assert.Equal((4, 18, 4, 24, "E0308"), (error.Line, error.Column, error.EndLine, error.EndColumn, error.Code));
        Assert.StartsWith("a.rs(4,18): E0308: mismatched types", error.ToLine("a.rs"));
        Assert.Contains(error, NativeBuild.Check("a.rs", NativeLanguage.Rust, Encoding.UTF8.GetBytes(Text)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [NativeFact]
    public void One_that_takes_too_long_is_given_up_with_all_that_it_started()
    {
        if (OperatingSystem.IsWindows())
            return;
        // The compiler waits for somebody to write into it.
        Assert.Equal(0, MakePipe(_folder["pipe"], 384));
        string text = $"#include \"{_folder["pipe"]}\"\n{Smallest}";
        string message = Assert.Throws<BadInputException>(() => NativeBuild.Compile("slow.c", NativeLanguage.C, Encoding.UTF8.GetBytes(text), _folder["a.so"], limitMs: 500)).Message;
        Assert.Equal("slow.c takes more than 0.5 s to compile and was given up; make it smaller", message);
        Assert.Equal([_folder["pipe"]], Directory.GetFileSystemEntries(_folder.Path));
        // Nobody reads the pipe any more: a writer that doesn't wait finds no reader.
        Assert.Equal(-1, OpenPipe(_folder["pipe"], WriteOnly | NonBlocking));
    }

    [Fact]
    public void Without_a_compiler_it_says_what_to_install()
    {
        foreach ((NativeLanguage language, string part) in new[] { (NativeLanguage.C, "apt-get install gcc"), (NativeLanguage.Cpp, "apt-get install g++"), (NativeLanguage.Rust, "rustup.rs") })
            Assert.Contains(part, Assert.Throws<BadInputException>(() => NativeToolchain.Needed("a", language, _folder.Path)).Message);
    }

    private const int WriteOnly = 1, NonBlocking = 2048;

    private NativeBuild Compile(NativeLanguage language, string text) => NativeBuild.Compile("a", language, Encoding.UTF8.GetBytes(text), _folder["a.so"]);

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe(string path, uint mode);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenPipe(string path, int flags);
}
