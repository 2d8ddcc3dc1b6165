using System.Globalization;
using Touchline.Core;

namespace Touchline.Plugins.Tests;

/// <summary>Code that is too much for the compiler is an error; the program goes on.</summary>
public sealed class CompileLimitTests
{
    private const int Deep = 100_000;

    // Each of these would overflow the stack of an ordinary thread, or of the compiler, were nobody looking.
    public static TheoryData<string, string> DeepSources => new()
    {
        { "parentheses", $"int _x = {Repeat("(", Deep)}1{Repeat(")", Deep)};" },
        { "blocks", $"void F() {Repeat("{", Deep)}{Repeat("}", Deep)}" },
        { "open brackets", $"int _x = {Repeat("[", Deep)}" },
        { "interpolations", $"string _x = {Repeat("$\"{", Deep)}1{Repeat("}\"", Deep)};" },
        { "not", $"bool _x = {Repeat("!", Deep)}true;" },
        { "minus", $"int _x = {Repeat("- ", Deep)}1;" },
        { "sums", $"int _x = 1{Repeat("+1", Deep)};" },
        { "casts", $"int _x = {Repeat("(int)", Deep)}1;" },
        { "conditions", $"int _x = {Repeat("true?1:", Deep)}1;" },
        { "defaults", $"string _x = {Repeat("null??", Deep)}null;" },
        { "assignments", $"int F(int a) => {Repeat("a=", Deep)}1;" },
        { "lambdas", $"object _x = {Repeat("a=>", Deep)}1;" },
        { "members", $"object _x = a{Repeat(".a", Deep)};" },
        { "calls", $"object _x = a{Repeat(".a()", Deep / 2)};" },
        { "type arguments", $"{Repeat("List<", Deep)}int{Repeat(">", Deep)} _x;" },
        { "arrays", $"int{Repeat("[]", Deep)} _x;" },
        { "ifs", $"void F() {{ {Repeat("if(true)", Deep)}; }}" },
        { "else ifs", $"void F() {{ {Repeat("if(true);else ", Deep / 3)}; }}" },
        { "labels", $"void F() {{ {Repeat("a:", Deep)}; }}" },
        { "patterns", $"bool F(object o) => o is {Repeat("not ", Deep)}null;" },
        { "or patterns", $"bool F(object o) => o is 1{Repeat(" or 1", Deep)};" },
        { "queries", $"object _x = {Repeat("from a in ", Deep / 4)}b{Repeat(" select a", Deep / 4)};" },
        { "classes", $"{Repeat("class B{", Deep)}{Repeat("}", Deep)}" },
        { "names", $"a{Repeat(".a", Deep)} _x;" },
        { "directives", Repeat("\n#if true", Deep / 2) + Repeat("\n#endif", Deep / 4) },
        { "conditions of directives", $"\n#if {Repeat("(", Deep)}true{Repeat(")", Deep)}\n#endif\n" },
        { "type arguments after a comparison", $"bool F(int a) => a < 1; {Repeat("List<", Deep)}int _x;" },
        { "references", $"int F() {{ {Repeat("ref ", Deep / 10)}int x; }}" },
        { "ranges", $"object _x = {Repeat("..", Deep)}1;" },
        { "from the end", $"object _x = {Repeat("^", Deep)}1;" },
        { "throws", $"object _x = {Repeat("throw ", Deep)}1;" },
        { "fors", $"void F() {{ {Repeat("for(;;)", Deep)}; }}" },
        { "dos", $"void F() {{ {Repeat("do ", Deep)}; }}" },
        { "usings", $"void F() {{ {Repeat("using(null)", Deep / 2)}; }}" },
        { "locks", $"void F() {{ {Repeat("lock(this)", Deep / 2)}; }}" },
        { "nullables", $"int{Repeat("?", Deep)} _x;" },
        { "pointers", $"int{Repeat("*", Deep)} _x;" },
        { "awaits", $"async void F() {{ {Repeat("await ", Deep)}1; }}" },
        { "indices", $"object _x = a{Repeat("[0]", Deep)};" },
        { "conditional accesses", $"object _x = a{Repeat("?.a", Deep)};" },
        { "suppressions", $"object _x = a{Repeat("!", Deep)};" },
        { "as", $"object _x = 1{Repeat(" as object", Deep / 2)};" },
        { "switches", $"object _x = 1{Repeat(" switch{}", Deep / 2)};" },
        { "withs", $"object _x = 1{Repeat(" with{}", Deep / 2)};" },
        { "local functions", $"void F() {{ {Repeat("void G()=>", Deep / 20)}1; }}" },
        { "delegates", $"object _x = {Repeat("delegate*<", Deep / 2)}int;" },
        { "quotation marks", $"object _x = {Repeat("\"", Deep)};" },
        { "attributes", $"{Repeat("[A]", Deep / 10)} int _x;" },
        { "a name", $"int {Repeat("a", 6 * Deep)} = b;" },
        { "negated directives", $"\n#if {Repeat("!", Deep)}true\n#endif\n" },
    };

    [Theory]
    [MemberData(nameof(DeepSources))]
    public void Deep_nesting_is_an_error_and_no_crash(string what, string member)
    {
        IReadOnlyList<StrategyDiagnostic> found = StrategyFile.Check("a.cs", $"class A : Strategy {{ {member} }}");
        Assert.True(found.Any(d => d.IsError), what);
    }

    [Theory]
    [InlineData(990, false)]
    [InlineData(1_010, true)]
    public void A_thousand_levels_compile(int terms, bool isTooDeep)
    {
        IReadOnlyList<StrategyDiagnostic> found = StrategyFile.Check("a.cs", $"class A : Strategy {{ int F(int a) => a{Repeat("+a", terms)}; }}");
        Assert.Equal(isTooDeep ? ["TL0002"] : [], found.Select(d => d.Code));
    }

    [Fact]
    public void Lambdas_in_lambdas_are_few()
    {
        string Source(int deep) => $"class A : Strategy {{ object F() => {Repeat("G(a => ", deep)}1{Repeat(")", deep)}; static int G(Func<int, int> f) => 1; static int G(Func<string, int> f) => 1; static int G(Func<long, int> f) => 1; }}";
        Assert.DoesNotContain(StrategyFile.Check("a.cs", Source(3)), d => d.Code == "TL0002");
        StrategyDiagnostic found = Assert.Single(StrategyFile.Check("a.cs", Source(30)));
        Assert.Equal(("TL0002", "lambdas nested more than 6 deep; make methods of them"), (found.Code, found.Message));
    }

    [Fact]
    public void What_takes_longer_than_its_limit_is_given_up()
    {
        string source = $"class A : Strategy {{ {string.Concat(Enumerable.Range(0, 4_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"object M{i}(int a) => new[] {{ a, {i} }}.Select(b => b + a).ToList();\n")))} }}";
        var hasty = new StrategyRules { Limit = TimeSpan.FromMilliseconds(1) };
        string message = Assert.Throws<BadInputException>(() => StrategyFile.Check("a.cs", source, hasty)).Message;
        Assert.Equal("a.cs takes more than 0.001 s to compile and was given up; make it smaller, or its expressions and types simpler, and see that its constructor returns", message);
        Assert.Empty(StrategyFile.Check("a.cs", Sources.Smallest));
    }

    [Fact]
    public void One_that_never_ends_holds_nobody_up_until_too_many_do()
    {
        using var end = new ManualResetEventSlim();
        using var ended = new CountdownEvent(CompileThread.Most);
        int Endless(CancellationToken stop)
        {
            end.Wait(CancellationToken.None);
            ended.Signal();
            return 1;
        }

        var limit = new StrategyRules { Limit = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.FromMilliseconds(50) };
        for (int i = 0; i < CompileThread.Most; i++)
            Assert.Contains("was given up", Assert.Throws<BadInputException>(() => CompileThread.Run("a.cs", limit, Endless, CancellationToken.None)).Message);
        Assert.Contains($"{CompileThread.Most} others are under way", Assert.Throws<BadInputException>(() => CompileThread.Run("a.cs", limit, _ => 1, CancellationToken.None)).Message);
        end.Set();
        ended.Wait();
        Assert.Equal(3, CompileThread.Run("a.cs", StrategyRules.Usual, _ => 3, CancellationToken.None));
    }

    [Fact]
    public void Who_gets_no_processor_has_longer()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var never = new ManualResetEventSlim();
        Assert.Equal(3, CompileThread.Run("a.cs", new StrategyRules { Limit = TimeSpan.FromMilliseconds(500) }, stop => never.Wait(TimeSpan.FromSeconds(1), CancellationToken.None) ? 0 : 3, CancellationToken.None));
    }

    [Fact]
    public void Who_only_waits_is_given_up_all_the_same()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string message = Assert.Throws<BadInputException>(() => CompileThread.Run("a.cs", new StrategyRules { Patience = TimeSpan.FromMilliseconds(400) }, stop => stop.WaitHandle.WaitOne(), CancellationToken.None)).Message;
        Assert.StartsWith("a.cs isn't compiled after 0.4", message, StringComparison.Ordinal);
        Assert.Contains("the constructor waits for something", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Processor_time_is_counted()
    {
        if (!OperatingSystem.IsLinux())
            return;
        long turns = 0;
        string message = Assert.Throws<BadInputException>(() => CompileThread.Run("a.cs", new StrategyRules { Limit = TimeSpan.FromMilliseconds(200) }, stop =>
        {
            while (!stop.IsCancellationRequested)
                turns++;
            return turns;
        }, CancellationToken.None)).Message;
        Assert.StartsWith("a.cs takes more than 0.2 s to compile", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_cancels_is_told_so()
    {
        using var cancel = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        var canceller = new Thread(() =>
        {
            begun.Wait();
            cancel.Cancel();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => CompileThread.Run("a.cs", StrategyRules.Usual, stop =>
        {
            begun.Set();
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return 1;
        }, cancel.Token));
        canceller.Join();
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
