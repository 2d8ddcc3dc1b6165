using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Venues.Binance;
using Touchline.Venues.Wire;

namespace Touchline.Commands;

/// <summary><c>touchline doctor</c>: looks at the machine, and at a venue as a session would need it, and says what to fix. Nothing is ordered or changed.</summary>
internal static class DoctorCommand
{
    // Where no symbol is named, one that everybody knows.
    private const string UsualSymbol = "BTCUSDT";

    public static Command Create()
    {
        var venue = new TradingOptions(VenueSetting.All);
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("doctor", "Look at this machine, and with --venue at a venue: network, clock, symbols, with --key the key and its account, latency and limits; say what to fix. Nothing is ordered or changed.") { json };
        venue.AddTo(command);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(VenueSettings.Of(venue.ReadHere(parsed)), parsed.GetValue(json), cancel)));
        return command;
    }

    // A pass phrase is asked for before anything is looked at.
    private static int Run(VenueSettings? venue, bool json, CancellationToken cancel)
    {
        BinanceCredentials? credentials = venue is null ? null : LiveVenues.Credentials(venue);
        using WireCalls? calls = venue is null ? null : new WireCalls(venue.Certificate, cancel);
        var found = new List<DoctorCheck>();
        foreach (DoctorCheck check in MachineChecks.Of(MachineFacts.Current()).Concat(venue is null ? [] : Checks(venue, credentials, calls!)))
        {
            found.Add(check);
            if (!json)
                Print(check);
        }

        int failed = Count(Verdict.Fail);
        if (json)
            Console.WriteLine(ToJson(found, failed).ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"{Count(Verdict.Ok)} ok, {Count(Verdict.Warn)} to look at, {failed} failed{(Count(Verdict.Unknown) is > 0 and var unknown ? $", {unknown} not to be told here" : "")}");
        return failed == 0 ? CommandLine.Done : CommandLine.FailedRun;

        int Count(Verdict verdict) => found.Count(c => c.Verdict == verdict);
    }

    private static IEnumerable<DoctorCheck> Checks(VenueSettings venue, BinanceCredentials? credentials, WireCalls calls)
    {
        bool isReachable = true;
        foreach (DoctorCheck check in Hosts(venue.Addresses, new WireSecurity(venue.Certificate)))
        {
            isReachable &= check.Verdict != Verdict.Fail;
            yield return check;
        }

        // What can't be reached needn't be asked.
        if (!isReachable)
            yield break;
        var inquiry = new BinanceInquiry(venue.Addresses with { Credentials = credentials }, calls.Call, () => calls.NowNs);
        var doctor = new BinanceDoctor(inquiry, venue.Symbols);
        foreach (DoctorCheck check in doctor.Checks())
            yield return check;
        if (doctor.IsToldToWait)
            yield break;
        var streams = new StreamChecks(venue.Addresses, calls, inquiry.OffsetNs);
        yield return streams.MarketData(venue.Symbols.Count > 0 ? venue.Symbols[0] : UsualSymbol);
        yield return streams.OrderEntry();
    }

    private static IEnumerable<DoctorCheck> Hosts(BinanceVenueOptions addresses, WireSecurity security) =>
        HostChecks.Of("REST", addresses.RestUrl, security)
            .Concat(HostChecks.Of("streams", addresses.StreamUrl, security))
            .Concat(HostChecks.Of("order entry", addresses.WebSocketApiUrl, security));

    private static void Print(DoctorCheck check)
    {
        Console.WriteLine($"{Word(check.Verdict),-4}  {check.Name}: {check.Text}");
        if (check.Fix is { } fix)
            Console.WriteLine($"      to do: {fix}");
    }

    private static JsonObject ToJson(List<DoctorCheck> found, int failed) => new()
    {
        ["ok"] = failed == 0,
        ["checks"] = new JsonArray([.. found.Select(c => new JsonObject
        {
            ["name"] = c.Name,
            ["verdict"] = Word(c.Verdict),
            ["text"] = c.Text,
            ["fix"] = c.Fix,
        })]),
    };

    private static string Word(Verdict verdict) => verdict switch { Verdict.Ok => "ok", Verdict.Unknown => "?", Verdict.Warn => "warn", _ => "fail" };
}
