using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>How a native plug-in is hosted; the same within this process and in a child.</summary>
public sealed record PluginHostOptions
{
    /// <summary>How <c>recv</c> waits. <see cref="RingWaiting.Block"/> looks for 50 µs without a pause, then sleeps until it is woken.</summary>
    public RingWaiting Waiting { get; init; } = RingWaiting.Block;

    /// <summary>From <c>stop</c> until <c>run</c> has to have returned.</summary>
    public int StopLimitMs { get; init; } = 5_000;
}
