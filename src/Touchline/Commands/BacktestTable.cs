using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>A backtest's result for people: one instrument in two columns within 80 characters, several side by side.</summary>
internal static class BacktestTable
{
    private const int NameWidth = 17;
    private const int CellWidth = 20;
    private const int Gap = 4;
    private const int SeveralCellWidth = 19;

    public static void Print(TradingSettings chosen, JsonObject parameters, BacktestResult result, IReadOnlyDictionary<string, double> metrics)
    {
        string instruments = string.Join(", ", result.Instruments.Select(i => i.Instrument.ToString()));
        Console.WriteLine($"{chosen.Name} on {instruments}: {result.Rows:N0} rows in {result.Seconds:0.00} s ({result.Rows / result.Seconds / 1e6:0.00} M rows/s)");
        Console.WriteLine($"models      {ModelsLine.Of(chosen)}");
        Console.WriteLine($"parameters  {string.Join(" ", parameters.Select(p => $"{p.Key}={p.Value}"))}");
        if (result.Instruments.Count == 1)
            PrintOne(result.Figures);
        else
            PrintSeveral(result);
        if (metrics.Count > 0)
            Console.WriteLine($"\nmetrics");
        foreach ((string name, double value) in metrics)
            Console.WriteLine($"{name,-NameWidth}{value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture),CellWidth}");
    }

    private static void PrintOne(BacktestFigures figures)
    {
        foreach (FigureGroup[] pair in FigureRows.Groups.Chunk(2))
        {
            Console.WriteLine();
            string[] left = Lines(pair[0], figures), right = Lines(pair[1], figures);
            for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
                Console.WriteLine($"{At(left, i),-(NameWidth + CellWidth + Gap)}{At(right, i)}".TrimEnd());
        }
    }

    private static void PrintSeveral(BacktestResult result)
    {
        Console.WriteLine($"\n{"",-NameWidth}{"all",SeveralCellWidth}{string.Concat(result.Instruments.Select(i => $"{i.Instrument.Symbol,SeveralCellWidth}"))}");
        BacktestFigures[] columns = [result.Figures, .. result.Instruments.Select(i => i.Figures)];
        foreach (FigureGroup group in FigureRows.Groups)
        {
            if (group.Title.Length > 0)
                Console.WriteLine($"\n{group.Title}");
            foreach (FigureRow row in group.Rows)
                Console.WriteLine($"{row.Name,-NameWidth}{string.Concat(columns.Select(f => $"{row.Text(f),SeveralCellWidth}"))}");
        }
    }

    private static string[] Lines(FigureGroup group, BacktestFigures figures) =>
        [group.Title, .. group.Rows.Select(r => $"{r.Name,-NameWidth}{r.Text(figures),CellWidth}")];

    private static string At(string[] lines, int index) => index < lines.Length ? lines[index] : "";
}
