using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What a thousand replacements leave in memory. Alone: others' memory would be counted too.</summary>
[Collection(nameof(Alone))]
public sealed class ManyReloadsTests : IDisposable
{
    private const long StepNs = 6_000_000_000;
    private const string Text = "class A : Strategy { public override void OnStart() => Context.SetTimer(1, Context.NowNs + 1); public override void OnTimer(int id) => Context.Metric(\"times\", 1); }";

    // Every so many a version is compiled as a session compiles it; those between are the same image, loaded anew: that is what has to go away.
    private const int CompiledEvery = 25;

    private readonly StrategyAssembly _image = StrategyCompilation.Emit("mm.cs", Text, StrategyRules.Usual, CancellationToken.None).Assembly!;
    private readonly SessionVersions _versions = new();
    private readonly List<WeakReference> _contexts = [];
    private Engine _engine = null!;
    private long _now;

    public void Dispose() => _versions.Dispose();

    [Fact]
    public void After_1000_replacements_no_old_code_is_alive_and_memory_is_flat()
    {
        Begin();
        for (int i = 0; i < 200; i++)
            Replace(i);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 200; i < 1_000; i++)
            Replace(i);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal($"999-{999:x12}", _engine.Strategies[0].Version);
        for (int tries = 0; tries < 20 && Alive() > 1; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal((1, 1), (Alive(), _versions.Count));
        Assert.True(after - before < 1 << 22, $"{after - before:N0} bytes more after 800 further replacements");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Begin()
    {
        _engine = new Engine([Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One)], [new StrategySetup("mm", Loaded("0-first", isCompiled: true)) { Version = "0-first" }], new RiskLimits()) { Versions = _versions };
        _engine.Start(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Replace(int number)
    {
        string version = $"{number}-{number:x12}";
        Loaded(version, isCompiled: number % CompiledEvery == 0);
        Assert.Null(_engine.OnCommand(EngineCommand.Replace(0, version, closes: number % 2 == 1), _now += StepNs));
        while (_engine.Strategies[0].Replacement!.IsOpen)
            _engine.OnClock(_now += StepNs);
        Assert.Equal(ReplacementStage.Done, _engine.Strategies[0].Replacement!.Stage);
        _versions.Trim(_engine);
        _engine.ClearIntents();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Strategy Loaded(string version, bool isCompiled)
    {
        ReadyVersion ready = isCompiled ? ReadyVersion.Of(new StrategySource("mm.cs", Text, StrategyRules.Usual) { Version = version }, _ => { }, CancellationToken.None) : FromImage(version);
        _versions.Add("mm", ready);
        Strategy made = ready.Create();
        _contexts.Add(new WeakReference(AssemblyLoadContext.GetLoadContext(made.GetType().Assembly)));
        return made;
    }

    private ReadyVersion FromImage(string version)
    {
        var image = new StrategyAssembly(_image.Name, new MemoryStream(_image.Image.ToArray()), new MemoryStream(_image.Symbols.ToArray()));
        CompiledStrategy compiled = CompiledStrategy.Load("mm.cs", image);
        return new ReadyVersion(version, ".cs", Encoding.UTF8.GetBytes(Text), compiled.Create, compiled);
    }

    private int Alive() => _contexts.Count(c => c.IsAlive);
}
