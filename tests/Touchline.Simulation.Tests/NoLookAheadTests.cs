using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>What happens up to a moment, on our side, doesn't depend on anything that happens after it.</summary>
public sealed class NoLookAheadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 700)]
    [InlineData(2, 700)]
    public void All_inputs_and_decisions_up_to_a_moment_are_the_same_when_the_market_behind_it_is_another(int seed, int runs)
    {
        var random = new Random(seed);
        long compared = 0, fills = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            SimulationOptions options = market.Options with { Exchange = (ExchangeModel)random.Next(1, 3) };
            Row[] seen = [.. market.Rows.SkipWhile(r => r.Local == -1)];
            long first = seen[0].Local, last = seen.Max(r => r.Local);
            // By our clock; at the exchange a row happened before the moment or didn't, by the exchange's.
            long moment = random.NextInt64(first, last + 1) + market.ClockOffsetNs;
            bool IsBefore(Row row) => (row.Local != -1 && row.Local + market.ClockOffsetNs <= moment) || (row.Exchange != -1 && row.Exchange <= moment);
            // The last row stays, so that both markets last beyond the moment.
            Row[] other = [.. seen.Where((r, i) => i == 0 || IsBefore(r) || r.Local == last || random.Next(2) == 0).Select((r, i) => i == 0 || IsBefore(r) ? r : r with { Quantity = r.Quantity * 3 })];

            long step = 1 + options.Latency.MostEntryNs / 2;
            string[] asItWas = UpTo(moment, Lines(market with { Rows = seen }, options, step));
            string[] another = UpTo(moment, Lines(market with { Rows = other }, options, step));
            Assert.True(asItWas.SequenceEqual(another), $"run {run}, moment {moment}, {options}\n{string.Join('\n', asItWas)}\n\n{string.Join('\n', another)}");
            compared += asItWas.Length;
            fills += asItWas.Count(l => l.Contains("Fill", StringComparison.Ordinal));
        }

        Assert.True(compared > 10 * runs && fills > runs / 2, $"{compared} lines with {fills} fills are too few to mean anything");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_they_are_on_thousands_of_markets()
    {
        for (int seed = 1; seed <= 2; seed++)
            All_inputs_and_decisions_up_to_a_moment_are_the_same_when_the_market_behind_it_is_another(seed, 2_000);
        CheckAnswers(1_000);
    }

    [Fact]
    public void Nobody_is_answered_before_his_order_arrived_and_the_answer_came_back() => CheckAnswers(400);

    private void CheckAnswers(int runs)
    {
        var random = new Random(3);
        long answers = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            string path = _folder.File("m.tlr");
            market.Record(path);
            foreach (Answer answer in Outcome.OfProduct(path, market).Answers)
            {
                long sent = market.Script.Where(a => !a.IsCancel).Min(a => a.At);
                Assert.True(answer.ExchangeNs >= sent + market.Options.Latency.LeastEntryNs, $"{answer} happened before its order could have arrived\n{market}");
                Assert.True(answer.LocalNs >= answer.ExchangeNs + market.Options.Latency.LeastResponseNs, $"{answer} came before it could have\n{market}");
                answers++;
            }
        }

        Assert.True(answers > 5 * runs);
    }

    private List<string> Lines(Market market, SimulationOptions options, long step)
    {
        string path = _folder.File("market.tlr");
        market.Record(path);
        return Playback.Lines([path], options, step, stopAfterNs: null, momentByMoment: false);
    }

    // Lines with the local time of an input or a decision in them, up to the moment.
    private static string[] UpTo(long moment, List<string> lines) => [.. lines.Where(l => LocalTime(l) is { } at && at <= moment)];

    private static long? LocalTime(string line)
    {
        string[] words = line.Split(' ');
        return words[0] switch
        {
            "start" or "clock" => long.Parse(words[2]),
            "report" => long.Parse(words[5].Split('>')[1]),
            "intent" => long.Parse(words[4]),
            _ => null,
        };
    }
}
