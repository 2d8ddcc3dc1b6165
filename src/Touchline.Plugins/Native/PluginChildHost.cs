using System.Diagnostics;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>The child's process: loads the plug-in, counts on its heart-beat, and ends with the plug-in, or with its parent.</summary>
public static class PluginChildHost
{
    /// <summary>What the program is started with to be it.</summary>
    public const string Verb = "plugin-host";

    private const int BeatMs = 20;

    /// <summary>Returns when the plug-in is over; doesn't return when it is stuck or the parent has died, but ends the process.</summary>
    /// <param name="memory">The file that the parent has made.</param>
    /// <param name="parent">Open for as long as the parent lives: standard input.</param>
    /// <exception cref="BadInputException">The file is none. What is wrong with the library the parent is told.</exception>
    public static void Run(string memory, string library, PluginHostOptions options, Stream parent, TimeProvider time)
    {
        // Never given back: the plug-in's threads may look there up to the end.
        PluginMemory block = PluginMemory.Open(memory);
        PluginHost host;
        try
        {
            host = new PluginHost(block, library, options, time);
        }
        catch (BadInputException e)
        {
            block.Why = e.Message;
            block.State = PluginState.Failed;
            block.WakeOwner();
            return;
        }

        host.Start();
        new Thread(() => EndWith(parent, host, options.StopLimitMs)) { IsBackground = true, Name = "parent watch" }.Start();
        while (!host.WaitForEnd(BeatMs))
        {
            block.CountBeat();
            if (block.IsClosing)
                host.End();
        }

        if (block.State == PluginState.Stuck)
            EndProcess();
    }

    private static void EndWith(Stream parent, PluginHost host, int stopLimitMs)
    {
        try
        {
            while (parent.ReadByte() >= 0)
            {
            }
        }
        catch (IOException)
        {
            // It is gone too.
        }

        host.End();
        host.WaitForEnd(stopLimitMs);
        EndProcess();
    }

    // At once, whatever its threads do: an orderly end would wait for them.
    private static void EndProcess() => Process.GetCurrentProcess().Kill();
}
