using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.View;

/// <summary>A session where nothing can be drawn, as in a pipe: a line a second.</summary>
internal sealed class SessionLines(IWatchedSession session)
{
    private double _next = 1;

    public void OnStep()
    {
        double seconds = session.Elapsed.TotalSeconds;
        if (seconds < _next)
            return;
        _next = Math.Floor(seconds) + 1;
        Console.WriteLine(Line(session));
    }

    private static string Line(IWatchedSession session)
    {
        BacktestFigures f = session.Figures;
        Touch touch = session.Engine.Book(0).Touch;
        Instrument instrument = session.Instruments[0];
        string market = touch.IsTwoSided
            ? $"{SessionTexts.Price(instrument, touch.BidPrice)} / {SessionTexts.Price(instrument, touch.AskPrice)}"
            : "no two-sided market";
        string position = f.Position is { } one ? string.Create(CultureInfo.InvariantCulture, $"  position {one:0.########}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{SessionTexts.Clock(session.Engine.NowNs)}  {market}{position}  P&L {f.Equity:N4}  fills {f.Fills}  working {session.Engine.LiveOrders}");
    }
}
