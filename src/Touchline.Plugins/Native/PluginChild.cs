using System.Diagnostics;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>A plug-in in a child process, as its parent sees it. A thread of its own looks at the process and its heart-beat.</summary>
internal sealed class PluginChild : IPluginSeat
{
    private const int LookMs = 20;
    private const int FirstSignal = 128;

    // For the end of its process behind its limit.
    private const int GraceMs = 1_000;

    private static int _made;

    private readonly NativePluginOptions _options;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly Process _process;
    private readonly PluginOutput _output;
    private readonly Thread _watch;
    private volatile bool _isOver;
    private volatile bool _ends;
    private PluginState _end;
    private string _why = "";

    /// <exception cref="IOException">The process or its memory can't be had.</exception>
    public PluginChild(NativePluginOptions options, IReadOnlyList<PluginSymbol> symbols, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _file = Path.Combine(Folder, $"touchline-plugin-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}-{Guid.NewGuid():N}");
        Memory = PluginMemory.Create(_file, symbols);
        try
        {
            _process = Process.Start(Info()) ?? throw new IOException("the plug-in's process didn't start");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            Memory.Dispose();
            File.Delete(_file);
            throw new IOException($"the plug-in's process can't be started: {e.Message}", e);
        }

        _output = new PluginOutput(_process);
        _watch = new Thread(Watch) { IsBackground = true, Name = "plug-in watch" };
        _watch.Start();
    }

    public PluginMemory Memory { get; }

    /// <summary>0 once it is over.</summary>
    public int ProcessId => _isOver ? 0 : _process.Id;

    // What its process says of its end is only taken when the process is gone.
    public PluginState State
    {
        get
        {
            if (_isOver)
                return _end;
            PluginState said = Memory.State;
            return _ends || said > PluginState.Stopping ? PluginState.Stopping : said;
        }
    }

    public string Why => _isOver ? _why : "";

    public void End()
    {
        _ends = true;
        Memory.BeginClosing();
    }

    public void Dispose()
    {
        End();
        _watch.Join();
        Memory.Dispose();
        _process.Dispose();
        File.Delete(_file);
    }

    // In memory where the system has such a folder: pages of a disk's file are written back now and then.
    private static string Folder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private ProcessStartInfo Info()
    {
        IReadOnlyList<string> program = _options.ChildProgram!;
        var info = new ProcessStartInfo(program[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[.. program.Skip(1), PluginChildHost.Verb, "--memory", _file, "--library", Path.GetFullPath(_options.Library), "--waiting", _options.Host.Waiting.ToString(), "--stop-limit-ms", $"{_options.Host.StopLimitMs}"])
            info.ArgumentList.Add(argument);
        ChildEnvironment.Clean(info);
        return info;
    }

    private void Watch()
    {
        long began = _time.GetTimestamp(), beatAt = began, endsAt = 0, beat = Memory.Beat;
        string? killed = null;
        bool hasStarted = false;
        while (!_process.WaitForExit(LookMs))
        {
            long now = _time.GetTimestamp();
            if (Memory.Beat is var counted && counted != beat)
                (beat, beatAt) = (counted, now);
            if (!hasStarted && Memory.State != PluginState.Starting)
            {
                hasStarted = true;
                // Both have it mapped; whatever becomes of them, the file leaves nothing behind.
                if (!OperatingSystem.IsWindows())
                    File.Delete(_file);
            }

            if (_ends && endsAt == 0)
                endsAt = now;
            killed ??= WhyKill(hasStarted, Ms(beatAt, now), Ms(began, now), endsAt == 0 ? 0 : Ms(endsAt, now));
            if (killed is not null)
                ProcessEnd.Kill(_process);
        }

        _output.WaitForEnd();
        Judge(killed);
        _isOver = true;
        Memory.BeginClosing();
        // Nobody else writes there any more. A sleeping owner hears of it.
        Memory.WakeOwner();
    }

    private long Ms(long from, long to) => (long)_time.GetElapsedTime(from, to).TotalMilliseconds;

    private string? WhyKill(bool hasStarted, long silentMs, long sinceMs, long endingMs)
    {
        if (!hasStarted && sinceMs > _options.StartLimitMs)
            return $"its process hadn't loaded {_options.Library} after {_options.StartLimitMs:N0} ms and was killed";
        if (hasStarted && silentMs > _options.HeartbeatLimitMs)
            return $"its process was silent for {_options.HeartbeatLimitMs:N0} ms and was killed";
        return endingMs > _options.Host.StopLimitMs + GraceMs ? Overdue : null;
    }

    private string Overdue => $"its run didn't return within {_options.Host.StopLimitMs:N0} ms of stop; its process was killed";

    private void Judge(string? killed)
    {
        PluginState said = Memory.State;
        int code = _process.ExitCode;
        _end = killed is null && said is PluginState.Ended or PluginState.Failed ? said : PluginState.Died;
        _why = _end switch
        {
            PluginState.Ended => "",
            PluginState.Failed => Memory.Why,
            _ when killed is not null => killed,
            _ when said == PluginState.Stuck => Overdue,
            _ when code > FirstSignal => $"its process ended by signal {code - FirstSignal}{_output.Said}",
            _ => $"its process ended with code {code}{_output.Said}",
        };
    }
}
