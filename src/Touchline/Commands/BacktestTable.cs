using Touchline.Configuration;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>A backtest's result for people.</summary>
internal static class BacktestTable
{
    public static void Print(TradingSettings chosen, BacktestResult result, IReadOnlyDictionary<string, double> metrics)
    {
        string instruments = string.Join(", ", result.Instruments.Select(i => i.Instrument.ToString()));
        Console.WriteLine($"{chosen.Name} on {instruments}: {result.Rows:N0} rows in {result.Seconds:0.00} s ({result.Rows / result.Seconds / 1e6:0.00} M rows/s)");
        Console.WriteLine($"models      queue {chosen.Models.Queue}, exchange {chosen.Models.Exchange.Name()}, latency {chosen.Models.Latency}, fees {FeesText.Write(chosen.Models.Fees)}{Margin(chosen.Models.Margin)}");
        Console.WriteLine($"parameters  {string.Join(" ", chosen.Strategy.Parameters.Select(p => $"{p.Name}={p.ValueText}"))}");
        Console.WriteLine();
        string[] heads = result.Instruments.Count == 1 ? [""] : ["all", .. result.Instruments.Select(i => i.Instrument.Symbol)];
        BacktestFigures[] columns = result.Instruments.Count == 1 ? [result.Figures] : [result.Figures, .. result.Instruments.Select(i => i.Figures)];
        if (heads.Length > 1)
            Row("", heads);
        Row("orders sent", columns, f => $"{f.Orders.Sent:N0}");
        Row("acknowledged", columns, f => $"{f.Orders.Acknowledged:N0}");
        Row("amended", columns, f => $"{f.Orders.Amended:N0}");
        Row("cancelled", columns, f => $"{f.Orders.Cancelled:N0}");
        Row("rejected", columns, f => $"{f.Orders.Rejected:N0}");
        Row("expired", columns, f => $"{f.Orders.Expired:N0}");
        Row("refused", columns, f => $"{f.Orders.Refused:N0}");
        Row("filled", columns, f => $"{f.Orders.Filled:N0}");
        Row("fills", columns, f => $"{f.Fills:N0}");
        Row("fill ratio", columns, f => $"{f.FillRatio:0.0000}");
        Row("position", columns, f => f.Position is { } p ? DecimalsText.Plain(p) : "");
        Row("balance", columns, f => $"{f.Balance:N4}");
        Row("realised", columns, f => $"{f.Realised:N4}");
        Row("unrealised", columns, f => $"{f.Unrealised:N4}");
        Row("fees", columns, f => $"{f.Fees:N4}");
        Row("funding", columns, f => $"{f.Funding:N4}");
        Row("equity", columns, f => $"{f.Equity:N4}");
        Row("drawdown", columns, f => $"{f.MaxDrawdown:N4}");
        Row("turnover", columns, f => $"{f.Turnover:N4}");
        foreach ((string name, double value) in metrics)
            Row(name, [value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)]);
    }

    private static string Margin(MarginTerms margin) => !margin.IsLimited
        ? ""
        : $", deposit {margin.Deposit} leverage {margin.Leverage} maintenance {MarginText.Write(margin.Maintenance)} liquidation fee {margin.LiquidationFee}";

    private static void Row(string name, BacktestFigures[] columns, Func<BacktestFigures, string> text) => Row(name, [.. columns.Select(text)]);

    private static void Row(string name, string[] cells) => Console.WriteLine($"{name,-12}{string.Concat(cells.Select(c => $"{c,16}"))}");
}
