using System.Globalization;
using Touchline.Terminal;

namespace Touchline.View;

/// <summary>How long the engine took from an event to the orders that follow from it: a small chart, upright where there is room.</summary>
internal static class LatencyPanel
{
    /// <summary>Heading, percentiles, bars and what they stand for.</summary>
    public const int ShortHeight = 4;

    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int NameWidth = 4;

    public static void Draw(Region panel, LatencyPicture latency)
    {
        if (panel.Height < ShortHeight)
            return;
        panel.Heading("event to order, µs");
        panel.Text(1, 1, $"p50 {latency.P50} p99 {latency.P99} p99.9 {latency.P999} max {latency.Max}");
        if (panel.Height >= 3 + latency.Counts.Count)
            DrawTall(panel.Rows(3, panel.Height - 3), latency);
        else
            DrawShort(panel.Rows(2, 2), latency);
    }

    private static void DrawTall(Region panel, LatencyPicture latency)
    {
        long most = Math.Max(1, latency.Counts.Max());
        int bar = panel.Width - NameWidth - 14;
        for (int i = 0; i < latency.Counts.Count; i++)
        {
            long count = latency.Counts[i];
            int length = (int)((Int128)count * bar / most);
            panel.Right(1, i, NameWidth, LatencyPicture.Names[i], Ink.Faint);
            panel.Text(NameWidth + 2, i, bar, new string('█', count > 0 ? Math.Max(1, length) : 0), Ink.Bar);
            panel.Right(panel.Width - 12, i, 11, count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture), Ink.Faint);
        }
    }

    // Three columns each. By the root of the count, so that what is rare can be seen.
    private static void DrawShort(Region panel, LatencyPicture latency)
    {
        double most = Math.Sqrt(Math.Max(1, latency.Counts.Max()));
        for (int i = 0; i < latency.Counts.Count; i++)
        {
            int height = (int)Math.Ceiling(Math.Sqrt(latency.Counts[i]) / most * Bars.Length);
            if (height > 0)
                panel.Text(1 + 3 * i, 0, new string(Bars[height - 1], 2), Ink.Bar);
            panel.Text(1 + 3 * i, 1, LatencyPicture.ShortNames[i], Ink.Faint);
        }
    }
}
