using Touchline.Terminal;

namespace Touchline.View;

/// <summary>The strategy's parameters, the one that keys change marked; what it means below them where there is room.</summary>
internal static class ParametersPanel
{
    public static int HeightOf(SessionPicture picture, int most) => Math.Min(picture.Parameters.Count + 2, most);

    public static void Draw(Region panel, SessionPicture picture, int selected)
    {
        if (panel.Height == 0)
            return;
        panel.Heading("parameters");
        int room = panel.Height - 1, count = picture.Parameters.Count;
        bool saysMeaning = room > count;
        int lines = Math.Min(count, room);
        int first = Math.Clamp(selected - lines / 2, 0, Math.Max(0, count - lines));
        int names = picture.Parameters.Select(p => p.Name.Length).DefaultIfEmpty(0).Max();
        names = Math.Min(names, panel.Width / 2);
        for (int i = 0; i < lines; i++)
            DrawParameter(panel.Rows(1 + i, 1), picture.Parameters[first + i], names, first + i == selected);
        if (saysMeaning && count > 0)
            panel.Text(2, 1 + lines, picture.Parameters[selected].Text, Ink.Faint);
    }

    private static void DrawParameter(Region line, ParameterLine parameter, int names, bool isSelected)
    {
        if (isSelected)
            line.Fill(0, Ink.Selected);
        Ink ink = isSelected ? Ink.Selected : Ink.Plain;
        line.Text(0, 0, isSelected ? "▸" : " ", ink);
        line.Text(2, 0, names, parameter.Name, ink);
        int value = 3 + names, unit = value + Math.Max(10, parameter.Value.Length) + 1;
        line.Text(value, 0, parameter.Value, isSelected ? Ink.Selected : Ink.Own);
        line.Text(unit, 0, parameter.Unit, isSelected ? Ink.Selected : Ink.Faint);
    }
}
