using System.Globalization;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>A figure for people: its name, and how it is written.</summary>
internal sealed record FigureRow(string Name, Func<BacktestFigures, string> Text);

/// <summary>Figures that belong together.</summary>
internal sealed record FigureGroup(string Title, IReadOnlyList<FigureRow> Rows);

/// <summary>The figures for people, in groups. A dash: undefined. Definitions: docs/results.md.</summary>
internal static class FigureRows
{
    private const string Undefined = "-";

    public static IReadOnlyList<FigureGroup> Groups { get; } =
    [
        new("profit",
        [
            new("spread captured", f => Money(f.Split.SpreadCaptured)),
            new("inventory", f => Money(f.Split.Inventory)),
            new("  adverse 1 s", f => Adverse(f.Split.AdverseSelection1s, f.Split.Inventory)),
            new("  adverse 10 s", f => Adverse(f.Split.AdverseSelection10s, f.Split.Inventory)),
            new("fees", f => Money(-f.Fees)),
            new("funding", f => Money(f.Funding)),
            new("equity", f => Money(f.Equity)),
        ]),
        new("risk",
        [
            new("max drawdown", f => Money(f.MaxDrawdown)),
            new("longest fall", f => Time(f.Returns.LongestDrawdownNs)),
            new("Sharpe", f => Ratio(f.Returns.Sharpe)),
            new("Sortino", f => Ratio(f.Returns.Sortino)),
            new("profit per hour", f => f.ProfitPerHour is { } p ? Money((decimal)p) : Undefined),
            new("on deposit", f => Share(f.ReturnOnDeposit)),
            new("market time", f => Time(f.SpanNs)),
        ]),
        new("orders",
        [
            new("sent", f => Count(f.Orders.Sent)),
            new("acknowledged", f => Count(f.Orders.Acknowledged)),
            new("amended", f => Count(f.Orders.Amended)),
            new("cancelled", f => Count(f.Orders.Cancelled)),
            new("rejected", f => Count(f.Orders.Rejected)),
            new("expired", f => Count(f.Orders.Expired)),
            new("refused", f => Count(f.Orders.Refused)),
            new("filled", f => Count(f.Orders.Filled)),
            new("fill ratio", f => Text($"{f.FillRatio:0.0000}")),
            new("orders per fill", f => Ratio(f.OrderToTradeRatio)),
        ]),
        new("trades",
        [
            new("fills", f => Count(f.Fills)),
            new("turnover", f => Money(f.Turnover)),
            new("closing fills", f => Count(f.Trades.Count)),
            new("win rate", f => Share(f.Trades.WinRate)),
            new("profit per trade", f => f.Trades.ProfitPerTrade is { } p ? Money((decimal)p) : Undefined),
            new("trades per day", f => f.TradesPerDay is { } t ? Text($"{t:N0}") : Undefined),
            new("balance", f => Money(f.Balance)),
            new("realised", f => Money(f.Realised)),
            new("unrealised", f => Money(f.Unrealised)),
        ]),
        new("inventory",
        [
            new("position", f => Quantity(f.Position)),
            new("time in market", f => Share(f.Inventory.TimeInMarket)),
            new("mean", f => Mean(f.Inventory.Mean)),
            new("mean absolute", f => Mean(f.Inventory.MeanAbsolute)),
        ]),
        new("positions by time",
        [
            new("least", f => f.Position is null ? Undefined : Quantity(f.Inventory.Least)),
            new("5 % / 25 %", f => $"{Quantity(f.Inventory.P5)} / {Quantity(f.Inventory.P25)}"),
            new("median", f => Quantity(f.Inventory.P50)),
            new("75 % / 95 %", f => $"{Quantity(f.Inventory.P75)} / {Quantity(f.Inventory.P95)}"),
            new("greatest", f => f.Position is null ? Undefined : Quantity(f.Inventory.Greatest)),
        ]),
    ];

    private static string Money(decimal value) => Text($"{value:N4}");

    private static string Count(long value) => Text($"{value:N0}");

    private static string Ratio(double? value) => value is { } v ? Text($"{v:N2}") : Undefined;

    private static string Share(double? value) => value is { } v ? Text($"{100 * v:0.0} %") : Undefined;

    private static string Mean(double? value) => value is { } v ? v.ToString("G4", CultureInfo.InvariantCulture) : Undefined;

    private static string Quantity(decimal? value) => value is { } v ? DecimalsText.Plain(v) : Undefined;

    private static string Time(long ns) => ns >= 3_600_000_000_000 ? Text($"{ns / 3.6e12:0.00} h") : ns >= 60_000_000_000 ? Text($"{ns / 6e10:0.0} min") : Text($"{ns / 1e9:0.0} s");

    // With its share where both are losses, or both gains.
    private static string Adverse(decimal against, decimal inventory) =>
        -against * inventory <= 0 ? Money(-against) : Text($"{-against:N4} ({-against / inventory * 100:0} %)");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
