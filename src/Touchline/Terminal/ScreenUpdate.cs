using System.Globalization;
using System.Text;

namespace Touchline.Terminal;

/// <summary>What has to be sent to a terminal that shows one grid so that it shows the next: no more than what differs.</summary>
internal static class ScreenUpdate
{
    public const string Clear = "\u001b[0m\u001b[2J";

    /// <param name="shown">Null when nobody knows what is there: everything is drawn, on a clear screen. Likewise after a change of size.</param>
    /// <param name="hasColour">False: no colours and no weights, only places.</param>
    public static string Between(CellGrid? shown, CellGrid next, bool hasColour)
    {
        var text = new StringBuilder();
        if (shown is null || shown.Width != next.Width || shown.Height != next.Height)
        {
            text.Append(Clear);
            shown = new CellGrid(next.Width, next.Height);
        }

        Ink ink = Ink.Plain;
        for (int y = 0; y < next.Height; y++)
            AddRow(text, shown.Row(y), next.Row(y), y, hasColour, ref ink);
        if (ink != Ink.Plain)
            text.Append(Inks.Reset);
        return text.ToString();
    }

    private static void AddRow(StringBuilder text, ReadOnlySpan<Cell> shown, ReadOnlySpan<Cell> next, int y, bool hasColour, ref Ink ink)
    {
        int first = 0, last = next.Length - 1;
        while (first <= last && shown[first] == next[first])
            first++;
        while (last > first && shown[last] == next[last])
            last--;
        if (first > last)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\u001b[{y + 1};{first + 1}H");
        foreach (Cell cell in next[first..(last + 1)])
        {
            if (hasColour && cell.Ink != ink)
            {
                text.Append(Inks.Code(cell.Ink));
                ink = cell.Ink;
            }

            text.Append(cell.Glyph);
        }
    }
}
