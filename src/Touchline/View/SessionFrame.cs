using Touchline.Terminal;

namespace Touchline.View;

/// <summary>What the keyboard has to do with a frame.</summary>
/// <param name="HasKeys">False: nobody can press one.</param>
/// <param name="Message">What became of the newest command; may be empty.</param>
internal sealed record Prompt(bool HasKeys, ViewMode Mode, int Selected, string Typed, string Message);

/// <summary>A session's picture laid out on a screen: two columns of panels, three on a wide one. A pure function.</summary>
internal static class SessionFrame
{
    public const int LeastWidth = 80;
    public const int LeastHeight = 24;

    private const int WideFrom = 130;
    private const int NarrowLeft = 37;

    public static CellGrid Draw(SessionPicture picture, Prompt prompt, int width, int height, bool hasUnicode)
    {
        var grid = new CellGrid(width, height, hasUnicode);
        Region all = Region.Of(grid);
        if (width < LeastWidth || height < LeastHeight)
        {
            DrawSmall(all, picture);
            return grid;
        }

        TitleLine.Draw(all.Rows(0, 1), picture);
        Region body = all.Rows(1, height - 3);
        if (width < WideFrom)
            DrawTwoColumns(body, picture, prompt);
        else
            DrawThreeColumns(body, picture, prompt);
        if (prompt.Mode == ViewMode.Help)
            HelpPanel.Draw(body);
        PromptLines.Draw(all.Rows(height - 2, 2), picture, prompt);
        return grid;
    }

    // The session goes on whether or not there is room to watch it.
    private static void DrawSmall(Region all, SessionPicture picture)
    {
        string[] lines =
        [
            $"the view needs {LeastWidth} x {LeastHeight}",
            $"this window has {all.Width} x {all.Height}",
            $"trading goes on: {TitleLine.Word(picture.Status)}",
            .. picture.Figures.Take(2).Select(f => $"{f.Name} {f.Value}"),
        ];
        int top = Math.Max(0, (all.Height - lines.Length) / 2);
        for (int i = 0; i < lines.Length; i++)
            all.Text(Math.Max(0, (all.Width - lines[i].Length) / 2), top + i, lines[i]);
    }

    private static void DrawTwoColumns(Region body, SessionPicture picture, Prompt prompt)
    {
        int parameters = ParametersPanel.HeightOf(picture, Math.Max(8, body.Height / 3));
        Region left = body.Part(0, 0, NarrowLeft, body.Height);
        Region right = body.Part(NarrowLeft + 1, 0, body.Width - NarrowLeft - 1, body.Height);
        body.Part(NarrowLeft, 0, 1, body.Height).Column(0);
        LadderPanel.Draw(left.Rows(0, body.Height - parameters), picture);
        ParametersPanel.Draw(left.Rows(body.Height - parameters, parameters), picture, prompt.Selected);
        DrawStack(right, picture, accountRows: 5, logRows: Math.Max(3, body.Height / 6));
    }

    private static void DrawThreeColumns(Region body, SessionPicture picture, Prompt prompt)
    {
        int ladder = Math.Clamp(body.Width * 3 / 10, NarrowLeft, 60), middle = Math.Clamp(body.Width * 3 / 10, 42, 60);
        Region second = body.Part(ladder + 1, 0, middle, body.Height), third = body.Part(ladder + middle + 2, 0, body.Width, body.Height);
        body.Part(ladder, 0, 1, body.Height).Column(0);
        body.Part(ladder + middle + 1, 0, 1, body.Height).Column(0);
        LadderPanel.Draw(body.Part(0, 0, ladder, body.Height), picture);
        int account = Math.Min(12, body.Height / 3);
        int parameters = ParametersPanel.HeightOf(picture, Math.Max(6, body.Height - account - 8));
        FiguresPanel.Draw(second.Rows(0, account), "account", picture.Figures);
        ParametersPanel.Draw(second.Rows(account, parameters), picture, prompt.Selected);
        LatencyPanel.Draw(second.Rows(account + parameters, body.Height - account - parameters), picture.Latency);
        int metrics = picture.Metrics.Count == 0 ? 0 : Math.Min(1 + (picture.Metrics.Count + 1) / 2, body.Height / 5);
        int instruments = InstrumentsPanel.HeightOf(picture, body.Height / 4), log = Math.Max(5, body.Height / 4);
        int fills = body.Height - instruments - metrics - log;
        InstrumentsPanel.Draw(third.Rows(0, instruments), picture);
        FillsPanel.Draw(third.Rows(instruments, fills), picture);
        FiguresPanel.Draw(third.Rows(instruments + fills, metrics), "metrics", picture.Metrics);
        LogPanel.Draw(third.Rows(body.Height - log, log), picture);
    }

    private static void DrawStack(Region right, SessionPicture picture, int accountRows, int logRows)
    {
        int account = 1 + accountRows, latency = LatencyPanel.ShortHeight, log = 1 + logRows;
        int instruments = InstrumentsPanel.HeightOf(picture, right.Height / 5);
        int metrics = picture.Metrics.Count == 0 || right.Height < 30 ? 0 : 1 + Math.Min(3, (picture.Metrics.Count + 1) / 2);
        int fills = right.Height - account - instruments - metrics - latency - log;
        int y = 0;
        FiguresPanel.Draw(right.Rows(y, account), "account", picture.Figures);
        InstrumentsPanel.Draw(right.Rows(y += account, instruments), picture);
        FillsPanel.Draw(right.Rows(y += instruments, fills), picture);
        FiguresPanel.Draw(right.Rows(y += fills, metrics), "metrics", picture.Metrics);
        LatencyPanel.Draw(right.Rows(y += metrics, latency), picture.Latency);
        LogPanel.Draw(right.Rows(y + latency, log), picture);
    }
}
