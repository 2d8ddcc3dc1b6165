namespace Touchline.Configuration;

/// <summary>The known name that a mistyped one probably meant.</summary>
internal static class NearestName
{
    /// <summary>The one with the fewest letters to insert, delete or replace, capitals aside; the first of equals.</summary>
    public static string Of(string name, IEnumerable<string> known) => known.MinBy(k => Distance(name.ToLowerInvariant(), k.ToLowerInvariant()))!;

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
