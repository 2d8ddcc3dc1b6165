using System.CommandLine;
using System.Text;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Reports;
using Touchline.Simulation;
using Touchline.Trading;

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
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var report = new Option<string?>("--report") { Description = "Write the report as a page to an HTML file, which needs nothing else" };
        var time = new Option<string>("--time-tolerance") { Description = "How far apart in time two fills of an order may be to count as one", DefaultValueFactory = _ => Duration.Format(DriftTolerance.Usual.TimeNs) };
        var price = new Option<string>("--price-tolerance") { Description = "And how far apart in price, as a share of it", DefaultValueFactory = _ => SettingText.Write(DriftTolerance.Usual.PriceShare) };
        var trading = new TradingOptions(Models);
        var command = new Command("drift", "Send what a session sent to a simulated venue on its recorded market, and compare fills, times and money with what it really had.") { folder, json, report, time, price };
        trading.AddTo(command);
        command.SetAction((parsed, _) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(folder), trading.Read(parsed).Models, ToleranceOf(parsed.GetRequiredValue(time), parsed.GetRequiredValue(price)), parsed.GetValue(json), parsed.GetValue(report))));
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

    private static int Run(string folder, SimulationOptions models, DriftTolerance tolerance, bool json, string? reportPath)
    {
        if (reportPath == "-")
            throw new BadInputException("--report takes the name of a file; only --json goes to standard output");
        using JournaledSession session = JournaledSession.Open(folder);
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

/// <summary>A session's journal with its market log and an engine made as the session's was.</summary>
internal sealed class JournaledSession : IDisposable
{
    private readonly List<Recording> _recordings = [];

    private JournaledSession(OrderJournalFile journal, Engine engine)
    {
        Journal = journal;
        Engine = engine;
    }

    public OrderJournalFile Journal { get; }

    public Engine Engine { get; }

    /// <summary>One an instrument.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    /// <summary>All that is read of it.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <exception cref="BadInputException">It isn't there, is damaged, or one of its markets is.</exception>
    public static JournaledSession Open(string folder)
    {
        string path = Path.Combine(folder, JournalSession.OrdersFile);
        OrderJournalFile journal = OrderJournalFile.Read(path);
        if (journal.IsDamaged)
            throw new BadInputException($"{path} is damaged: whole records stand behind a broken one, {journal.LostBytes:N0} bytes before its end; what a session had can't be told from a part of it");
        (Engine engine, IReadOnlyList<Instrument> instruments) = JournalSession.Restore(Encoding.UTF8.GetString(journal.Session.Span), folder);
        var session = new JournaledSession(journal, engine);
        try
        {
            for (int i = 0; i < instruments.Count; i++)
                session._recordings.Add(Recording.Open(MarketPath(folder, i)));
        }
        catch
        {
            session.Dispose();
            throw;
        }

        session.Files = [path, .. Enumerable.Range(0, instruments.Count).Select(i => MarketPath(folder, i))];
        return session;
    }

    public void Dispose()
    {
        foreach (Recording recording in _recordings)
            recording.Dispose();
    }

    // A session that was killed left its recording under its working name.
    private static string MarketPath(string folder, int instrument)
    {
        string path = Path.Combine(folder, JournalSession.MarketFile(instrument));
        return File.Exists(path) ? path : path + PartialFile.Suffix;
    }
}
