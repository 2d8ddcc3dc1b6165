using System.ComponentModel;
using System.Diagnostics;

namespace Touchline.Plugins;

/// <summary>Ends child processes.</summary>
internal static class ProcessEnd
{
    /// <summary>At once, with all that it has started and that we may end.</summary>
    public static void Kill(Process process) => Try(() => process.Kill(entireProcessTree: true));

    /// <summary>Does what may come too late, or be refused of what a child has started: a process of another user isn't ours to end.</summary>
    public static void Try(Action kill)
    {
        try
        {
            kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile, or goes on: who waits for its end sees which.
        }
    }
}
