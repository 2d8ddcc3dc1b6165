namespace Touchline.Commands;

/// <summary>Rows of text in columns, each as wide as its widest cell.</summary>
internal static class TextColumns
{
    private const int Gap = 2;

    public static string Of(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(r => r[column].Length) + Gap)];
        return string.Join(Environment.NewLine, rows.Select(r => string.Concat(r.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
