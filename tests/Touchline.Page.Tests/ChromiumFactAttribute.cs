namespace Touchline.Page.Tests;

/// <summary>A test in a real browser; skipped, visibly, where there is none or the program was built without the page.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium is null)
            Skip = "there is no Chromium (Debian, Ubuntu: sudo apt-get install chromium)";
        else if (!typeof(Touchline.Api.PageFiles).Assembly.GetManifestResourceNames().Any(n => n.StartsWith("page/", StringComparison.Ordinal)))
            Skip = "the program was built without the page: Node 20 isn't there";
    }

    /// <summary>The first that the PATH has; null: none.</summary>
    public static string? Chromium { get; } = (
        from name in (string[])["chromium", "chromium-browser", "google-chrome"]
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        let file = Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();
}
