using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>A strategy that nobody holds any more is gone, its code included.</summary>
public sealed class UnloadTests
{
    private const int MostCollections = 10;

    [Fact]
    public void A_disposed_strategy_without_instances_is_gone()
    {
        WeakReference[] loaded = Used(Sources.Sample("ImpulseFollower.cs"));
        Assert.Equal(0, AliveAfterCollections(loaded));
    }

    [Fact]
    public void Fifty_versions_one_after_the_other_leave_nothing()
    {
        var loaded = new List<WeakReference>();
        for (int i = 0; i < 50; i++)
            loaded.AddRange(Used(Sources.Sample(i % 2 == 0 ? "TouchQuoter.cs" : "ImpulseFollower.cs")));
        Assert.Equal(100, loaded.Count);
        Assert.Equal(0, AliveAfterCollections(loaded));
    }

    [Fact]
    public void It_stays_as_long_as_an_instance_lives()
    {
        (WeakReference[] loaded, Strategy strategy) = UsedAndKept(Sources.Sample("TouchQuoter.cs"));
        Assert.Equal(2, AliveAfterCollections(loaded));
        Assert.Equal(3, strategy.Parameters.Count);
    }

    [Fact]
    public void A_file_that_has_no_strategy_leaves_nothing_loaded()
    {
        const string Mark = "TouchlineTestOfAFileWithoutAStrategy";
        Sources.ErrorOf($"public class {Mark} {{ }}");
        for (int i = 0; i < MostCollections && IsLoaded(Mark); i++)
            Collect();
        Assert.False(IsLoaded(Mark));
    }

    [Fact]
    public void Exceptions_that_were_looked_at_hold_nothing()
    {
        WeakReference[] loaded = Failed("""
            class Failing : Strategy
            {
                private static bool _isMade;
                public Failing() { if (_isMade) throw new InvalidOperationException("once is enough"); _isMade = true; }
                public override void OnTimer(int id) => throw new InvalidOperationException("in a callback");
            }
            """);
        Assert.Equal(0, AliveAfterCollections(loaded));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Used(string path) => UsedAndKept(path).Loaded;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference[] Loaded, Strategy Strategy) UsedAndKept(string path)
    {
        using CompiledStrategy compiled = StrategyFile.Compile(path);
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnStart();
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnBook(0);
        strategy.OnStop();
        return (LoadedFor(strategy), strategy);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Failed(string text)
    {
        using CompiledStrategy compiled = Sources.Compile(text);
        Strategy strategy = compiled.Create();
        Assert.Contains("Failing.OnTimer", Assert.Throws<InvalidOperationException>(() => strategy.OnTimer(1)).ToString());
        Assert.Contains("once is enough", Assert.Throws<BadInputException>(compiled.Create).ToString());
        return LoadedFor(strategy);
    }

    // The context, and the type for the code in it.
    private static WeakReference[] LoadedFor(Strategy strategy) =>
        [new WeakReference(AssemblyLoadContext.GetLoadContext(strategy.GetType().Assembly)), new WeakReference(strategy.GetType())];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLoaded(string type) =>
        AssemblyLoadContext.All.Any(c => c.IsCollectible && c.Assemblies.Any(a => a.GetType(type) is not null));

    private static int AliveAfterCollections(IReadOnlyList<WeakReference> loaded)
    {
        for (int i = 0; i < MostCollections && loaded.Any(r => r.IsAlive); i++)
            Collect();
        return loaded.Count(r => r.IsAlive);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
