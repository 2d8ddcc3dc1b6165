namespace Touchline.Tests.Monitoring;

/// <summary>Files that users take as they are.</summary>
internal static class DeployFiles
{
    public static string Root { get; } = FindRoot();

    public static string Prometheus => Path.Combine(Root, "deploy", "prometheus");

    public static string Dashboard => Path.Combine(Root, "deploy", "grafana", "touchline.json");

    private static string FindRoot()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}
