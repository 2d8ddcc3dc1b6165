using Touchline.Core;

namespace Touchline.Plugins.Tests;

/// <summary>A check tells what is wrong and runs nothing; a build makes an assembly and tells the parameters.</summary>
public sealed class CheckTests
{
    [Fact]
    public void What_is_right_has_nothing_to_tell() => Assert.Empty(StrategyFile.Check("a.cs", Sources.Smallest));

    [Fact]
    public void Errors_and_warnings_have_their_places_from_one_in_the_order_of_the_file()
    {
        IReadOnlyList<StrategyDiagnostic> found = StrategyFile.Check("a.cs", "class A : Strategy\n{\n    void F() { int unused; }\n    int _x = \"té\";\n}");
        Assert.Equal(
            [
                new StrategyDiagnostic(3, 20, 3, 26, DiagnosticLevel.Warning, "CS0168", "The variable 'unused' is declared but never used"),
                new StrategyDiagnostic(4, 14, 4, 18, DiagnosticLevel.Error, "CS0029", "Cannot implicitly convert type 'string' to 'int'"),
            ],
            found.Where(d => d.Code is not "CS0169"));
        Assert.Equal("a.cs(4,14): CS0029: Cannot implicitly convert type 'string' to 'int'", found[^1].ToLine("a.cs"));
    }

    [Fact]
    public void What_is_not_for_strategies_is_an_error_with_a_code_of_its_own()
    {
        StrategyDiagnostic found = Assert.Single(StrategyFile.Check("a.cs", "class A : Strategy {\n  long F() => DateTime.UtcNow.Ticks; }"));
        Assert.Equal(("TL0001", 2, 24, 30, DiagnosticLevel.Error), (found.Code, found.Line, found.Column, found.EndColumn, found.Level));
        Assert.Equal("DateTime.UtcNow isn't for strategies: time comes from Context.NowNs", found.Message);
    }

    [Theory]
    [InlineData("class A { }", 0, "it has no strategy: no class in it derives from Strategy and is neither abstract nor generic")]
    [InlineData("class B<T> { class A : Strategy { } }", 0, "it has no strategy: no class in it derives from Strategy and is neither abstract nor generic")]
    [InlineData("class A : Strategy { }\nnamespace N { class B : A { } }", 2, "it has 2 strategies, A, N.B; right is one")]
    [InlineData("class A : Strategy { A() { } }", 1, "class A has no public constructor without parameters")]
    public void Not_exactly_one_strategy_is_an_error(string source, int line, string message)
    {
        StrategyDiagnostic found = Assert.Single(StrategyFile.Check("a.cs", source));
        Assert.Equal(("TL0003", line, message), (found.Code, found.Line, found.Message));
        Assert.Null(StrategyFile.Build("a.cs", source).Output);
    }

    [Fact]
    public void A_check_runs_nothing_of_it() =>
        Assert.DoesNotContain(StrategyFile.Check("a.cs", "class A : Strategy { static A() { throw new Exception(); } public A() { while (true) { } } }"), d => d.IsError);

    [Fact]
    public void A_build_gives_the_assembly_and_the_parameters()
    {
        StrategyBuild built = StrategyFile.Build("a.cs", """
            namespace Mine;
            class Quoter : Strategy
            {
                DecimalParameter _size = new("size", 0.5m, 0, 10, "quantity", "of each");
                DurationParameter _every = new("every", 1_000_000_000, 1_000_000, 60_000_000_000, "between two");
            }
            """);
        Assert.DoesNotContain(built.Diagnostics, d => d.IsError);
        StrategyOutput output = built.Output!;
        Assert.Equal("Mine.Quoter", output.ClassName);
        Assert.Equal("MZ"u8, output.Image.Span[..2]);
        Assert.Equal("BSJB"u8, output.Symbols.Span[..4]);
        Assert.Equal(["size", "every"], output.Parameters.Select(p => p.Name));
        Assert.Equal(("decimal", "0.5", "quantity", "of each"), (output.Parameters[0].Type, output.Parameters[0].Default, output.Parameters[0].Unit, output.Parameters[0].Text));
    }

    [Theory]
    [InlineData("class A : Strategy { public A() => throw new InvalidOperationException(\"not today\"); }", "a.cs(1): the constructor of A throws InvalidOperationException: not today")]
    [InlineData("class A : Strategy { WholeParameter _a = new(\"a\", 5, 0, 3, \"\", \"\"); }", "5")]
    [InlineData("class A : Strategy { } [System.Runtime.CompilerServices.InlineArray(1 << 30)] struct Endless { public long X; }", "a.cs can't be loaded: ")]
    public void What_compiles_and_can_t_be_made_is_told(string source, string part)
    {
        StrategyBuild built = StrategyFile.Build("a.cs", source);
        Assert.Null(built.Output);
        StrategyDiagnostic error = built.Diagnostics.Single(d => d.IsError);
        Assert.Equal("TL0004", error.Code);
        Assert.Contains(part, error.Message);
    }
}
