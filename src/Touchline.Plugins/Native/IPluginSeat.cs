namespace Touchline.Plugins;

/// <summary>Where a plug-in runs, as its owner sees it: within this process, or in a child. For the owner's thread.</summary>
internal interface IPluginSeat : IDisposable
{
    PluginMemory Memory { get; }

    PluginState State { get; }

    /// <summary>Why it failed or died; empty else.</summary>
    string Why { get; }

    /// <summary>Begins its end, and returns at once.</summary>
    void End();
}

/// <summary>Within this process.</summary>
internal sealed class PluginInside : IPluginSeat
{
    // For the end of its threads behind its limit.
    private const int GraceMs = 500;

    private readonly PluginHost _host;
    private readonly int _stopLimitMs;
    private bool _isGone;

    /// <exception cref="Core.BadInputException">It can't be loaded.</exception>
    public PluginInside(NativePluginOptions options, IReadOnlyList<PluginSymbol> symbols, TimeProvider time)
    {
        Memory = PluginMemory.Allocate(symbols);
        try
        {
            _host = new PluginHost(Memory, options.Library, options.Host, time);
        }
        catch
        {
            Memory.Dispose();
            throw;
        }

        _stopLimitMs = options.Host.StopLimitMs;
        _host.Start();
    }

    public PluginMemory Memory { get; }

    public PluginState State => _isGone ? PluginState.Ended : Memory.State;

    public string Why => State == PluginState.Stuck ? $"its run didn't return within {_stopLimitMs:N0} ms of stop; it is never unloaded, and all it asks for is refused" : "";

    public void End() => _host.End();

    // What is stuck keeps its memory: it may look there any time.
    public void Dispose()
    {
        if (_isGone)
            return;
        _host.End();
        if (!_host.WaitForEnd(_stopLimitMs + GraceMs) || State != PluginState.Ended)
            return;
        _isGone = true;
        Memory.Dispose();
    }
}
