using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>What a strategy's source can name, and what it can't.</summary>
public sealed class VisibilityTests
{
    [Fact]
    public void The_framework_s_computing_parts_are_there()
    {
        using CompiledStrategy compiled = Sources.Compile("""
            using System.Collections.Concurrent;
            using System.Collections.Frozen;
            using System.Collections.Immutable;
            using System.Collections.ObjectModel;
            using System.Globalization;
            using System.Numerics;
            using System.Runtime.InteropServices;
            using System.Runtime.Intrinsics;
            using System.Text;
            using System.Text.RegularExpressions;

            class Wide : Strategy
            {
                private readonly PriorityQueue<int, int> _queue = new();
                private readonly ConcurrentDictionary<string, int> _shared = new();
                private readonly ObservableCollection<int> _seen = [];

                public override void OnStart()
                {
                    _queue.Enqueue(3, 1);
                    _shared["a"] = 1;
                    _seen.Add(1);
                    int[] weights = [1, 2, 3];
                    ImmutableArray<int> doubled = [.. weights.Select(w => w * 2)];
                    Span<byte> bytes = stackalloc byte[8];
                    MemoryMarshal.Write(bytes, 1L);
                    string text = new StringBuilder().Append(Regex.Replace("a-b", "-", "+")).Append(BigInteger.Pow(2, 70)).ToString();
                    Vector4 v = Vector4.One + Vector4.One;
                    Vector128<int> w = Vector128.Create(1) + Vector128.Create(2);
                    _count++;
                    var frozen = new[] { 1, 2 }.ToFrozenSet();
                    foreach ((int index, Instrument instrument) in Context.Instruments.Index())
                        Context.Log(string.Join(" ", index, instrument, doubled.Sum(), text, v.X, w[0], bytes[0], frozen.Count, _count, _queue.Dequeue()));
                }

                private int _count;
            }
            """);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnStart();
        Assert.Equal(["0 X@test 12 a+b1180591620717411303424 2 3 1 2 1 3"], desk.Asked);
    }

    [Fact]
    public void The_rest_of_the_program_is_not_seen()
    {
        // It is here, in this very process.
        Assert.Equal("Touchline.Trading", typeof(Trading.Engine).Assembly.GetName().Name);
        Assert.Contains("CS0234", Sources.ErrorOf("using Touchline.Trading;\nclass A : Strategy { }"));
        Assert.Contains("CS0234", Sources.ErrorOf("class A : Strategy { object _x = typeof(Touchline.Trading.Engine); }"));
        Assert.Contains("CS0234", Sources.ErrorOf("class A : Strategy { object _x = typeof(Touchline.Plugins.StrategyFile); }"));
        Assert.Contains("CS0234", Sources.ErrorOf("class A : Strategy { object _x = typeof(Microsoft.CodeAnalysis.SyntaxTree); }"));
        Assert.Contains("CS0246", Sources.ErrorOf("class A : Strategy { Xunit.Assert _x; }"));
    }

    [Fact]
    public void The_network_is_not_seen() =>
        Assert.Contains("CS0234", Sources.ErrorOf("class A : Strategy { object _x = new System.Net.Http.HttpClient(); }"));

    // In Core only the trading assembly can make one.
    private const string MakesAnApproval = "class A : Strategy { object _x = new ApprovedOrder(new OrderId(1), NewOrder.Limit(0, Side.Buy, new Price(1), new Quantity(1))); }";

    [Fact]
    public void An_approval_can_not_be_made()
    {
        Assert.Contains("CS1729", Sources.ErrorOf(MakesAnApproval));
        Assert.False(Value("class A : Strategy { public override void OnStart() => Context.Log(default(ApprovedOrder).IsApproved.ToString()); }"));
    }

    [Theory]
    [InlineData("IgnoresAccessChecksTo", "Touchline.Core")]
    [InlineData("InternalsVisibleTo", "Touchline.Core")]
    [InlineData("InternalsVisibleTo", "Touchline.Trading")]
    public void An_attribute_doesn_t_open_what_is_internal(string attribute, string assembly) => Assert.Contains("CS1729", Sources.ErrorOf($$"""
        [assembly: System.Runtime.CompilerServices.{{attribute}}("{{assembly}}")]
        {{MakesAnApproval}}
        namespace System.Runtime.CompilerServices
        {
            [AttributeUsage(AttributeTargets.Assembly)]
            class IgnoresAccessChecksToAttribute(string name) : Attribute { public string Name => name; }
        }
        """));

    [Fact]
    public void The_assembly_s_name_is_nobody_s_friend()
    {
        using CompiledStrategy one = Sources.Compile(Sources.Smallest), two = Sources.Compile(Sources.Smallest);
        string[] names = [.. new[] { one, two }.Select(c => c.Create().GetType().Assembly.GetName().Name!)];
        Assert.NotEqual(names[0], names[1]);
        Assert.All(names, n => Assert.Matches("^Strategy_[0-9]+$", n));
    }

    [Fact]
    public void Unsafe_code_does_not_compile() =>
        Assert.Contains("CS0227", Sources.ErrorOf("class A : Strategy { unsafe void F(int* x) { } }"));

    private static bool Value(string text)
    {
        using CompiledStrategy compiled = Sources.Compile(text);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnStart();
        return bool.Parse(desk.Asked[0]);
    }
}
