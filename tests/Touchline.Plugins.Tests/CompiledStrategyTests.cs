using System.Diagnostics;
using System.Reflection;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>A strategy from a file is a strategy like any other.</summary>
public sealed class CompiledStrategyTests
{
    [Fact]
    public void It_is_named_by_its_file_and_its_class()
    {
        using var folder = new TemporaryFolder();
        using CompiledStrategy strategy = StrategyFile.Compile(folder.Write("my.quoter.cs", "namespace Mine; class Outer { class Quoter : Strategy { } }"));
        Assert.Equal("my.quoter", strategy.Name);
        Assert.Equal("Mine.Outer.Quoter", strategy.ClassName);
        Assert.Equal("Quoter", strategy.Create().GetType().Name);
    }

    [Fact]
    public void Every_instance_has_parameters_of_its_own()
    {
        using CompiledStrategy compiled = StrategyFile.Compile(Sources.Sample("TouchQuoter.cs"));
        Strategy first = compiled.Create(), second = compiled.Create();
        Assert.Equal(["size", "max_position", "min_spread"], first.Parameters.Select(p => p.Name));
        Parameter.SetAll(first.Parameters, ["size=0.5"]);
        Assert.Equal("0.5", first.Parameters[0].ValueText);
        Assert.Equal("0.01", second.Parameters[0].ValueText);
    }

    [Fact]
    public void Nullable_marks_are_understood_and_not_demanded() =>
        Sources.Compile("class A : Strategy { string? _a; string _b; string F(string? x) => x; int G() => _a.Length + _b.Length; }").Dispose();

    [Fact]
    public void It_is_optimised()
    {
        using CompiledStrategy compiled = Sources.Compile(Sources.Smallest);
        Assert.False(compiled.Create().GetType().Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled ?? false);
    }

    [Fact]
    public void Two_files_live_side_by_side_even_with_classes_of_one_name()
    {
        using CompiledStrategy one = Sources.Compile(Logging("one")), two = Sources.Compile(Logging("two"));
        Strategy first = one.Create(), second = two.Create();
        Assert.Equal("A", one.ClassName);
        Assert.Equal("A", two.ClassName);
        Assert.Equal(["one 1"], Started(first));
        Assert.Equal(["two 1"], Started(second));
    }

    [Fact]
    public void The_same_text_compiled_twice_behaves_the_same_and_shares_nothing()
    {
        using CompiledStrategy one = Sources.Compile(Logging("text")), two = Sources.Compile(Logging("text"));
        Assert.Equal(["text 1"], Started(one.Create()));
        Assert.Equal(["text 2"], Started(one.Create()));
        Assert.Equal(["text 1"], Started(two.Create()));
    }

    [Fact]
    public void A_constructor_that_throws_is_wrong_input_with_its_line()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.cs", "class A : Strategy\n{\n    public A() => Check(1);\n    static void Check(int x) =>\n        throw new ArgumentException($\"no {x}\");\n}");
        using CompiledStrategy compiled = StrategyFile.Compile(path);
        var error = Assert.Throws<BadInputException>(compiled.Create);
        Assert.Equal($"{path}(5): the constructor of A throws ArgumentException: no 1", error.Message);
        Assert.IsType<ArgumentException>(error.InnerException);
    }

    [Fact]
    public void A_static_field_that_throws_is_told_by_its_own_cause()
    {
        using CompiledStrategy compiled = Sources.Compile("class A : Strategy\n{\n    static readonly int X = int.Parse(\"many\");\n    int _x = X;\n}");
        Assert.Contains("test.cs(3): the constructor of A throws FormatException: ", Assert.Throws<BadInputException>(compiled.Create).Message);
    }

    [Fact]
    public void A_parameter_that_is_declared_wrongly_fails_as_the_constructor()
    {
        using CompiledStrategy compiled = Sources.Compile("class A : Strategy { Parameter _p = new ChoiceParameter(\"p\", ((string)null).Trim(), [], \"\"); }");
        Assert.Contains("test.cs(1): the constructor of A throws NullReferenceException", Assert.Throws<BadInputException>(compiled.Create).Message);
    }

    [Fact]
    public void After_it_is_disposed_no_more_instances_are_made_and_those_there_are_go_on()
    {
        CompiledStrategy compiled = Sources.Compile(Logging("still"));
        Strategy strategy = compiled.Create();
        compiled.Dispose();
        compiled.Dispose();
        Assert.Throws<ObjectDisposedException>(compiled.Create);
        Assert.Equal(["still 1"], Started(strategy));
    }

    [Fact]
    public void An_exception_in_a_callback_tells_file_and_line()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("failing.cs", """
            class Failing : Strategy
            {
                public override void OnTimer(int id)
                {
                    long due = Context.NowNs / id;
                    Context.SetTimer(id, due);
                }
            }
            """);
        using CompiledStrategy compiled = StrategyFile.Compile(path);
        Strategy strategy = compiled.Create();
        _ = new Desk(strategy);
        Exception error = Assert.Throws<DivideByZeroException>(() => strategy.OnTimer(0));
        Assert.Contains($"at Failing.OnTimer(Int32 id) in {path}:line 5", error.StackTrace);
    }

    private static string Logging(string word) =>
        $"class A : Strategy {{ static int _count; public override void OnStart() => Context.Log(\"{word} \" + ++_count); }}";

    private static List<string> Started(Strategy strategy)
    {
        var desk = new Desk(strategy);
        strategy.OnStart();
        return desk.Asked;
    }
}
