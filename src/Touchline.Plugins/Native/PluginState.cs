namespace Touchline.Plugins;

/// <summary>How far a native plug-in is.</summary>
public enum PluginState
{
    /// <summary>Its library isn't loaded yet.</summary>
    Starting = 0,

    /// <summary>Its <c>run</c> was called.</summary>
    Running = 1,

    /// <summary>It was told to stop, or its <c>run</c> has returned, and what it asked for is being answered.</summary>
    Stopping = 2,

    /// <summary>Its <c>run</c> has returned and its library was unloaded. It can be started again.</summary>
    Ended = 3,

    /// <summary>Its library can't be loaded, or isn't one of a plug-in.</summary>
    Failed = 4,

    /// <summary>It didn't stop in time: it is never unloaded, and all it asks for is refused. Only within this process.</summary>
    Stuck = 5,

    /// <summary>Its process has ended otherwise than by itself, or was killed. It can be started again.</summary>
    Died = 6,
}
