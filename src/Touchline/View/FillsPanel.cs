using Touchline.Core;
using Touchline.Terminal;

namespace Touchline.View;

/// <summary>Our newest fills, the newest on top.</summary>
internal static class FillsPanel
{
    private const int RoomyFrom = 60;

    public static void Draw(Region panel, SessionPicture picture)
    {
        if (panel.Height == 0)
            return;
        panel.Heading($"fills {picture.FillCount}", "maker or taker, fee");
        for (int i = 0; i < Math.Min(picture.Fills.Count, panel.Height - 1); i++)
            DrawFill(panel.Rows(1 + i, 1), picture.Fills[i], picture.Instruments.Count > 1);
    }

    private static void DrawFill(Region line, FillLine fill, bool several)
    {
        bool isRoomy = line.Width >= RoomyFrom, isBuy = fill.Side == Side.Buy;
        Ink plain = fill.IsNew ? Ink.Strong : Ink.Plain;
        int clock = isRoomy ? 12 : 8, x = 1;
        line.Text(x, 0, clock, clock < fill.Clock.Length ? fill.Clock[..clock] : fill.Clock, fill.IsNew ? Ink.Strong : Ink.Faint);
        line.Text(x += clock + 1, 0, 4, isBuy ? "buy" : "sell", isBuy ? Ink.Buy : Ink.Sell);
        x += 4;
        if (several && isRoomy)
            line.Text(x + 1, 0, 10, fill.Instrument, plain);
        x += several && isRoomy ? 11 : 0;
        int left = line.Width - x - 3;
        int quantity = isRoomy ? Math.Min(12, left / 3) : 8, price = isRoomy ? Math.Min(14, left / 3) : Math.Min(10, left - 8 - 6);
        line.Right(x + 1, 0, quantity - 1, fill.Quantity, plain);
        line.Right(x + quantity, 0, price, fill.Price, plain);
        x += quantity + price;
        line.Text(x + 1, 0, 1, fill.IsMaker ? "m" : "t", Ink.Faint);
        line.Right(x + 2, 0, Math.Min(isRoomy ? 14 : 9, line.Width - x - 3), fill.Fee, Ink.Faint);
    }
}
