using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

public sealed class JsonScannerTests
{
    private const string Rich =
        """{ "a" : [1, -0.5e+3, true ,false,null, "x\"y\\", {}, [], [[["deep"]]] ], "b":{"c":{"d":[{"e":0}]}} , "":"" }""";

    [Theory]
    [InlineData("{}")]
    [InlineData(" [ ] ")]
    [InlineData("0")]
    [InlineData("-1.5E-7")]
    [InlineData("\"\\u0041\\n\"")]
    [InlineData("\t{\r\n\"a\" : null }\n")]
    [InlineData(Rich)]
    public void Well_formed_text_is_passed_to_its_end(string text) => Assert.True(IsWellFormed(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1,,2]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{1:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("[1}")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("1-2")]
    [InlineData("tru")]
    [InlineData("truex")]
    [InlineData("nan")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("\"a\\\"")]
    [InlineData("{} {}")]
    [InlineData("[1]\u0001")]
    [InlineData("[\u00001]")]
    [InlineData("\uFEFF{}")]
    public void Malformed_text_is_broken(string text) => Assert.False(IsWellFormed(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_cut_is_broken()
    {
        byte[] text = Encoding.UTF8.GetBytes(Rich);
        for (int length = 0; length < text.Length; length++)
            Assert.False(IsWellFormed(text.AsSpan(0, length)), $"cut at {length}");
    }

    [Fact]
    public void Random_damage_is_judged_as_System_Text_Json_does()
    {
        var random = new SeededRandom(1);
        byte[] good = Encoding.UTF8.GetBytes(Rich);
        const string Marks = "{}[]\",:\\0123456789.-+eE \t\u0001tfnx";
        int broken = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] text = [.. good];
            for (int k = random.Below(3); k >= 0; k--)
                text[random.Below(text.Length)] = random.Chance(0.7) ? (byte)Marks[random.Below(Marks.Length)] : (byte)random.Below(256);
            bool expected = PlainJson.IsWellFormed(text);
            broken += expected ? 0 : 1;
            Assert.True(expected == IsWellFormed(text), $"{Encoding.Latin1.GetString(text)}: System.Text.Json says {expected}");
        }

        Assert.InRange(broken, 20_000, 59_000);
    }

    [Fact]
    public void Endless_nesting_is_broken_and_no_overflow()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[{\"a\":", 100_000)));
        Assert.False(IsWellFormed(text));
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        var scanner = new JsonScanner(text);
        scanner.Skip();
        return scanner.AtEnd;
    }
}
