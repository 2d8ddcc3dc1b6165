using Touchline.Terminal;

namespace Touchline.View;

/// <summary>
/// The book around its touch, asks above bids, with our orders in it. Prices nearest to the touch; where our orders stand further out, up
/// to half of the lines are theirs.
/// </summary>
internal static class LadderPanel
{
    private const int PriceWidth = 10;
    private const int QuantityWidth = 9;
    private const int OwnWidth = 8;
    private const int AheadWidth = 8;
    private const int FixedWidth = PriceWidth + QuantityWidth + OwnWidth + AheadWidth + 1;

    public static void Draw(Region panel, SessionPicture picture)
    {
        if (panel.Height < 5)
            return;
        panel.Heading("ladder", "asks above bids");
        int bar = Math.Max(0, panel.Width - FixedWidth - 1);
        int side = (panel.Height - 3) / 2;
        DrawNames(panel.Rows(1, 1), bar);
        LadderLevel[] asks = Chosen(picture.Asks, side), bids = Chosen(picture.Bids, side);
        long most = asks.Concat(bids).Select(l => l.Units).DefaultIfEmpty(0).Max();
        for (int i = 0; i < asks.Length; i++)
            DrawLevel(panel.Rows(1 + side - i, 1), asks[i], Ink.Sell, bar, most);
        for (int i = 0; i < bids.Length; i++)
            DrawLevel(panel.Rows(3 + side + i, 1), bids[i], Ink.Buy, bar, most);
        panel.Right(0, 2 + side, PriceWidth, "─────", Ink.Faint);
        panel.Text(PriceWidth + 1, 2 + side, picture.Spread.Length > 0 ? $"spread {picture.Spread}" : "no two-sided book", Ink.Faint);
    }

    // The nearest, with room kept for what is ours further out.
    private static LadderLevel[] Chosen(IReadOnlyList<LadderLevel> levels, int lines)
    {
        int own = Math.Min(levels.Skip(lines).Count(l => l.Own.Length > 0), lines / 2);
        while (own > 0 && levels.Skip(lines - own).Count(l => l.Own.Length > 0) < own)
            own--;
        return [.. levels.Take(lines - own), .. levels.Skip(lines - own).Where(l => l.Own.Length > 0).Take(own)];
    }

    private static void DrawNames(Region line, int bar)
    {
        line.Right(0, 0, PriceWidth, "price", Ink.Faint);
        line.Right(PriceWidth, 0, QuantityWidth, "quantity", Ink.Faint);
        line.Right(PriceWidth + QuantityWidth + 1 + bar, 0, OwnWidth, "own", Ink.Faint);
        line.Right(PriceWidth + QuantityWidth + 1 + bar + OwnWidth, 0, AheadWidth, "ahead", Ink.Faint);
    }

    private static void DrawLevel(Region line, LadderLevel level, Ink ink, int bar, long most)
    {
        line.Right(0, 0, PriceWidth, level.Price, ink);
        line.Right(PriceWidth, 0, QuantityWidth, level.Quantity);
        int length = most == 0 ? 0 : (int)((Int128)level.Units * bar / most);
        line.Text(PriceWidth + QuantityWidth + 1, 0, length, new string('█', length), ink);
        line.Right(PriceWidth + QuantityWidth + 1 + bar, 0, OwnWidth, level.Own, Ink.Own);
        line.Right(PriceWidth + QuantityWidth + 1 + bar + OwnWidth, 0, AheadWidth, level.Ahead, Ink.Own);
    }
}
