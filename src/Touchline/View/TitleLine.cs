using Touchline.Terminal;

namespace Touchline.View;

/// <summary>The first line: what trades what, the time of the market, and whether it may.</summary>
internal static class TitleLine
{
    private const int ClockWidth = 16;

    public static void Draw(Region line, SessionPicture picture)
    {
        string word = Word(picture.Status);
        string end = $"{picture.Clock} UTC  {picture.Pace}";
        int right = line.Width - end.Length - 1;
        line.Text(right, 0, end);
        int status = right - Math.Max(word.Length, ClockWidth / 2) - 3;
        line.Text(status, 0, word, picture.Status == SessionStatus.Running ? Ink.Buy : Ink.Warning);
        line.Text(1, 0, status - 2, $"{picture.Strategy} · {picture.Instrument}", Ink.Strong);
    }

    public static string Word(SessionStatus status) => status switch
    {
        SessionStatus.Paused => "PAUSED",
        SessionStatus.Killed => "KILLED",
        _ => "running",
    };
}
