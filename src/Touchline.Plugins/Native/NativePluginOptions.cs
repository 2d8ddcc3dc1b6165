namespace Touchline.Plugins;

/// <summary>What is started, and where.</summary>
public sealed record NativePluginOptions
{
    /// <summary>The library: .so, .dll or .dylib.</summary>
    public required string Library { get; init; }

    /// <summary>Null: within this process. Else how to start a child process for it: a program, arguments that make it Touchline's, if any, without the verb.</summary>
    public IReadOnlyList<string>? ChildProgram { get; init; }

    public PluginHostOptions Host { get; init; } = new();

    /// <summary>Of <see cref="NativePlugin.TryRestart"/>.</summary>
    public int MostRestartsPerMinute { get; init; } = 3;

    /// <summary>A child that doesn't count on its heart-beat for so long is killed; it counts every 20 ms.</summary>
    public int HeartbeatLimitMs { get; init; } = 5_000;

    /// <summary>A child that hasn't loaded its library by then is killed.</summary>
    public int StartLimitMs { get; init; } = 30_000;
}
