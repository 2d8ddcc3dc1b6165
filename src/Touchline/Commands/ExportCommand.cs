using System.CommandLine;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline export</c>: a recording for other programs.</summary>
internal static class ExportCommand
{
    private static readonly IExportFormat[] Formats = [new EventsCsvExport(), new NpzExport()];

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The recording (.tlr)" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write; its ending chooses the format:\n" + string.Join("\n", Formats.Select(f => $"{f.Extension,-5} {f.Description}")),
            Required = true,
        };
        var instrument = new Option<string?>("--instrument") { Description = "SYMBOL or SYMBOL@VENUE; needed when the recording holds several" };
        var command = new Command("export", "Write a recording as CSV or NumPy.") { file, output, instrument };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), parsed.GetValue(instrument), cancel)));
        return command;
    }

    private static int Run(string path, string output, string? instrument, CancellationToken cancel)
    {
        IExportFormat format = Array.Find(Formats, f => output.EndsWith(f.Extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadInputException($"can't tell a format from '{output}'; a name ends in {string.Join(" or ", Formats.Select(f => f.Extension))}");
        PartialFile.CheckApart(output, path);
        using Recording recording = Recording.Open(path);
        using var progress = new ProgressLine("exporting");
        ExportReport report = format.Export(
            recording, new ExportOptions(output, instrument),
            new Relay<ExportProgress>(p => progress.Show((double)p.Rows / Math.Max(1, p.TotalRows), p.Rows)), cancel);
        progress.Dispose();
        Console.WriteLine($"wrote {output}: {report.RowsWritten:N0} rows of {report.Instrument}");
        if (report.RowsSplit > 0)
            Console.WriteLine($"{report.RowsSplit:N0} rows stand twice, once for each side: the exchange's order and ours differ there");
        if (report.ClockOffsetNs > 0)
            Console.WriteLine($"local times include the clock offset of {report.ClockOffsetNs / 1e9m:0.000000} s");
        if (report.RowsLeftOut.Count > 0)
            Console.WriteLine("left out, for the format has no place for them: " + string.Join(", ", report.RowsLeftOut.Select(k => $"{k.Value:N0} {KindNames.Of(k.Key)}")));
        return CommandLine.Done;
    }
}
