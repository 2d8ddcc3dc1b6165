using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// A paper session in the terminal: ladder with own quotes, position, P&amp;L, newest fills, latencies. Piped, one line a second instead.
/// </summary>
internal static class PaperView
{
    private const int MostLadderLevels = 20;
    private const int MetricsShown = 5;

    // Half of the lines that the window has besides the heading.
    private static int LadderLevels => Math.Clamp((Console.WindowHeight - 3) / 2, 3, MostLadderLevels);

    /// <summary>There is a terminal to draw on.</summary>
    public static bool IsDrawn => !Console.IsOutputRedirected;

    /// <param name="play">Runs the session and calls its argument at every frame.</param>
    public static void Show(PaperSession session, SessionLog log, Action<Action> play)
    {
        if (IsDrawn)
            AnsiConsole.Live(Frame(session, log)).Start(live => play(() => live.UpdateTarget(Frame(session, log))));
        else
            ShowLines(session, play);
    }

    private static void ShowLines(PaperSession session, Action<Action> play)
    {
        double next = 1;
        play(() =>
        {
            double seconds = session.Elapsed.TotalSeconds;
            if (seconds < next)
                return;
            next = Math.Floor(seconds) + 1;
            Console.WriteLine(Line(session.Paper));
        });
    }

    private static string Line(Backtest paper)
    {
        BacktestFigures f = paper.Figures;
        Touch touch = paper.Engine.Book(0).Touch;
        string market = touch.IsTwoSided ? $"{Price(paper, 0, touch.BidPrice)} / {Price(paper, 0, touch.AskPrice)}" : "no two-sided market";
        string position = f.Position is { } one ? $"  position {one:0.########}" : "";
        return $"{Clock(paper.Engine.NowNs)}  {market}{position}  P&L {f.Equity:N4}  fills {f.Fills}  working {paper.Engine.LiveOrders}";
    }

    private static IRenderable Frame(PaperSession session, SessionLog log)
    {
        Backtest paper = session.Paper;
        var right = new List<IRenderable> { Account(session) };
        if (paper.Instruments.Count > 1)
            right.AddRange([new Text(""), Positions(paper)]);
        right.AddRange([new Text(""), Fills(session)]);
        right.AddRange(log.Newest.Select(line => new Text(line) { Overflow = Overflow.Ellipsis }));
        return new Grid().AddColumn().AddColumn().AddRow(Ladder(paper), new Rows(right));
    }

    // The first instrument's.
    private static Table Ladder(Backtest paper)
    {
        ILookup<(Side, Price), OrderUpdate> own = paper.Engine.SnapshotOrders().Where(o => o.Instrument == 0).ToLookup(o => (o.Side, o.Price));
        Table table = NewTable("own", "bid", "price", "ask", "own");
        foreach (Price price in PricesFromTouch(paper, Side.Sell, own).Reverse())
            AddLevel(table, paper, own, price, Side.Sell);
        foreach (Price price in PricesFromTouch(paper, Side.Buy, own))
            AddLevel(table, paper, own, price, Side.Buy);
        return table;
    }

    // The prices nearest to the touch that show a quantity or carry an order of ours.
    private static IEnumerable<Price> PricesFromTouch(Backtest paper, Side side, ILookup<(Side Side, Price Price), OrderUpdate> own)
    {
        int most = LadderLevels;
        var levels = new BookLevel[most];
        int shown = paper.Engine.Book(0).CopyTop(side, levels);
        return levels.Take(shown).Select(l => l.Price)
            .Union(own.Where(o => o.Key.Side == side).Select(o => o.Key.Price))
            .OrderBy(p => -side.Sign() * p.Units)
            .Take(most);
    }

    private static void AddLevel(Table table, Backtest paper, ILookup<(Side, Price), OrderUpdate> own, Price at, Side side)
    {
        Quantity shown = paper.Engine.Book(0).QuantityAt(side, at);
        string quantity = shown.IsZero ? "" : Quantity(paper, 0, shown);
        long mine = own[(side, at)].Sum(o => o.Remaining.Units);
        string ours = mine == 0 ? "" : $"[yellow]{Quantity(paper, 0, new Quantity(mine))}[/]";
        if (side == Side.Buy)
            table.AddRow(ours, $"[green]{quantity}[/]", Price(paper, 0, at), "", "");
        else
            table.AddRow("", "", Price(paper, 0, at), $"[red]{quantity}[/]", ours);
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (string column in columns)
            table.AddColumn(new TableColumn($"[bold]{column}[/]") { Alignment = Justify.Right, NoWrap = true, Padding = new Padding(1, 0) });
        return table;
    }

    private static Table Account(PaperSession session)
    {
        Backtest paper = session.Paper;
        BacktestFigures f = paper.Figures;
        LatencyHistogram latency = session.Latency;
        Table table = NewTable("", "");
        table.ShowHeaders = false;
        table.AddRow("strategy", Markup.Escape(session.Chosen.Name));
        table.AddRow(paper.Instruments.Count == 1 ? "instrument" : "ladder of", Markup.Escape(paper.Instruments[0].ToString()));
        table.AddRow("time (UTC)", Clock(paper.Engine.NowNs));
        if (f.Position is { } position)
            table.AddRow("position", $"{position:0.########}");
        table.AddRow("P&L after fees", Coloured(f.Equity));
        table.AddRow("realised", $"{f.Realised:N4}");
        table.AddRow("unrealised", $"{f.Unrealised:N4}");
        table.AddRow("fees", $"{f.Fees:N4}");
        table.AddRow("orders, working", $"{f.Orders.Sent:N0}, {paper.Engine.LiveOrders}");
        table.AddRow("fills", $"{f.Fills:N0}");
        table.AddRow("events/s", $"{session.EventsPerSecond:N0}");
        foreach ((string name, double value) in paper.Engine.Strategies[0].Metrics.Take(MetricsShown))
            table.AddRow(Markup.Escape(name), value.ToString("G6", CultureInfo.InvariantCulture));
        table.AddRow("event to order µs", latency.Count == 0 ? "" : $"p50 {latency.Percentile(50) / 1e3:0.0}  p99 {latency.Percentile(99) / 1e3:0.0}");
        return table;
    }

    private static Table Positions(Backtest paper)
    {
        Table table = NewTable("instrument", "position", "P&L");
        for (int i = 0; i < paper.Instruments.Count; i++)
        {
            BacktestFigures f = paper.FiguresOf(i);
            table.AddRow(Markup.Escape(paper.Instruments[i].Symbol), $"{f.Position:0.########}", Coloured(f.Equity));
        }

        return table;
    }

    private static Table Fills(PaperSession session)
    {
        Backtest paper = session.Paper;
        bool several = paper.Instruments.Count > 1;
        Table table = several ? NewTable("fill", "instrument", "side", "quantity", "price") : NewTable("fill", "side", "quantity", "price");
        foreach (ReportedFill fill in session.Fills.Newest)
        {
            string side = fill.Side == Side.Buy ? "[green]buy[/]" : "[red]sell[/]";
            int instrument = fill.Report.Instrument;
            string[] cells = [Clock(fill.Report.LocalNs), side, Quantity(paper, instrument, fill.Report.Quantity), Price(paper, instrument, fill.Report.Price)];
            table.AddRow(several ? [cells[0], Markup.Escape(paper.Instruments[instrument].Symbol), .. cells[1..]] : cells);
        }

        return table;
    }

    private static string Coloured(decimal money) => $"[{(money < 0 ? "red" : "green")}]{money:N4}[/]";

    private static string Price(Backtest paper, int instrument, Price price) =>
        paper.Instruments[instrument].PriceUnit.ToDecimal(price).ToString(CultureInfo.InvariantCulture);

    private static string Quantity(Backtest paper, int instrument, Quantity quantity) =>
        paper.Instruments[instrument].QuantityUnit.ToDecimal(quantity).ToString("0.########", CultureInfo.InvariantCulture);

    private static string Clock(long ns) =>
        DateTime.UnixEpoch.AddTicks(ns / 100).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
