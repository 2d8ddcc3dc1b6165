using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>What makes two runs differ or goes around the context is refused like a compile error.</summary>
public sealed class ForbiddenNamesTests
{
    [Theory]
    [InlineData("DateTime.Now", "DateTime.Now", "Context.NowNs")]
    [InlineData("DateTime.UtcNow", "DateTime.UtcNow", "Context.NowNs")]
    [InlineData("DateTime.Today", "DateTime.Today", "Context.NowNs")]
    [InlineData("DateTime.UnixEpoch.ToLocalTime()", "DateTime.ToLocalTime", "machine")]
    [InlineData("DateTimeOffset.Now", "DateTimeOffset.Now", "Context.NowNs")]
    [InlineData("DateTimeOffset.UtcNow", "DateTimeOffset.UtcNow", "Context.NowNs")]
    [InlineData("DateTimeOffset.UnixEpoch.ToLocalTime()", "DateTimeOffset.ToLocalTime", "machine")]
    [InlineData("DateTimeOffset.UnixEpoch.LocalDateTime", "DateTimeOffset.LocalDateTime", "machine")]
    [InlineData("TimeZoneInfo.Local", "TimeZoneInfo.Local", "machine")]
    [InlineData("TimeProvider.System", "TimeProvider.System", "Context.NowNs")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()", "Stopwatch.GetTimestamp", "Context.NowNs")]
    [InlineData("Environment.TickCount", "Environment.TickCount", "Context.NowNs")]
    [InlineData("Environment.TickCount64", "Environment.TickCount64", "Context.NowNs")]
    [InlineData("Environment.GetEnvironmentVariable(\"HOME\")", "Environment.GetEnvironmentVariable", "machine")]
    [InlineData("AppContext.BaseDirectory", "AppContext.BaseDirectory", "machine")]
    [InlineData("AppDomain.CurrentDomain", "AppDomain.CurrentDomain", "machine")]
    [InlineData("new Random(1)", "Random", "Context.Random")]
    [InlineData("Random.Shared.Next()", "Random.Shared", "Context.Random")]
    [InlineData("Guid.NewGuid()", "Guid.NewGuid", "Context.Random")]
    [InlineData("Guid.CreateVersion7()", "Guid.CreateVersion7", "Context.Random")]
    [InlineData("new[] { 1, 2 }.Shuffle().First()", "Enumerable.Shuffle", "Context.Random")]
    [InlineData("new System.Threading.Thread(() => { })", "Thread", "SetTimer")]
    [InlineData("System.Threading.Tasks.Task.Run(() => 1)", "Task.Run", "SetTimer")]
    [InlineData("new System.Threading.Lock()", "Lock", "SetTimer")]
    [InlineData("Console.ReadLine()", "Console.ReadLine", "Context.Log")]
    [InlineData("System.IO.File.ReadAllText(\"a\")", "File.ReadAllText", "parameters")]
    [InlineData("System.Net.WebUtility.UrlEncode(\"a\")", "WebUtility.UrlEncode", "parameters")]
    [InlineData("System.Text.Json.JsonSerializer.Serialize(1)", "JsonSerializer.Serialize", "parameters")]
    [InlineData("System.Reflection.Assembly.GetExecutingAssembly()", "Assembly.GetExecutingAssembly", "name the types")]
    [InlineData("typeof(A).GetMethod(\"Make\")", "Type.GetMethod", "name the types")]
    [InlineData("typeof(A).GetFields()", "Type.GetFields", "name the types")]
    [InlineData("typeof(A).Assembly", "Type.Assembly", "name the types")]
    [InlineData("Type.GetType(\"A\")", "Type.GetType", "name the types")]
    [InlineData("Activator.CreateInstance(typeof(A))", "Activator.CreateInstance", "name the types")]
    [InlineData("((Func<int>)(() => 1)).DynamicInvoke()", "Delegate.DynamicInvoke", "name the types")]
    [InlineData("System.Runtime.Loader.AssemblyLoadContext.Default", "AssemblyLoadContext.Default", "name the types")]
    [InlineData("System.Runtime.InteropServices.Marshal.AllocHGlobal(8)", "Marshal.AllocHGlobal", "machine")]
    [InlineData("System.Runtime.InteropServices.NativeLibrary.Load(\"c\")", "NativeLibrary.Load", "machine")]
    public void What_is_not_for_strategies_is_told_with_its_place(string expression, string name, string advice)
    {
        string[] lines = Sources.ErrorOf($"class A : Strategy\n{{\n    object Make() => {expression};\n}}").Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal("test.cs doesn't compile", lines[0]);
        int column = "    object Make() => ".Length + expression.LastIndexOf(name.Split('.')[^1], StringComparison.Ordinal) + 1;
        Assert.StartsWith($"test.cs(3,{column}): {name} isn't for strategies: ", lines[1]);
        Assert.Contains(advice, lines[1]);
    }

    [Theory]
    [InlineData("[System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Method)] static extern int F(string s);", "UnsafeAccessorAttribute")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"c\")] static extern int F();", "DllImportAttribute")]
    public void An_attribute_that_leads_out_is_refused(string member, string name) =>
        Assert.Contains($": {name} isn't for strategies: ", Sources.ErrorOf($"class A : Strategy {{ {member} }}"));

    [Theory]
    [InlineData("using static System.DateTime; class A : Strategy { object F() => UtcNow; }", "DateTime.UtcNow")]
    [InlineData("using R = System.Random; class A : Strategy { R _r; }", "Random")]
    [InlineData("class A : Strategy { Random _r = new(); }", "Random")]
    [InlineData("class A : Strategy { Func<DateTime> F(Func<Guid> g) => g == Guid.NewGuid ? null : null; }", "Guid.NewGuid")]
    [InlineData("class A : Strategy { List<System.IO.Stream> _all; }", "Stream")]
    [InlineData("class A : Strategy { async System.Threading.Tasks.Task<int> F() => 1; }", "Task")]
    public void Another_way_to_write_it_is_found_too(string text, string name) =>
        Assert.Contains($": {name} isn't for strategies: ", Sources.ErrorOf(text));

    [Fact]
    public void All_uses_are_told_in_the_order_of_the_file_once_a_line()
    {
        string[] lines = Sources.ErrorOf("class A : Strategy {\nlong F() => DateTime.UtcNow.Ticks + DateTime.Now.Ticks;\nRandom _r = new Random();\n}").Split('\n');
        Assert.Equal(["test.cs(2,22): DateTime.UtcNow", "test.cs(3,1): Random"], lines.Skip(1).Select(l => l[..l.IndexOf(" isn't", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Errors_of_the_compiler_come_first() =>
        Assert.DoesNotContain("isn't for strategies", Sources.ErrorOf("class A : Strategy { Random _r; Missing _m; }"));

    [Fact]
    public void What_only_computes_is_allowed()
    {
        using CompiledStrategy compiled = Sources.Compile("""
            class A : Strategy
            {
                // Dates that are given, a name that only looks like one, and the word in a comment: DateTime.UtcNow.
                private readonly DateTime _since = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
                private sealed class File { public static int Now => 3; }

                public override void OnStart()
                {
                    double chance = Context.Random.NextDouble();
                    DateTime now = DateTime.UnixEpoch.AddTicks(Context.NowNs / 100);
                    GC.KeepAlive(new SeededRandom(1));
                    Context.Log($"{GetType().Name} {typeof(A).FullName} {File.Now} {chance < 1} {now.Year} {_since.Year} {Guid.Empty == default}");
                }
            }
            """);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnStart();
        Assert.Equal(["A A 3 True 1970 2024 True"], desk.Asked);
    }

    [Theory]
    [InlineData("TouchQuoter.cs")]
    [InlineData("ImpulseFollower.cs")]
    public void The_samples_are_allowed(string name) => StrategyFile.Compile(Sources.Sample(name)).Dispose();
}
