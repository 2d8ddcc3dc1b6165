using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Commands;

/// <summary><c>touchline plugin-host</c>: the child process of a native plug-in, or of a strategy in C#. The program starts it itself; docs/native-plugins.md, docs/hot-reload.md.</summary>
internal static class PluginHostCommand
{
    /// <summary>This very program, to be started once more.</summary>
    /// <exception cref="IOException">It doesn't know where it is.</exception>
    public static IReadOnlyList<string> Program
    {
        get
        {
            string program = Environment.ProcessPath ?? throw new IOException("the program doesn't know where it is, so it can't start a plug-in's process");
            // Started by the runtime's own program it needs to be told what to run.
            return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "touchline.dll")] : [program];
        }
    }

    public static Command Create()
    {
        var strategy = new Option<bool>(StrategyProcess.Argument);
        var memory = new Option<string?>("--memory");
        var library = new Option<string?>("--library");
        var waiting = new Option<RingWaiting>("--waiting") { DefaultValueFactory = _ => RingWaiting.Block };
        var stopLimit = new Option<int>("--stop-limit-ms") { DefaultValueFactory = _ => new PluginHostOptions().StopLimitMs };
        var command = new Command(PluginChildHost.Verb, "Run a native plug-in or a strategy for a parent process, which starts this.") { strategy, memory, library, waiting, stopLimit };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // Ctrl-C reaches the whole group of processes; the parent stops its plug-ins in order.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using Stream parent = Console.OpenStandardInput();
            if (parsed.GetValue(strategy))
                return HostStrategy(parent);
            if (parsed.GetValue(memory) is not { } shared || parsed.GetValue(library) is not { } plugin)
                throw new BadInputException("the program starts a plug-in's process itself, and gives it memory and library");
            PluginChildHost.Run(shared, plugin, new PluginHostOptions { Waiting = parsed.GetValue(waiting), StopLimitMs = parsed.GetValue(stopLimit) }, parent, TimeProvider.System);
            return CommandLine.Done;
        });
        return command;
    }

    private static int HostStrategy(Stream parent)
    {
        using Stream output = Console.OpenStandardOutput();
        // What a strategy prints is none of the session's words.
        Console.SetOut(Console.Error);
        if (!OutpostChild.Host(parent, output))
            Process.GetCurrentProcess().Kill();
        return CommandLine.Done;
    }
}
