using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Venues.Binance;
using Touchline.Venues.Wire;

namespace Touchline.Commands;

/// <summary><c>touchline doctor</c>: looks at a venue as a session would need it, and says what to fix. Nothing is ordered or changed.</summary>
internal static class DoctorCommand
{
    // Where no symbol is named, one that everybody knows.
    private const string UsualSymbol = "BTCUSDT";

    public static Command Create()
    {
        var venue = new TradingOptions(VenueSetting.All);
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("doctor", "Look at a venue (--venue): network, clock, symbols, with --key the key and its account, latency and limits; say what to fix. Nothing is ordered.") { json };
        venue.AddTo(command);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            VenueSettings chosen = VenueSettings.Of(venue.ReadHere(parsed)) ?? throw new BadInputException($"setting {VenueSetting.Name.Path} is missing; right is --venue {VenueSetting.Binance}");
            return Run(chosen, parsed.GetValue(json), cancel);
        }));
        return command;
    }

    private static int Run(VenueSettings venue, bool json, CancellationToken cancel)
    {
        BinanceCredentials? credentials = LiveVenues.Credentials(venue);
        using var calls = new WireCalls(venue.Certificate, cancel);
        var found = new List<DoctorCheck>();
        foreach (DoctorCheck check in Checks(venue, credentials, calls))
        {
            found.Add(check);
            if (!json)
                Print(check);
        }

        int failed = found.Count(c => c.Verdict == Verdict.Fail), warned = found.Count(c => c.Verdict == Verdict.Warn);
        if (json)
            Console.WriteLine(ToJson(found, failed).ToJsonString(JsonText.Indented));
        else
            Console.WriteLine($"{found.Count - failed - warned} ok, {warned} to look at, {failed} failed");
        return failed == 0 ? CommandLine.Done : CommandLine.FailedRun;
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

    private static string Word(Verdict verdict) => verdict switch { Verdict.Ok => "ok", Verdict.Warn => "warn", _ => "fail" };
}
