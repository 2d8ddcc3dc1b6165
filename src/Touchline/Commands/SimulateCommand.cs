using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Simulate;

namespace Touchline.Commands;

/// <summary><c>touchline simulate</c>: the program in a virtual world full of trouble, seed by seed.</summary>
internal static class SimulateCommand
{
    private const int UsualSeeds = 20, MostSeeds = 1_000_000;
    private const int UsualEvents = 20_000, LeastEvents = 100, MostEvents = 1_000_000_000;

    public static Command Create()
    {
        Option<ulong> seed = SeedOption.Create("Run this seed alone");
        seed.DefaultValueFactory = _ => 0;
        var seeds = new Option<int>("--seeds") { Description = "Run the seeds from 1 to this number", DefaultValueFactory = _ => UsualSeeds };
        var events = new Option<int>("--events") { Description = "Messages and requests that arrive while there is trouble, in each seed; then comes calm", DefaultValueFactory = _ => UsualEvents };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object" };
        var command = new Command(
            "simulate", "Trade against a simulated Binance on one virtual clock and network, with crashes, partitions and every other trouble at random, and look after every step at what must always hold. The seed decides all.")
        { seed, seeds, events, json };
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            Check("--seeds", parsed.GetValue(seeds), 1, MostSeeds);
            Check("--events", parsed.GetValue(events), LeastEvents, MostEvents);
            if (parsed.GetResult(seed) is { Implicit: false } && parsed.GetResult(seeds) is { Implicit: false })
                throw new BadInputException("--seed is one seed and --seeds many; right is one of them");
            ulong[] chosen = parsed.GetResult(seed) is { Implicit: false } ? [parsed.GetValue(seed)] : [.. Enumerable.Range(1, parsed.GetValue(seeds)).Select(s => (ulong)s)];
            return Run(chosen, parsed.GetValue(events), parsed.GetValue(json), cancel);
        }));
        return command;
    }

    private static void Check(string option, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new BadInputException($"{option} is {value}; right is {least} to {most}");
    }

    private static int Run(ulong[] seeds, int events, bool json, CancellationToken cancel)
    {
        var sum = new SimulationSummary(seeds.Length, events);
        using (var progress = new ProgressLine("simulating"))
        {
            sum.Play(seeds, result =>
            {
                if (result.Broken is not null)
                {
                    progress.Clear();
                    Console.Error.WriteLine(result.Line);
                    foreach (string line in seeds.Length == 1 ? result.Story : [])
                        Console.Error.WriteLine($"    {line}");
                }

                progress.Show((double)sum.Seeds / seeds.Length, sum.Pace);
            }, cancel);
        }

        if (json)
            Console.WriteLine(sum.ToJson().ToJsonString(JsonText.Indented));
        else
            Console.WriteLine(sum);
        return sum.Broken.Count == 0 && sum.Seeds > 0 ? CommandLine.Done : CommandLine.FailedRun;
    }
}
