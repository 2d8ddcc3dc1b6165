using static System.StringComparison;

namespace Touchline.Plugins.Tests;

/// <summary>What the compiler has to say about a strategy, as the user reads it.</summary>
public sealed class CompileErrorTests
{
    [Fact]
    public void Every_error_stands_on_a_line_with_its_place()
    {
        string message = Sources.ErrorOf("""
            class A : Strategy
            {
                public override void OnTimer(int id)
                {
                    int x = "text";
                    Context.Plaze(nothing);
                }
            }
            """);
        Assert.Equal(
            [
                "test.cs doesn't compile",
                "test.cs(5,17): CS0029: Cannot implicitly convert type 'string' to 'int'",
                "test.cs(6,17): CS1061: 'IStrategyContext' does not contain a definition for 'Plaze' and no accessible extension method 'Plaze' accepting a first argument of type 'IStrategyContext' could be found (are you missing a using directive or an assembly reference?)",
                "test.cs(6,23): CS0103: The name 'nothing' does not exist in the current context",
            ],
            message.Split('\n'));
    }

    [Fact]
    public void Errors_stand_in_the_order_of_the_file_whatever_their_kind()
    {
        string[] lines = Sources.ErrorOf("""
            class A : Strategy
            {
                public override void OnTimer(int id) => inBody();
                private Unknown _field;
                public override void OnBuk(int instrument) { }
                public override void OnStop() => inBodyToo();
            }
            """).Split('\n');
        Assert.Equal(["test.cs(3,45)", "test.cs(4,13)", "test.cs(5,26)", "test.cs(6,38)"], lines.Skip(1).Select(l => l[..l.IndexOf(':')]));
    }

    [Fact]
    public void No_more_than_twenty_errors_are_told()
    {
        string[] lines = Sources.ErrorOf($$"""
            class A : Strategy
            {
            {{string.Join('\n', Enumerable.Range(0, 27).Select(i => $"    Missing{i} _field{i};"))}}
            }
            """).Split('\n');
        Assert.Equal(22, lines.Length);
        Assert.StartsWith("test.cs(3,5): CS0246", lines[1]);
        Assert.StartsWith("test.cs(22,5): CS0246", lines[20]);
        Assert.Equal("and 7 more", lines[21]);
    }

    [Fact]
    public void Twenty_errors_are_told_without_more()
    {
        string text = $"class A : Strategy {{ {string.Concat(Enumerable.Range(0, 20).Select(i => $"Missing{i} _field{i}; "))} }}";
        Assert.DoesNotContain("more", Sources.ErrorOf(text));
    }

    [Fact]
    public void Warnings_are_neither_errors_nor_shown()
    {
        const string Warned = "#warning careful\nclass A : Strategy { private int _unused; [Obsolete] void Old() { int x; } void F() { string s = null; Old(); s.ToString(); } }";
        Sources.Compile(Warned).Dispose();
        string[] lines = Sources.ErrorOf(Warned + "\nclass B : Missing { }").Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("test.cs(3,11): CS0246", lines[1]);
    }

    [Fact]
    public void Lines_are_those_of_the_file_whatever_a_line_directive_says() =>
        Assert.Contains("\ntest.cs(2,23): CS0246", Sources.ErrorOf("#line 500 \"other.cs\"\nclass A : Strategy {  Unknown _x; }"));

    [Fact]
    public void An_error_in_what_every_file_is_given_is_told_as_that()
    {
        // A class of the strategy takes the place of the namespace that the given using means.
        string[] lines = Sources.ErrorOf("class Touchline : Strategy { }").Split('\n');
        Assert.Contains(lines, l => l.StartsWith("test.cs: CS", Ordinal) && l.EndsWith("(in 'global using Touchline.Sdk;', which every strategy file is given)", Ordinal));
        Assert.All(lines.Skip(1), l => Assert.StartsWith("test.cs", l));
    }

    [Fact]
    public void Usings_that_are_given_may_be_written_all_the_same() =>
        Sources.Compile("global using System;\nusing System.Linq;\nusing Touchline.Sdk;\nclass A : Strategy { }").Dispose();

    [Fact]
    public void A_file_without_a_strategy_is_told_so()
    {
        Assert.Contains("has no strategy", Sources.ErrorOf("class A { }"));
        Assert.Contains("has no strategy", Sources.ErrorOf("// nothing yet"));
        Assert.Contains("has no strategy", Sources.ErrorOf("abstract class A : Strategy { }"));
        Assert.Contains("has no strategy", Sources.ErrorOf("class A<T> : Strategy { }"));
        Assert.Contains("has no strategy", Sources.ErrorOf("class A : Mine.Strategy { } namespace Mine { class Strategy { } }"));
    }

    [Fact]
    public void A_file_with_several_strategies_names_them() =>
        Assert.Equal(
            "test.cs has 3 strategies, X.A, X.B, X.Holder.C; right is one",
            Sources.ErrorOf("namespace X; class A : Strategy { } class B : A { } class Holder { class C : Strategy { } } abstract class D : Strategy { }"));

    [Fact]
    public void A_strategy_without_a_public_constructor_without_parameters_is_told_so()
    {
        Assert.Equal("test.cs: class A has no public constructor without parameters", Sources.ErrorOf("class A(int x) : Strategy { public int X => x; }"));
        Assert.Equal("test.cs: class A has no public constructor without parameters", Sources.ErrorOf("class A : Strategy { private A() { } }"));
    }

    [Fact]
    public void A_type_that_the_runtime_refuses_is_told_as_wrong_input() =>
        Assert.StartsWith("test.cs can't be loaded: ", Sources.ErrorOf("""
            class A : Strategy { }
            [System.Runtime.CompilerServices.InlineArray(1 << 30)]
            struct Endless { public long X; }
            """));

    [Fact]
    public void Deep_nesting_is_an_error_of_its_line() =>
        Assert.StartsWith("test.cs(2,", Sources.ErrorOf("class A : Strategy { void F() {\n" + new string('{', 100_000)).Split('\n')[1]);
}
