using System.Diagnostics;

namespace Touchline.EndToEnd.Tests;

/// <summary>The program as a user starts it: a process of its own.</summary>
internal static class TouchlineProgram
{
    public static string Dll => Path.Combine(AppContext.BaseDirectory, "touchline.dll");

    public static Outcome Run(params string[] arguments) => RunIn(null, [], arguments);

    /// <summary>In another folder and with more variables in its environment.</summary>
    public static Outcome RunIn(string? folder, Dictionary<string, string> environment, params string[] arguments)
    {
        return Run(Info(folder, environment, arguments));
    }

    /// <summary>As it is told to be started.</summary>
    public static Outcome Run(ProcessStartInfo info)
    {
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience.Most))
        {
            process.Kill();
            throw new TimeoutException($"touchline {string.Join(' ', info.ArgumentList)} didn't end");
        }

        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    public static Process Start(params string[] arguments) => Start(null, [], arguments);

    private static Process Start(string? folder, Dictionary<string, string> environment, string[] arguments) => Process.Start(Info(folder, environment, arguments))!;

    /// <summary>How it is started.</summary>
    public static ProcessStartInfo Info(string? folder, Dictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        // The tests' own, which the program would take for a setting.
        info.Environment.Remove("TOUCHLINE_LONG_PROGRESS");
        foreach ((string name, string value) in environment)
            info.Environment[name] = value;
        info.ArgumentList.Add(Dll);
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        return info;
    }
}

internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>One clear line on standard error, exit code 2, no stack trace.</summary>
    public void AssertWrongInput(string part)
    {
        Assert.Equal(2, ExitCode);
        Assert.Contains(part, Error);
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
    }

    public void AssertDone() => Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
}
