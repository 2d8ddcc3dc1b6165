using System.Diagnostics.CodeAnalysis;

namespace Touchline.Jobs;

/// <summary>
/// The one folder whose files the API may name: by names relative to it, with / between their parts. Whatever a name says, what it leads to lies in the folder, links followed.
/// </summary>
internal sealed class DataFolder(string folder)
{
    public const string RecordingSuffix = ".tlr";

    /// <summary>Files that a list has at most.</summary>
    public const int MostListed = 10_000;

    /// <summary>What is right, for people.</summary>
    public const string Right = "a file in the folder of setting http.data, named relative to it without .. in it";

    private const int MostNameLength = 512;
    private const int MostLinks = 16;
    private const int MostDepth = 8;

    /// <summary>Whole.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(folder);

    /// <summary>The same without links, as the paths of its files begin.</summary>
    public string RealPath => Real(Path) ?? Path;

    /// <summary>The file's whole path with no link in it.</summary>
    /// <param name="suffix">What the name has to end in; empty: anything.</param>
    /// <param name="why">What is wrong, for people.</param>
    public bool TryFind(string name, string suffix, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? why)
    {
        path = null;
        why = $"right is {Right}{(suffix.Length == 0 ? "" : $", ending in {suffix}")}";
        if (!IsName(name) || !name.EndsWith(suffix, StringComparison.Ordinal))
            return false;
        string? root = Real(Path), real = Real(System.IO.Path.Combine(Path, name));
        if (root is null || real is null || !real.StartsWith(root.TrimEnd('/') + '/', StringComparison.Ordinal))
            return false;
        if (!File.Exists(real))
        {
            why = "there is no such file; GET /data/recordings lists the recordings that there are";
            return false;
        }

        path = real;
        return true;
    }

    /// <summary>The recordings in it and in the folders below, by name; links aren't followed. At most <see cref="MostListed"/>.</summary>
    public IReadOnlyList<(string Name, long Bytes)> Recordings()
    {
        if (!Directory.Exists(Path))
            return [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MostDepth, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = true };
        return [.. new DirectoryInfo(Path).EnumerateFiles("*" + RecordingSuffix, options).Take(MostListed)
            .Select(f => (System.IO.Path.GetRelativePath(Path, f.FullName), f.Length)).OrderBy(f => f.Item1, StringComparer.Ordinal)];
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MostNameLength && !name.Any(char.IsControl) && !name.Contains('\\') && !System.IO.Path.IsPathRooted(name)
        && name.Split('/') is var parts && Array.TrueForAll(parts, p => p.Length > 0 && p != "." && p != "..");

    // Null: a link leads in circles.
    private static string? Real(string path, int links = 0)
    {
        string real = System.IO.Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = System.IO.Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (info.LinkTarget is { } target)
            {
                if (links == MostLinks || Real(System.IO.Path.GetFullPath(target, real), ++links) is not { } there)
                    return null;
                next = there;
            }

            real = next;
        }

        return real;
    }
}
