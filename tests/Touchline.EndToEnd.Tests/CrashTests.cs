using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Trading;
using Xunit.Abstractions;

namespace Touchline.EndToEnd.Tests;

/// <summary>
/// A real session on a simulated exchange in a process of its own, killed at random moments and started again on the same journal, with faults of the exchange. At the end journal and exchange
/// are compared, fill by fill.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int MostWaitMs = 2_500, MostTradesOnMs = 800;

    // Longer than a session has ever taken to its first fill.
    private const int MostLooks = 2_000, LookMs = 10;
    // More, and on a machine with nothing else to do the suite mostly waits for the exchange's weight.
    private const int RoundsOfOneExchange = 10;

    // Of the 2,400 of a minute; a session that begins takes up to 300. Started every second or two its address would be banned.
    private const int MostWeight = 1_900;

    // Each is set now and then, and ends by itself.
    private static readonly string[] Faults =
    [
        """{"kind":"lose","scope":"wsapi","count":2}""", """{"kind":"drop","scope":"user","count":1}""", """{"kind":"drop","scope":"wsapi","count":1}""",
        """{"kind":"status","scope":"order","status":503,"accepted":true,"count":2}""", """{"kind":"delay","scope":"wsapi","ms":300,"count":3}""",
        """{"kind":"fill-before-ack","scope":"order","count":2}""", """{"kind":"duplicate","scope":"user","count":3}""", """{"kind":"silence","scope":"order","count":1}""",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_12_times_no_order_is_lost_or_doubled_and_every_fill_counts_once() => Play(12, seed: 1);

    [LongFact("crash")]
    [Trait("Category", "Long-crash")]
    public void Killed_1000_times_no_order_is_lost_or_doubled_and_every_fill_counts_once()
    {
        string progress = LongFactAttribute.ProgressFile!;
        for (int done = File.Exists(progress) ? int.Parse(File.ReadAllText(progress), CultureInfo.InvariantCulture) : 0; done < 1_000;)
        {
            Play(RoundsOfOneExchange, seed: 1_000 + done);
            done += RoundsOfOneExchange;
            File.WriteAllText(progress, done.ToString(CultureInfo.InvariantCulture));
            Console.WriteLine($"{done} kills");
        }

        File.Delete(progress);
    }

    private void Play(int rounds, int seed)
    {
        var random = new Random(seed);
        string journal = _folder[$"J{seed}"];
        using var venue = new VenueProcess(_folder, "BTCUSDT,ETHUSDT", "--pace", "10");
        string[] session =
        [
            "run", .. venue.Addresses, "--live", .. venue.Key($"key{seed}"), "--symbols", "BTCUSDT,ETHUSDT", "--param", "size=0.02", "--param", "spread=0.1", "--param", "levels=2", "--param", "refresh=200ms", "--journal", journal, "--json",
        ];
        for (int round = 0; round < rounds; round++)
        {
            if (random.Next(3) == 0)
                venue.Fault(Faults[random.Next(Faults.Length)]);
            while (venue.UsedWeight > MostWeight)
                Assert.False(venue.EndsWithin(1_000), "the exchange ended by itself");
            using Process run = venue.Start(session);
            bool ended = random.Next(2) == 0 ? run.WaitForExit(random.Next(MostWaitMs)) : EndsBeforeFill(run, venue) || run.WaitForExit(random.Next(MostTradesOnMs));
            Assert.False(ended, $"round {round} ended by itself: {(ended ? run.StandardOutput.ReadToEnd() + run.StandardError.ReadToEnd() : "")}");
            run.Kill();
            run.WaitForExit();
        }

        venue.Fault();
        Outcome last = venue.Run([.. session, "--for", "3s"]);
        Assert.True(last.ExitCode == 0, last.Output + last.Error);
        Assert.Equal(0, venue.OpenOrders);
        Compare(JsonNode.Parse(last.Output)!, journal, venue, rounds);
        CompareDatabase(JsonNode.Parse(last.Output)!, journal);
    }

    // Kills at any time meet starts and recoveries, the more of them the slower the machine is; kills after a fill meet what is in flight then.
    private static bool EndsBeforeFill(Process run, VenueProcess venue)
    {
        string before = venue.Balances;
        for (int looks = 0; venue.Balances == before && looks < MostLooks; looks++)
        {
            if (run.WaitForExit(LookMs))
                return true;
        }

        return false;
    }

    // What the sessions wrote and read from each other's journal is what the whole journal tells.
    private static void CompareDatabase(JsonNode sum, string journal)
    {
        Assert.True((bool)sum["storage"]!["is_complete"]!, sum["storage"]!.ToJsonString());
        string database = Path.Combine(journal, "touchline.db");
        JsonNode before = Ask("db", "status", "--database", database, "--json");
        JsonNode whole = Ask("db", "rebuild", journal, "--database", database, "--json");
        Assert.Equal(
            [(long)whole["orders"]!, (long)whole["transitions"]!, (long)whole["trades"]!, (long)whole["positions"]!],
            new[] { "orders", "order_transitions", "trades", "positions" }.Select(t => (long)before["rows"]![t]!));
        Assert.Equal(0, (long)whole["audit_added"]!);
        Assert.Equal((long)whole["sessions"]!, before["sessions"]!.AsArray().Count);
        Assert.True((bool)Ask("db", "verify", "--database", database, "--json")["whole"]!);
    }

    private static JsonNode Ask(params string[] arguments)
    {
        Outcome outcome = TouchlineProgram.Run(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return JsonNode.Parse(outcome.Output)!;
    }

    private void Compare(JsonNode sum, string journal, VenueProcess venue, int rounds)
    {
        List<OrderReport> fills = ReadFills(journal);
        int made = 0;
        foreach ((int index, string symbol) in new[] { "BTCUSDT", "ETHUSDT" }.Index())
        {
            JsonElement[] trades = [.. venue.All($"/fapi/v1/userTrades?symbol={symbol}", "id", "fromId")];
            made += trades.Length;
            long[] theirs = [.. trades.Select(t => t.GetProperty("id").GetInt64()).Order()];
            long[] ours = [.. fills.Where(f => f.Instrument == index).Select(f => f.TradeId).Order()];
            Assert.Equal(theirs, ours);
            Assert.Equal(venue.Position(symbol), decimal.Parse(sum["positions"]![index]!["position"]!.ToString(), CultureInfo.InvariantCulture));
            Assert.Equal(trades.Sum(t => Number(t, "commission")), fills.Where(f => f.Instrument == index).Sum(f => f.Fee));
            string[] ids = [.. venue.All($"/fapi/v1/allOrders?symbol={symbol}", "orderId", "orderId").Select(o => o.GetProperty("clientOrderId").GetString()!)];
            Assert.Equal(ids.Length, ids.Distinct().Count());
        }

        Assert.True(made > rounds / 4, $"only {made} fills in {rounds} rounds prove nothing");
        output.WriteLine($"{rounds} kills, {made} fills, each once");
    }

    // Of all sessions, in the order in which they were.
    private static List<OrderReport> ReadFills(string journal)
    {
        var fills = new List<OrderReport>();
        RecoveredJournal recovered = RecoveredJournal.Read(journal)!;
        for (int session = 1; session <= recovered.LastSession; session++)
        {
            OrderJournalFile file;
            try
            {
                file = OrderJournalFile.Read(journal, session);
            }
            catch (BadInputException)
            {
                continue; // it was killed before it began
            }

            Assert.Null(file.Damage);
            fills.AddRange(file.Records().Where(r => r.Kind == JournalRecordKind.Report && r.Report.Kind == ReportKind.Fill).Select(r => r.Report));
        }

        return fills;
    }

    private static decimal Number(JsonElement trade, string name) => decimal.Parse(trade.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
