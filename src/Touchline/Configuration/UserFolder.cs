namespace Touchline.Configuration;

/// <summary>The folder of the user's own files, such as keys.</summary>
internal static class UserFolder
{
    /// <summary>Below <c>XDG_CONFIG_HOME</c>, else <c>~/.config</c>. It needn't be there.</summary>
    public static string Of(IReadOnlyDictionary<string, string> environment)
    {
        string folder = environment.TryGetValue("XDG_CONFIG_HOME", out string? config) && config.Length > 0
            ? config
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(folder, "touchline");
    }
}
