using System.CommandLine;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Reports;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary><c>touchline drift</c>: what a session really had beside what the models would have given it.</summary>
internal static class DriftCommand
{
    private static readonly IReadOnlyList<Setting> Models =
    [
        Settings.Queue, Settings.Exchange, Settings.Latency, Settings.Fees, Settings.Deposit, Settings.Leverage, Settings.Maintenance, Settings.LiquidationFee, Settings.Seed,
    ];

    public static Command Create()
    {
        var folder = new Argument<string>("JOURNAL") { Description = "The folder that a session's --journal wrote" };
        var session = new Option<int?>("--session") { Description = "The number of the session; without it the newest" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var report = new Option<string?>("--report") { Description = "Write the report as a page to an HTML file, which needs nothing else" };
        var time = new Option<string>("--time-tolerance") { Description = "How far apart in time two fills of an order may be to count as one", DefaultValueFactory = _ => Duration.Format(DriftTolerance.Usual.TimeNs) };
        var price = new Option<string>("--price-tolerance") { Description = "And how far apart in price, as a share of it", DefaultValueFactory = _ => SettingText.Write(DriftTolerance.Usual.PriceShare) };
        var trading = new TradingOptions(Models);
        var command = new Command("drift", "Send what a session sent to a simulated venue on its recorded market, and compare fills, times and money with what it really had.") { folder, session, json, report, time, price };
        trading.AddTo(command);
        command.SetAction((parsed, _) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(folder), parsed.GetValue(session), trading.Read(parsed).Models, ToleranceOf(parsed.GetRequiredValue(time), parsed.GetRequiredValue(price)), parsed.GetValue(json), parsed.GetValue(report))));
        return command;
    }

    private static DriftTolerance ToleranceOf(string time, string price)
    {
        if (!Duration.TryParse(time, out long ns))
            throw new BadInputException($"--time-tolerance is '{time}'; right is a time with its unit, e.g. 500ms");
        if (!SettingText.TryReadNumber(price, out decimal share) || share is < 0 or > 1)
            throw new BadInputException($"--price-tolerance is '{price}'; right is a share of the price from 0 to 1, e.g. 0.001");
        return new DriftTolerance(ns, share);
    }

    private static int Run(string folder, int? number, SimulationOptions models, DriftTolerance tolerance, bool json, string? reportPath)
    {
        if (reportPath == "-")
            throw new BadInputException("--report takes the name of a file; only --json goes to standard output");
        using var session = new SessionReplay(folder, number);
        if (session.Damages.FirstOrDefault() is { } damage)
            throw new BadInputException($"{damage}; what a session had can't be told from a part of it");
        if (reportPath is not null)
            PartialFile.CheckApart(reportPath, session.Files);
        using OutputFile? page = reportPath is null ? null : new OutputFile(reportPath);
        DriftReport drift = DriftReport.Of(session.Journal, session.Recordings, session.Engine, models, tolerance);
        page?.Writer.Write(DriftPage.Html(drift, folder, models, tolerance));
        if (json)
            Console.WriteLine(DriftJson.Of(drift, models, tolerance).ToJsonString(JsonText.Indented));
        else
            Console.WriteLine(DriftTable.Of(drift, models, tolerance));
        page?.Complete();
        return CommandLine.Done;
    }
}
