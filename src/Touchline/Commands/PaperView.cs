using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>The newest fills of a session, for the display.</summary>
internal sealed class RecentFills
{
    public const int Kept = 9;

    private readonly Queue<(OrderReport Fill, int Side)> _fills = new();
    private long _position;

    public IEnumerable<(OrderReport Fill, int Side)> Newest => _fills.Reverse();

    public void Add(OrderReport fill, long position)
    {
        if (_fills.Count == Kept)
            _fills.Dequeue();
        _fills.Enqueue((fill, Math.Sign(position - _position)));
        _position = position;
    }
}

/// <summary>
/// A paper session in the terminal: ladder with own quotes, position, P&amp;L, newest fills. Piped, one line a second instead.
/// </summary>
internal static class PaperView
{
    private const int LadderLevels = 10;

    /// <param name="play">Runs the session and calls its argument at every frame.</param>
    public static void Show(TradingSettings chosen, Backtest paper, RecentFills fills, Stopwatch watch, Action<Action> play)
    {
        if (Console.IsOutputRedirected)
        {
            double next = 1;
            play(() =>
            {
                if (watch.Elapsed.TotalSeconds < next)
                    return;
                next = Math.Floor(watch.Elapsed.TotalSeconds) + 1;
                Console.WriteLine(Line(paper));
            });
            return;
        }

        AnsiConsole.Live(Frame(chosen, paper, fills, 0)).Start(live =>
        {
            long rows = 0;
            double seconds = 0, rate = 0;
            play(() =>
            {
                double now = watch.Elapsed.TotalSeconds;
                if (now - seconds >= 0.5)
                {
                    rate = (paper.LocalRows - rows) / (now - seconds);
                    (rows, seconds) = (paper.LocalRows, now);
                }

                live.UpdateTarget(Frame(chosen, paper, fills, rate));
            });
        });
    }

    private static string Line(Backtest paper)
    {
        BacktestFigures f = paper.Figures;
        Touch touch = paper.Engine.Book(0).Touch;
        string market = touch.IsTwoSided ? $"{Price(paper, touch.BidPrice)} / {Price(paper, touch.AskPrice)}" : "no two-sided market";
        return $"{Clock(paper.Engine.NowNs)}  {market}  position {f.Position:0.########}  P&L {f.Equity:N4}  fills {f.Fills}  working {paper.Engine.LiveOrders}";
    }

    private static IRenderable Frame(TradingSettings chosen, Backtest paper, RecentFills fills, double rowsPerSecond)
    {
        var both = new Grid().AddColumn().AddColumn();
        both.AddRow(Ladder(paper), new Rows(Account(chosen, paper, rowsPerSecond), new Text(""), Fills(paper, fills)));
        return both;
    }

    private static Table Ladder(Backtest paper)
    {
        ILookup<(Side, Price), OrderUpdate> own = paper.Engine.SnapshotOrders().ToLookup(o => (o.Side, o.Price));
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
        var levels = new BookLevel[LadderLevels];
        int shown = paper.Engine.Book(0).CopyTop(side, levels);
        return levels.Take(shown).Select(l => l.Price)
            .Union(own.Where(o => o.Key.Side == side).Select(o => o.Key.Price))
            .OrderBy(p => -side.Sign() * p.Units)
            .Take(LadderLevels);
    }

    private static void AddLevel(Table table, Backtest paper, ILookup<(Side, Price), OrderUpdate> own, Price at, Side side)
    {
        Quantity shown = paper.Engine.Book(0).QuantityAt(side, at);
        string quantity = shown.IsZero ? "" : $"{paper.Instrument.QuantityUnit.ToDecimal(shown):0.########}";
        decimal mine = own[(side, at)].Sum(o => paper.Instrument.QuantityUnit.ToDecimal(o.Remaining));
        string ours = mine == 0 ? "" : $"[yellow]{mine:0.########}[/]";
        if (side == Side.Buy)
            table.AddRow(ours, $"[green]{quantity}[/]", Price(paper, at), "", "");
        else
            table.AddRow("", "", Price(paper, at), $"[red]{quantity}[/]", ours);
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (string column in columns)
            table.AddColumn(new TableColumn($"[bold]{column}[/]") { Alignment = Justify.Right, NoWrap = true, Padding = new Padding(1, 0) });
        return table;
    }

    private static Table Account(TradingSettings chosen, Backtest paper, double rowsPerSecond)
    {
        BacktestFigures f = paper.Figures;
        Table table = NewTable("", "");
        table.ShowHeaders = false;
        table.AddRow("strategy", Markup.Escape(chosen.Name));
        table.AddRow("instrument", Markup.Escape(paper.Instrument.ToString()));
        table.AddRow("time (UTC)", Clock(paper.Engine.NowNs));
        table.AddRow("position", $"{f.Position:0.########}");
        table.AddRow("P&L after fees", $"[{(f.Equity < 0 ? "red" : "green")}]{f.Equity:N4}[/]");
        table.AddRow("fees", $"{f.Fees:N4}");
        table.AddRow("orders sent", $"{f.Orders.Sent:N0}");
        table.AddRow("working", $"{paper.Engine.LiveOrders}");
        table.AddRow("fills", $"{f.Fills:N0}");
        table.AddRow("rows/s", $"{rowsPerSecond:N0}");
        return table;
    }

    private static Table Fills(Backtest paper, RecentFills fills)
    {
        Table table = NewTable("fill", "side", "quantity", "price");
        foreach ((OrderReport fill, int side) in fills.Newest)
        {
            table.AddRow(
                Clock(fill.LocalNs), side > 0 ? "[green]buy[/]" : "[red]sell[/]",
                $"{paper.Instrument.QuantityUnit.ToDecimal(fill.Quantity):0.########}", Price(paper, fill.Price));
        }

        return table;
    }

    private static string Price(Backtest paper, Price price) =>
        paper.Instrument.PriceUnit.ToDecimal(price).ToString(CultureInfo.InvariantCulture);

    private static string Clock(long ns) =>
        DateTime.UnixEpoch.AddTicks(ns / 100).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
