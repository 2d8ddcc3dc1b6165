using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>The newest fills of a session, for the display.</summary>
internal sealed class RecentFills
{
    public const int Kept = 8;

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
    private const int LadderLevels = 6;

    /// <param name="play">Runs the session and calls its argument at every frame.</param>
    public static void Show(TradingOptions.Chosen chosen, Backtest paper, RecentFills fills, Stopwatch watch, Action<Action> play)
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

    private static IRenderable Frame(TradingOptions.Chosen chosen, Backtest paper, RecentFills fills, double rowsPerSecond)
    {
        var both = new Grid().AddColumn().AddColumn();
        both.AddRow(Ladder(paper), new Rows(Account(chosen, paper, rowsPerSecond), Fills(paper, fills)));
        return both;
    }

    private static Table Ladder(Backtest paper)
    {
        Dictionary<Price, decimal> own = paper.Engine.SnapshotOrders()
            .GroupBy(o => o.Price)
            .ToDictionary(g => g.Key, g => g.Sum(o => paper.Instrument.QuantityUnit.ToDecimal(o.Remaining)));
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(paper.Instrument.ToString())) };
        table.AddColumn(new TableColumn("own").RightAligned());
        table.AddColumn(new TableColumn("bid").RightAligned());
        table.AddColumn(new TableColumn("price").RightAligned());
        table.AddColumn(new TableColumn("ask").RightAligned());
        table.AddColumn(new TableColumn("own").RightAligned());
        Span<BookLevel> levels = stackalloc BookLevel[LadderLevels];
        BookView book = paper.Engine.Book(0);
        int asks = book.CopyTop(Side.Sell, levels);
        for (int i = LadderLevels - 1; i >= 0; i--)
            AddLevel(table, paper, own, i < asks ? levels[i] : null, Side.Sell);
        int bids = book.CopyTop(Side.Buy, levels);
        for (int i = 0; i < LadderLevels; i++)
            AddLevel(table, paper, own, i < bids ? levels[i] : null, Side.Buy);
        return table;
    }

    private static void AddLevel(Table table, Backtest paper, Dictionary<Price, decimal> own, BookLevel? level, Side side)
    {
        if (level is not { } l)
        {
            table.AddRow("", "", "", "", "");
            return;
        }

        string quantity = paper.Instrument.QuantityUnit.ToDecimal(l.Quantity).ToString(CultureInfo.InvariantCulture);
        string mine = own.TryGetValue(l.Price, out decimal q) ? $"[yellow]{q:0.########}[/]" : "";
        string price = Price(paper, l.Price);
        if (side == Side.Buy)
            table.AddRow(mine, $"[green]{quantity}[/]", price, "", "");
        else
            table.AddRow("", "", price, $"[red]{quantity}[/]", mine);
    }

    private static Table Account(TradingOptions.Chosen chosen, Backtest paper, double rowsPerSecond)
    {
        BacktestFigures f = paper.Figures;
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("strategy", Markup.Escape(chosen.Name));
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
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("fill").AddColumn("side").AddColumn(new TableColumn("quantity").RightAligned()).AddColumn(new TableColumn("price").RightAligned());
        foreach ((OrderReport fill, int side) in fills.Newest.Take(4))
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
