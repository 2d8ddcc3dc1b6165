using System.Diagnostics;

namespace Touchline.Plugins;

/// <summary>What a child process of the program's gets of its environment.</summary>
internal static class ChildEnvironment
{
    // What the runtime needs to start; keys, pass phrases and settings are none of a strategy's business.
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "TEMP"];

    public static void Clean(ProcessStartInfo info)
    {
        foreach (string name in info.Environment.Keys.ToArray())
        {
            if (!Inherited.Contains(name) && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
                info.Environment.Remove(name);
        }
    }
}
