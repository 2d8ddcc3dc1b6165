namespace Touchline.EndToEnd.Tests;

/// <summary>Real recordings, where the machine has them.</summary>
internal static class RealData
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("TOUCHLINE_TEST_DATA") is { Length: > 0 } given
        ? given
        : Path.Combine(Root, "..", "shared", "data");

    public static string Btc => Path.Combine(Folder, "recordings", "binance-usdm", "btcusdt_20240808.gz");

    /// <summary>Of the project's files.</summary>
    public static string Root => FindRoot();

    private static string FindRoot()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at);
        return at ?? AppContext.BaseDirectory;
    }
}

/// <summary>Runs where the real recordings are; counts as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute()
    {
        if (!File.Exists(RealData.Btc))
            Skip = $"no recordings at {RealData.Folder}; set TOUCHLINE_TEST_DATA";
    }
}
