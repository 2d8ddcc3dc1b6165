using System.Diagnostics;

namespace Touchline.Tests.Monitoring;

/// <summary>A test that asks Prometheus's own promtool: skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    private static readonly string? Tool = Find();

    public PromtoolFactAttribute()
    {
        if (Tool is null)
            Skip = "promtool isn't installed here (Debian, Ubuntu: sudo apt-get install prometheus)";
    }

    /// <summary>Runs it, and gives what it wrote.</summary>
    public static string Run(string folder, string? input, params string[] arguments)
    {
        var info = new ProcessStartInfo(Tool!) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"promtool {string.Join(' ', arguments)}: {text}");
        return text;
    }

    // ./test puts one into artifacts where it isn't installed.
    private static string? Find()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(f => f.Length > 0).Append(Path.Combine(DeployFiles.Root, "artifacts", "prometheus", "usr", "bin"));
        return folders.Select(f => Path.Combine(f, "promtool")).FirstOrDefault(File.Exists);
    }
}
