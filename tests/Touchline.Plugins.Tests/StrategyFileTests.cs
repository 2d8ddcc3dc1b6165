using System.Text;
using Touchline.Core;

namespace Touchline.Plugins.Tests;

/// <summary>What isn't a strategy's source file is said to be so, by name.</summary>
public sealed class StrategyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_said_to_be_missing()
    {
        AssertBad(_folder["none.cs"], "there is no strategy file");
        AssertBad(Path.Combine(_folder["nowhere"], "none.cs"), "there is no strategy file");
    }

    [Fact]
    public void A_folder_is_no_strategy() => AssertBad(_folder.Path, "is a folder");

    [Fact]
    public void A_path_that_is_none_is_wrong_input() => Assert.Throws<BadInputException>(() => StrategyFile.Compile(""));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    [InlineData("\uFEFF")]
    public void An_empty_file_is_said_to_be_empty(string text) => AssertBad(_folder.Write("empty.cs", Encoding.UTF8.GetBytes(text)), "is empty");

    [Fact]
    public void A_file_that_is_not_text_is_said_to_be_none()
    {
        AssertBad(_folder.Write("zero.cs", Encoding.UTF8.GetBytes("class A : Strategy { }\0")), "isn't text");
        AssertBad(_folder.Write("latin.cs", [.. Encoding.UTF8.GetBytes("// "), 0xE9, .. Encoding.UTF8.GetBytes("\nclass A : Strategy { }")]), "isn't text");
        AssertBad(_folder.Write("wide.cs", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("class A : Strategy { }")]), "isn't text");
    }

    [Fact]
    public void A_file_may_have_a_megabyte_and_no_byte_more()
    {
        string text = Sources.Smallest + " //";
        string full = text + new string('x', StrategyFile.MaxBytes - text.Length);
        using CompiledStrategy strategy = StrategyFile.Compile(_folder.Write("full.cs", full));
        Assert.Equal("Smallest", strategy.ClassName);
        AssertBad(_folder.Write("large.cs", full + "x"), "is too large");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        string path = _folder.Write("marked.cs", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Sources.Smallest)]);
        using CompiledStrategy strategy = StrategyFile.Compile(path);
        Assert.Equal("marked", strategy.Name);
    }

    [Fact]
    public void A_cancelled_compilation_ends_as_one()
    {
        string path = _folder.Write("a.cs", Sources.Smallest);
        Assert.ThrowsAny<OperationCanceledException>(() => StrategyFile.Compile(path, cancel: new CancellationToken(canceled: true)));
    }

    private static void AssertBad(string path, string part)
    {
        string message = Assert.Throws<BadInputException>(() => StrategyFile.Compile(path)).Message;
        Assert.Contains(path, message);
        Assert.Contains(part, message);
    }
}
