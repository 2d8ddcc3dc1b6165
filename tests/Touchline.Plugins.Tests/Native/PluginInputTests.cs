using System.Text;
using Touchline.Core;

namespace Touchline.Plugins.Tests.Native;

/// <summary>What can't be a plug-in, or be told to one.</summary>
public sealed class PluginInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1000000MOGUSDT_PERP", null, "symbol '1000000MOGUSDT_PERP' is longer than 15 bytes")]
    [InlineData("A", "1234567890123456", "alias '1234567890123456' of symbol 'A' is longer than 15 bytes")]
    [InlineData("A", "", "as ''; right is an alias")]
    [InlineData("A", "Ä", "as 'Ä'; right is an alias")]
    [InlineData("A B", null, "as 'A B'; right is an alias")]
    [InlineData("A", "B", "would know both symbol 'B' and symbol 'A' as 'B'")]
    public void A_symbol_that_does_not_fit_is_named(string name, string? alias, string part) =>
        Assert.Contains(part, Assert.Throws<BadInputException>(() => Start("nothing", new("B"), new(name, alias))).Message);

    [Fact]
    public void A_symbol_of_fifteen_bytes_fits_and_none_at_all_is_wrong()
    {
        PluginSymbol.Check([new("123456789012345")]);
        Assert.Contains("1 to 1,024 symbols, not 0", Assert.Throws<BadInputException>(() => Start("nothing")).Message);
    }

    [Fact]
    public void A_library_that_is_none_is_told()
    {
        Assert.Contains("there is no plug-in library", Refused(_folder["missing.so"]));
        string text = _folder.Write("text.so", "no library");
        Assert.Matches("^.*/text.so can't be loaded: .*right is a shared library for this machine that exports run and stop$", Refused(text));
        // Nothing of it is left behind.
        Assert.Equal([text], Directory.GetFiles(_folder.Path));
    }

    [NativeFact]
    public void A_library_without_stop_is_told()
    {
        string library = _folder[$"half{NativeBuild.Extension}"];
        Assert.NotNull(NativeBuild.Compile("half.c", NativeLanguage.C, "__attribute__((visibility(\"default\"))) int run(void) { return 0; } __attribute__((visibility(\"default\"))) void stop(void) {}"u8, library).Library);
        // The same bytes with another name in them.
        byte[] bytes = File.ReadAllBytes(library);
        int at;
        while ((at = bytes.AsSpan().IndexOf("\0stop\0"u8)) >= 0)
            "\0stap\0"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(library, bytes);
        Assert.EndsWith("exports no function 'stop'; a plug-in exports run and stop with C names, see docs/native-plugins.md", Refused(library));
    }

    [Fact]
    public void Memory_of_somebody_else_is_refused()
    {
        Assert.Contains("isn't a plug-in's memory", Assert.Throws<BadInputException>(() => PluginMemory.Open(_folder.Write("short", "x"))).Message);
        using (PluginMemory.Create(_folder["right"], PluginOwner.Symbols))
        using (PluginMemory again = PluginMemory.Open(_folder["right"]))
            Assert.Equal(("BTCUSDT", "MOG", 2), (again.Symbol(0), again.Symbol(1), again.SymbolCount));
        byte[] bytes = File.ReadAllBytes(_folder["right"]);
        bytes[8]++;
        Assert.Contains("of this version", Assert.Throws<BadInputException>(() => PluginMemory.Open(_folder.Write("newer", bytes))).Message);
    }

    [Fact]
    public unsafe void Every_symbol_is_found_by_its_text_and_no_other()
    {
        PluginSymbol[] symbols = [.. Enumerable.Range(0, PluginMemory.MostSymbols).Select(i => new PluginSymbol($"SYMBOL-{i}"))];
        using var memory = PluginMemory.Allocate(symbols);
        var table = new PluginSymbolTable(memory);
        for (int i = 0; i < symbols.Length; i++)
            Assert.Equal((i, -1), (Find(symbols[i].Name), Find(symbols[i].Name + "x")));
        Assert.Equal((-1, -1), (table.Find(null), Find("")));

        int Find(string text)
        {
            fixed (byte* at = Encoding.ASCII.GetBytes(text + '\0'))
                return table.Find(at);
        }
    }

    private static string Refused(string library) => Assert.Throws<BadInputException>(() => Start(library, new PluginSymbol("A"))).Message;

    private static NativePlugin Start(string library, params PluginSymbol[] symbols) => NativePlugin.Start(new NativePluginOptions { Library = library }, symbols, new MachineTime());
}
