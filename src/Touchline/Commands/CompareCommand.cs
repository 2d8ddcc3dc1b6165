using System.CommandLine;
using System.Globalization;
using Touchline.Core;
using Touchline.Reports;

namespace Touchline.Commands;

/// <summary><c>touchline compare</c>: results of backtests side by side.</summary>
internal static class CompareCommand
{
    private const int Most = 8;
    private const string Undefined = "-";

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = $"Results that 'touchline backtest --json' wrote, 2 to {Most}; the others are compared to the first", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var report = new Option<string?>("--report") { Description = "Write the comparison as a page with charts to an HTML file, which needs nothing else" };
        var command = new Command("compare", "Compare backtests: figures side by side, what was set differently, and whether one earned more than chance explains.") { files, json, report };
        command.SetAction((parsed, _) => CommandLine.Start(() => Run(parsed.GetRequiredValue(files), parsed.GetValue(json), parsed.GetValue(report))));
        return command;
    }

    private static int Run(string[] paths, bool json, string? reportPath)
    {
        if (paths.Length is < 2 or > Most)
            throw new BadInputException($"{paths.Length} {(paths.Length == 1 ? "file" : "files")} to compare; right is 2 to {Most}");
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.First()} is given twice; give each result once");
        if (reportPath == "-")
            throw new BadInputException("--report takes the name of a file; only --json goes to standard output");
        if (reportPath is not null)
            PartialFile.CheckApart(reportPath, paths);
        var comparison = new Comparison([.. paths.Select(ResultFile.Read)]);
        using OutputFile? report = reportPath is null ? null : new OutputFile(reportPath);
        report?.Writer.Write(CompareReport.Html(comparison));
        if (json)
            Console.WriteLine(comparison.ToJson().ToJsonString(JsonText.Indented));
        else
            Print(comparison);
        report?.Complete();
        return CommandLine.Done;
    }

    private static void Print(Comparison c)
    {
        for (int i = 0; i < c.Results.Count; i++)
            Console.WriteLine($"{Letter(i)}  {c.Results[i].Path}: {c.Results[i].Strategy} on {string.Join(" and ", c.Results[i].Data)}");
        foreach (string warning in c.Warnings)
            Console.WriteLine($"\nwarning: {warning}");
        Print("what differs", [.. c.Parameters, .. c.Models], c.Results.Count);
        List<string[]> rows = [["figure", .. Heads(c)]];
        foreach (string name in c.Names)
            rows.Add([name, .. Cells(c, name)]);
        Console.WriteLine();
        Console.WriteLine(Aligned(rows));
        for (int i = 1; i < c.Results.Count; i++)
            Console.WriteLine($"\n{Verdict(c.Differences[i - 1], Letter(0), Letter(i))}");
    }

    /// <summary>A result's name in a comparison.</summary>
    public static string Letter(int index) => ((char)('A' + index)).ToString();

    /// <summary>By which a figure of the results is shown, wherever it is.</summary>
    public static int DecimalsOf(Comparison c, string name) => FigureDecimals.Of(c.Results.Select((_, i) => (double?)c.Figure(i, name) ?? double.NaN));

    /// <summary>A figure of each result.</summary>
    public static IEnumerable<string> Texts(Comparison c, string name)
    {
        string format = $"N{DecimalsOf(c, name)}";
        return c.Results.Select((_, i) => c.Figure(i, name)?.ToString(format, CultureInfo.InvariantCulture) ?? Undefined);
    }

    /// <summary>A figure of each result, then how far all but the first are from the first.</summary>
    public static IEnumerable<string> Cells(Comparison c, string name)
    {
        int decimals = DecimalsOf(c, name);
        string digits = decimals == 0 ? "#,##0" : $"#,##0.{new string('0', decimals)}";
        return [.. Texts(c, name), .. c.Results.Skip(1).Select((_, i) => c.Difference(i + 1, name)?.ToString($"+{digits};-{digits};{digits}", CultureInfo.InvariantCulture) ?? Undefined)];
    }

    public static IEnumerable<string> Heads(Comparison c) =>
        [.. c.Results.Select((_, i) => Letter(i)), .. c.Results.Skip(1).Select((_, i) => $"{Letter(i + 1)} - {Letter(0)}")];

    /// <summary>What the paired difference says, in words.</summary>
    public static string Verdict(PairedDifference? d, string first, string other)
    {
        if (d is null)
            return $"profit {other} - {first}: too few stretches of time in common for an interval; {PairedDifference.Fewest} are needed";
        string says = d.IsClear ? $"{(d.PerHour > 0 ? other : first)} earned more than chance explains" : "it holds 0, so chance can't be ruled out";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"profit {other} - {first}: {d.PerHour:N4} an hour, 95 % interval {d.LowPerHour:N4} to {d.HighPerHour:N4} ({d.Stretches} stretches of {d.StretchSeconds:0} s): {says}");
    }

    private static void Print(string title, IReadOnlyList<(string Name, string?[] Texts)> rows, int results)
    {
        if (rows.Count == 0)
            return;
        Console.WriteLine();
        Console.WriteLine(TextColumns.Of([[title, .. Enumerable.Range(0, results).Select(Letter)], .. rows.Select(r => (string[])[r.Name, .. r.Texts.Select(t => t ?? Undefined)])]));
    }

    // Names to the left, numbers to the right.
    private static string Aligned(List<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(r => r[column].Length))];
        return string.Join(Environment.NewLine, rows.Select(r => r[0].PadRight(widths[0]) + string.Concat(r.Skip(1).Select((cell, i) => "  " + cell.PadLeft(widths[i + 1])))));
    }
}
