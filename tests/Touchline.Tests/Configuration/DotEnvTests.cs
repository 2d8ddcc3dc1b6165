using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Tests.Configuration;

public sealed class DotEnvTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("  A = 1  ", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("export\tA=1", "1")]
    [InlineData("A=", "")]
    [InlineData("A= # nothing", "")]
    [InlineData("A=1 # one", "1")]
    [InlineData("A=1#2", "1#2")]
    [InlineData("A=#2", "#2")]
    [InlineData("A=a=b", "a=b")]
    [InlineData("A=it's", "it's")]
    [InlineData("A=two words", "two words")]
    [InlineData("A='1 # 2' # 3", "1 # 2")]
    [InlineData("A=\"1 # 2\" # 3", "1 # 2")]
    [InlineData("A=''", "")]
    [InlineData("A=' '", " ")]
    [InlineData("A='a\\n\"b'", "a\\n\"b")]
    [InlineData("A=\"a\\n\\\"b\\\"\\t\\$\\\\\"", "a\n\"b\"\t$\\")]
    [InlineData("A=\"C:\\Users\"", "C:\\Users")]
    [InlineData("A=$B ${B}", "$B ${B}")]
    public void A_value_is_read_as_written(string line, string value) => Assert.Equal([new Variable("A", value, ".env line 1 A")], DotEnvFile.Read(line, ".env"));

    [Fact]
    public void Lines_are_counted_with_comments_empty_ones_and_both_line_ends()
    {
        Assert.Equal(
            [new Variable("A", "1", ".env line 2 A"), new Variable("export", "2", ".env line 5 export"), new Variable("B.c-d", "x", ".env line 6 B.c-d")],
            DotEnvFile.Read("# first\r\nA=1\r\n\r\n  # more\nexport=2\nB.c-d='x'\r\n", ".env"));
    }

    [Theory]
    [InlineData("A", ".env line 2: right is KEY=VALUE or a # comment")]
    [InlineData("export A", ".env line 2: right is KEY=VALUE or a # comment")]
    [InlineData("=1", ".env line 2: what stands before = is no name")]
    [InlineData("A B=1", ".env line 2: what stands before = is no name")]
    [InlineData("1A=1", ".env line 2: what stands before = is no name")]
    [InlineData("A='1", ".env line 2: the quote ' isn't closed")]
    [InlineData("A=\"1\\\"", ".env line 2: the quote \" isn't closed")]
    [InlineData("A=\"", ".env line 2: the quote \" isn't closed")]
    [InlineData("A='1'2", ".env line 2: text stands behind the closing quote")]
    [InlineData("A='1'#2", ".env line 2: text stands behind the closing quote")]
    [InlineData("A='1' 2 # 3", ".env line 2: text stands behind the closing quote")]
    public void A_wrong_line_is_named_with_its_number(string line, string message) =>
        Assert.StartsWith(message, Assert.Throws<BadInputException>(() => DotEnvFile.Read($"OK=1\n{line}\nB=1", ".env")).Message);

    [Theory]
    [InlineData("KEY='open hunter2")]
    [InlineData("KEY='closed'hunter2")]
    [InlineData("my hunter2=1")]
    [InlineData("hunter2")]
    public void A_wrong_line_may_hold_a_secret_and_is_not_repeated(string line) =>
        Assert.DoesNotContain("hunter2", Assert.Throws<BadInputException>(() => DotEnvFile.Read(line, ".env")).Message);
}
