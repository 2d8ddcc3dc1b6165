namespace Touchline.Venues.Tests;

/// <summary>Where the real recordings and the repository's own samples are.</summary>
internal static class TestData
{
    public static string Repository { get; } = FindRepository();

    /// <summary>TOUCHLINE_TEST_DATA, or the data folder beside the repository.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("TOUCHLINE_TEST_DATA") is { Length: > 0 } given ? given : Path.Combine(Repository, "../shared/data");

    public static string Recording(string name) => Path.Combine(Folder, "recordings", name);

    public static string Sample(string name) => Path.Combine(Repository, "samples", name);

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Touchline.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is outside the repository");
    }
}

/// <summary>A test on real recordings; skipped, visibly, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute()
    {
        if (!Directory.Exists(TestData.Folder))
            Skip = $"no recordings in {TestData.Folder}; set TOUCHLINE_TEST_DATA";
    }
}
