using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Commands;

/// <summary><c>touchline import</c>: a file of any known format becomes a recording.</summary>
internal static class ImportCommand
{
    private const double LeastAgreementPercent = 99.9;

    private static readonly IImportFormat[] Formats =
    [
        new BinanceRawImport(isSpot: false),
        new BinanceRawImport(isSpot: true),
        new EventsCsvImport(),
        new TardisCsvImport(),
        new HftbacktestNpzImport(),
        new BinanceArchiveImport(),
    ];

    public static Command Create()
    {
        var format = new Option<string>("--format")
        {
            Description = "What the files are:\n" + string.Join("\n", Formats.Select(f => $"{f.Name,-17} {f.Description}")),
            Required = true,
        };
        var symbol = new Option<string>("--symbol") { Description = "The venue's symbol, e.g. BTCUSDT", Required = true };
        var venue = new Option<string?>("--venue") { Description = "The venue's name in the recording (default: the format's)" };
        var tick = new Option<string?>("--tick") { Description = "Price step, e.g. 0.1; inferred from the data when not given" };
        var lot = new Option<string?>("--lot") { Description = "Quantity step, e.g. 0.001; inferred from the data when not given" };
        var output = new Option<string>("--output", "-o") { Description = "The recording to write (.tlr)", Required = true };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object" };
        var files = new Argument<string[]>("FILE") { Description = "Input files in time order; gzip and zip are read as they are", Arity = ArgumentArity.OneOrMore };
        var command = new Command("import", "Make a recording (.tlr) from captured or archived market data.")
            { format, symbol, venue, tick, lot, output, json, files };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(format), parsed.GetRequiredValue(symbol), parsed.GetValue(venue), parsed.GetValue(tick),
            parsed.GetValue(lot), parsed.GetRequiredValue(output), parsed.GetRequiredValue(files), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(
        string formatName, string symbol, string? venue, string? tick, string? lot, string output, string[] paths, bool json,
        CancellationToken cancel)
    {
        IImportFormat format = Array.Find(Formats, f => f.Name == formatName)
            ?? throw new BadInputException($"format '{formatName}' is unknown; known are {string.Join(", ", Formats.Select(f => f.Name))}");
        if (format.NeedsUnits && (tick is null || lot is null))
            throw new BadInputException($"{format.Name} needs --tick and --lot: its rows don't show the instrument's steps");
        if (symbol.Trim().Length == 0)
            throw new BadInputException("--symbol is empty; give the venue's symbol, e.g. BTCUSDT");
        var options = new ImportOptions(
            venue ?? format.Venue, symbol,
            tick is null ? null : DecimalUnit.Parse(tick, "--tick"), lot is null ? null : DecimalUnit.Parse(lot, "--lot"), output);
        PartialFile.CheckApart(output, paths);
        using var progress = new ProgressLine("importing");
        var files = new InputFiles(paths, new Relay<ImportProgress>(p => progress.Show((double)p.Bytes / p.TotalBytes, p.Rows)));
        ImportReport report = format.Import(options, files, cancel);
        double seconds = progress.Seconds;
        progress.Dispose();
        if (json)
            Console.WriteLine(ToJson(report, output, seconds).ToJsonString(JsonText.Indented));
        else
            Print(report, output, seconds);
        return CommandLine.Done;
    }

    private static void Print(ImportReport report, string output, double seconds)
    {
        Instrument i = report.Instrument;
        Console.WriteLine($"{i.Symbol} on {i.Venue}: tick {i.Tick} ({Origin(report.TickWasGiven)}), lot {i.Lot} ({Origin(report.LotWasGiven)}), version {i.Version}");
        Console.WriteLine($"{report.Lines:N0} lines became {report.Rows:N0} rows: "
            + string.Join(", ", report.RowsByKind.Select(k => $"{k.Value:N0} {KindNames.Of(k.Key)}")));
        foreach (string note in report.Notes)
            Console.WriteLine(note);
        Console.WriteLine($"sequence gaps {report.Gaps}");
        Console.WriteLine($"clock offset {Seconds(report.ClockOffsetNs)} s"
            + (report.ClockOffsetNs > 0 ? " is added to local time: the local clock ran behind the exchange's" : ""));
        Console.WriteLine(report.Agreement.Percent is { } percent
            ? $"touch agreement {Percent(percent)} % ({report.Agreement.Agreed:N0} of {report.Agreement.Compared:N0} depth events)"
            : "touch agreement not checked: no depth event has a best bid/ask message to compare with");
        foreach (string warning in Warnings(report))
            Console.Error.WriteLine($"warning: {warning}");
        Console.WriteLine($"wrote {output} in {seconds:0.00} s ({report.Rows / seconds / 1e6:0.00} M rows/s)");
    }

    private static IEnumerable<string> Warnings(ImportReport report)
    {
        foreach (string warning in report.Warnings)
            yield return warning;
        if (report.Agreement.Percent < LeastAgreementPercent)
        {
            string first = report.Agreement.FirstDifference is { } d
                ? $"; the first difference is at update {d.UpdateId}: the book has {Show(d.Book, report)}, the venue says {Show(d.Message, report)}" : "";
            yield return $"the book disagrees with the venue's own best bid/ask{first}";
        }
    }

    private static string Show(Touch touch, ImportReport report)
    {
        Instrument i = report.Instrument;
        string bid = touch.HasBid ? $"{i.QuantityUnit.ToDecimal(touch.BidQuantity)} @ {i.PriceUnit.ToDecimal(touch.BidPrice)}" : "no bid";
        string ask = touch.HasAsk ? $"{i.QuantityUnit.ToDecimal(touch.AskQuantity)} @ {i.PriceUnit.ToDecimal(touch.AskPrice)}" : "no ask";
        return $"{bid} / {ask}";
    }

    private static JsonObject ToJson(ImportReport report, string output, double seconds) => new()
    {
        ["output"] = output,
        ["venue"] = report.Instrument.Venue,
        ["symbol"] = report.Instrument.Symbol,
        ["version"] = report.Instrument.Version,
        ["tick"] = report.Instrument.Tick,
        ["lot"] = report.Instrument.Lot,
        ["tick_inferred"] = !report.TickWasGiven,
        ["lot_inferred"] = !report.LotWasGiven,
        ["lines"] = report.Lines,
        ["rows"] = report.Rows,
        ["rows_by_kind"] = new JsonObject(report.RowsByKind.Select(k => KeyValuePair.Create(KindNames.Key(k.Key), (JsonNode?)k.Value))),
        ["gaps"] = report.Gaps,
        ["clock_offset_ns"] = report.ClockOffsetNs,
        ["touch_agreement_percent"] = report.Agreement.Percent,
        ["touch_compared"] = report.Agreement.Compared,
        ["notes"] = new JsonArray([.. report.Notes.Select(n => (JsonNode)n)]),
        ["warnings"] = new JsonArray([.. Warnings(report).Select(w => (JsonNode)w)]),
        ["seconds"] = seconds,
    };

    private static string Origin(bool given) => given ? "given" : "inferred";

    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.000000", CultureInfo.InvariantCulture);

    // Never rounds up to 100.
    private static string Percent(double percent) => (Math.Floor(percent * 100) / 100).ToString("0.##", CultureInfo.InvariantCulture);
}
