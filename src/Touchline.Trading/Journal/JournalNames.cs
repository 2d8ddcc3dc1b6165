using System.Globalization;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The names in a journal's folder.</summary>
public static class JournalNames
{
    /// <summary>Held open by the process that writes the journal.</summary>
    public const string Lock = "lock";

    /// <summary>The order journal of format versions 1 and 2, which aren't read any more.</summary>
    private const string FirstForm = "orders.tlj";

    private const string Prefix = "orders-";
    private const string Suffix = ".tlj";
    private const string SpareSuffix = ".tlj.next";
    private const string MarketPrefix = "market-";

    public static string Segment(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:000000}{Suffix}");

    /// <summary>A segment that is made ahead; it has this name until shortly after the first bytes were written to it.</summary>
    public static string Spare(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:000000}{SpareSuffix}");

    /// <summary>The name that a spare has once it is begun; null for a path that isn't a spare's.</summary>
    internal static string? Begun(string path) =>
        path.EndsWith(SpareSuffix, StringComparison.Ordinal) ? path[..^(SpareSuffix.Length - Suffix.Length)] : null;

    /// <summary>A session's market log.</summary>
    public static string Market(int session, int instrument) => string.Create(CultureInfo.InvariantCulture, $"{MarketPrefix}{session}-{instrument}.tlr");

    /// <summary>A copy of a file that a session's strategy read.</summary>
    public static string Kept(int session, string name) => string.Create(CultureInfo.InvariantCulture, $"{session}-{name}");

    /// <summary>The folder has something of a journal.</summary>
    /// <exception cref="BadInputException">The folder can't be read.</exception>
    public static bool IsJournal(string folder) => Segments(folder).Count > 0 || HasFirstForm(folder);

    internal static bool HasFirstForm(string folder) => File.Exists(Path.Combine(folder, FirstForm));

    /// <summary>A journal's segments, spares too, by number.</summary>
    /// <exception cref="BadInputException">The folder can't be read.</exception>
    public static IReadOnlyList<(int Number, string Path)> Segments(string folder)
    {
        var found = new List<(int Number, string Path)>();
        foreach (string path in Files(folder))
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            ReadOnlySpan<char> number = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[Prefix.Length..^Suffix.Length]
                : name.EndsWith(SpareSuffix, StringComparison.Ordinal) ? name[Prefix.Length..^SpareSuffix.Length] : default;
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed))
                found.Add((parsed, path));
        }

        found.Sort();
        for (int i = found.Count - 1; i > 0; i--)
        {
            if (found[i].Number == found[i - 1].Number)
                found.RemoveAt(i); // listed under both names, because it was begun meanwhile
        }

        return found;
    }

    /// <summary>The highest number of a session that has files there; 0 when none has.</summary>
    public static int LastSession(string folder)
    {
        int last = 0;
        foreach (string path in Files(folder))
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            if (name.StartsWith(MarketPrefix, StringComparison.Ordinal))
                name = name[MarketPrefix.Length..];
            int dash = name.IndexOf('-');
            if (dash > 0 && int.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int session))
                last = Math.Max(last, session);
        }

        return last;
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read the journal {folder}: {e.Message}", e);
        }
    }
}
