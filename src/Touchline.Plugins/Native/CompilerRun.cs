using System.Diagnostics;
using System.Text;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>One run of an installed compiler: bounded in time and in what is kept of its words; what it has started ends with it.</summary>
internal static class CompilerRun
{
    /// <summary>At once.</summary>
    public const int Most = 4;

    private const int MostChars = 256 * 1024;
    private const int LookMs = 50;
    private const int MostReadMs = 1_000;

    // Keys, pass phrases and settings are none of a compiler's business.
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP", "RUSTUP_HOME", "CARGO_HOME", "RUSTUP_TOOLCHAIN"];

    private static readonly SemaphoreSlim Free = new(Most);

    /// <param name="path">For messages.</param>
    /// <returns>What it said, and whether it ended well.</returns>
    /// <exception cref="BadInputException">It takes too long, or can't be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (string Said, bool IsGood) Run(string path, string program, IReadOnlyList<string> arguments, string folder, int limitMs, CancellationToken cancel)
    {
        if (!Free.Wait(limitMs, cancel))
            throw new BadInputException($"{path} can't be compiled now: {Most} others are under way, and none has ended within {limitMs:N0} ms; try again later");
        try
        {
            using Process process = Start(path, program, arguments, folder);
            var said = new StringBuilder();
            Thread[] readers = [Reader(process.StandardOutput, said), Reader(process.StandardError, said)];
            WaitForEnd(path, process, limitMs, cancel);
            foreach (Thread reader in readers)
                reader.Join(MostReadMs);
            lock (said)
                return (said.ToString(), process.ExitCode == 0);
        }
        finally
        {
            Free.Release();
        }
    }

    private static Process Start(string path, string program, IReadOnlyList<string> arguments, string folder)
    {
        var info = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (string name in info.Environment.Keys.Where(n => !Inherited.Contains(n)).ToArray())
            info.Environment.Remove(name);
        // Words that are read here.
        info.Environment["LC_ALL"] = "C";
        try
        {
            Process process = Process.Start(info)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadInputException($"{path} can't be compiled: {program} can't be started ({e.Message})", e);
        }
    }

    private static void WaitForEnd(string path, Process process, int limitMs, CancellationToken cancel)
    {
        for (int waited = 0; !process.WaitForExit(LookMs); waited += LookMs)
        {
            if (waited < limitMs && !cancel.IsCancellationRequested)
                continue;
            ProcessEnd.Kill(process);
            process.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            throw new BadInputException($"{path} takes more than {limitMs / 1000.0:0.###} s to compile and was given up; make it smaller");
        }
    }

    // What doesn't fit is read and forgotten, so that the compiler never waits.
    private static Thread Reader(StreamReader from, StringBuilder said)
    {
        var thread = new Thread(() =>
        {
            char[] buffer = new char[4096];
            try
            {
                while (from.Read(buffer) is > 0 and int count)
                {
                    lock (said)
                        said.Append(buffer, 0, Math.Min(count, MostChars - said.Length));
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It was ended while its words were read.
            }
        })
        { IsBackground = true, Name = "compiler output" };
        thread.Start();
        return thread;
    }
}
