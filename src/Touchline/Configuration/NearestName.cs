namespace Touchline.Configuration;

/// <summary>The known name that a mistyped one probably meant.</summary>
internal static class NearestName
{
    private const int AlwaysAlike = 2;

    /// <summary>
    /// The one with the fewest letters to insert, delete or replace, capitals aside; the first of equals. Null where none is alike: more than two
    /// letters and more than half of the name would have to change, or all of it.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string from = name.ToLowerInvariant();
        int most = Math.Min(Math.Max(AlwaysAlike, name.Length / 2), name.Length - 1);
        return known.Where(k => Distance(from, k.ToLowerInvariant()) <= most).MinBy(k => Distance(from, k.ToLowerInvariant()));
    }

    /// <summary>What a message says of it behind what is wrong, a semicolon first.</summary>
    /// <param name="otherwise">Said where no name is alike.</param>
    public static string Hint(string name, IEnumerable<string> known, string otherwise = "") => Of(name, known) is { } nearest ? $"; nearest is {nearest}" : otherwise;

    // Levenshtein's distance, row by row.
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
