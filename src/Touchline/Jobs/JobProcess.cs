using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Touchline.Commands;

namespace Touchline.Jobs;

/// <summary>This very program once more, for one job: in a folder and with settings of its own, and nothing of the session's environment; behind everything else that wants the processor.</summary>
internal sealed class JobProcess : IDisposable
{
    public const string ConfigurationFile = "job.json";
    public const string ResultFile = "result.json";

    private const string Own = "touchline: ";
    private const string Nice = "/usr/bin/nice";
    private const int MostErrorChars = 4000;
    private const int MostLineChars = 2000;
    private const int Terminate = 15;

    // What the runtime needs to start; keys, pass phrases and settings are none of a job's business.
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "TEMP"];

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Action<double> _progress;
    private readonly Thread _reader;

    /// <param name="folder">Where its configuration is, and its result goes.</param>
    /// <param name="progress">Gets how far it is, from a thread of its own.</param>
    /// <exception cref="IOException">It can't be started.</exception>
    public JobProcess(string folder, JobOrder order, Action<double> progress)
    {
        _progress = progress;
        try
        {
            _process = Process.Start(Info(folder, order)) ?? throw new IOException("the job's process didn't start");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"the job's process can't be started: {e.Message}", e);
        }

        // The table that it prints is nobody's.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _reader = new Thread(ReadError) { IsBackground = true, Name = "job output" };
        _reader.Start();
    }

    /// <summary>Why it failed, in its own words; without them the newest of all that it said.</summary>
    public string Error
    {
        get
        {
            string[] lines;
            lock (_error)
                lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return Array.FindLast(lines, l => l.StartsWith(Own, StringComparison.Ordinal)) is { } own ? own[Own.Length..] : string.Join('\n', lines);
        }
    }

    /// <summary>Waits for its end. Null: it hasn't ended in time.</summary>
    public int? Wait(int ms)
    {
        if (!_process.WaitForExit(ms))
            return null;
        _reader.Join(ms);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end.</summary>
    public void Ask()
    {
        if (OperatingSystem.IsWindows() || _process.HasExited || Kill(_process.Id, Terminate) != 0)
            End();
    }

    /// <summary>Ends it, whatever it does.</summary>
    public void End()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo Info(string folder, JobOrder order)
    {
        string program = Environment.ProcessPath ?? throw new IOException("the program doesn't know where it is, so it can't start a job");
        bool isNice = File.Exists(Nice);
        var info = new ProcessStartInfo(isNice ? Nice : program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        if (isNice)
        {
            info.ArgumentList.Add("-n");
            info.ArgumentList.Add("19");
            info.ArgumentList.Add(program);
        }

        // Started by the runtime's own program it needs to be told what to run.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "touchline.dll"));
        foreach (string argument in (string[])[order.Verb, "--config", ConfigurationFile, "--json", ResultFile, .. order.Arguments])
            info.ArgumentList.Add(argument);
        foreach (string name in info.Environment.Keys.ToArray())
        {
            if (!Inherited.Contains(name) && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
                info.Environment.Remove(name);
        }

        info.Environment[JobChild.Variable] = "1";
        return info;
    }

    private void ReadError()
    {
        try
        {
            while (ReadLine() is { } line)
            {
                if (JobChild.Read(line) is { } share)
                    _progress(share);
                else
                    Keep(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was ended while its output was read.
        }
    }

    // However long a line is, only its beginning is kept.
    private string? ReadLine()
    {
        var line = new StringBuilder();
        int c;
        while ((c = _process.StandardError.Read()) >= 0 && c != '\n')
        {
            if (line.Length < MostLineChars)
                line.Append((char)c);
        }

        return c < 0 && line.Length == 0 ? null : line.ToString();
    }

    private void Keep(string line)
    {
        lock (_error)
        {
            _error.Append(line).Append('\n');
            if (_error.Length > MostErrorChars)
                _error.Remove(0, _error.Length - MostErrorChars);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
