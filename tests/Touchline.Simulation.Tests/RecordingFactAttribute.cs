namespace Touchline.Simulation.Tests;

/// <summary>A test on a real recording below TOUCHLINE_TEST_DATA (default ../shared/data beside the repository); skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file)))
            Skip = $"{PathOf(file)} is not there; set TOUCHLINE_TEST_DATA to the folder with the real recordings";
    }

    public static string PathOf(string file)
    {
        string? data = Environment.GetEnvironmentVariable("TOUCHLINE_TEST_DATA");
        return Path.Combine(string.IsNullOrEmpty(data) ? Path.Combine(RepositoryRoot(), "..", "shared", "data") : data, file);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Touchline.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
