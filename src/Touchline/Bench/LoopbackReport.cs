using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.Bench;

/// <summary><c>touchline bench --loopback</c>: runs both ways of waiting and prints what they came to, with how busy the machine was.</summary>
internal static class LoopbackReport
{
    // Both ends need a core for themselves: more than this of others' work, and the figures tell of that.
    private const double MostLoad = 0.5;

    private const string LoadFile = "/proc/loadavg";

    public static void Run(bool json, JsonObject machine, CancellationToken cancel)
    {
        double? load = Load();
        var results = new List<LoopbackResult>();
        foreach (bool spins in new[] { true, false })
        {
            using var benchmark = new LoopbackBenchmark(spins);
            results.Add(benchmark.Run(Show(spins), cancel));
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\r\u001b[K");
        }

        if (json)
            Console.WriteLine(ToJson(results, load, machine).ToJsonString(JsonText.Indented));
        else
            Print(results, load);
    }

    private static Action<int> Show(bool spins) => pass =>
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\rloopback, {(spins ? LoopbackBenchmark.Spin : LoopbackBenchmark.Block)}: pass {pass} of {LoopbackBenchmark.Passes}\u001b[K");
    };

    // Of the minute before; the system's own count.
    private static double? Load() => File.Exists(LoadFile) ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture) : null;

    private static void Print(List<LoopbackResult> results, double? load)
    {
        Console.WriteLine($"{"waiting",-9}{"client",-18}{"least µs",10}{"p50 µs",10}{"p99 µs",10}{"p99.9 µs",10}{"events",9}  what");
        foreach (LoopbackResult result in results)
        {
            PrintRow(result.Waiting, "touchline", result.Ours, "depth frame → decoder → book → engine → strategy → risk → signed order frame");
            PrintRow(result.Waiting, "bare socket", result.Bare, "the same sizes, a prepared frame");
            PrintRow(result.Waiting, "ClientWebSocket", result.Client, "the same sizes, a prepared message; it awaits in either case");
            Console.WriteLine($"{result.Waiting}: p50 is {result.Ratio.ToString("0.00", CultureInfo.InvariantCulture)} times the bare socket's (median of {LoopbackBenchmark.Passes} passes); {result.Ours.FeedBytes} bytes in, {result.Ours.OrderBytes} out");
        }

        if (load > MostLoad)
            Console.WriteLine($"the machine was busy: load {load.Value.ToString("0.0", CultureInfo.InvariantCulture)} on {Environment.ProcessorCount} cores before this began, and both ends need a core each; the figures tell of that too");
    }

    private static void PrintRow(string waiting, string client, LoopbackPass pass, string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{waiting,-9}{client,-18}{pass.LeastNs / 1e3,10:0.0}{pass.P50Ns / 1e3,10:0.0}{pass.P99Ns / 1e3,10:0.0}{pass.P999Ns / 1e3,10:0.0}{pass.Events,9}  {what}"));

    private static JsonObject ToJson(List<LoopbackResult> results, double? load, JsonObject machine) => new()
    {
        ["machine"] = machine,
        ["load_before"] = load,
        ["busy"] = load > MostLoad,
        ["results"] = new JsonArray([.. results.Select(r => (JsonNode)new JsonObject
        {
            ["waiting"] = r.Waiting,
            ["bytes_in"] = r.Ours.FeedBytes,
            ["bytes_out"] = r.Ours.OrderBytes,
            ["touchline"] = ToJson(r.Ours),
            ["bare_socket"] = ToJson(r.Bare),
            ["client_web_socket"] = ToJson(r.Client),
            ["ratio"] = r.Ratio,
        })]),
    };

    private static JsonObject ToJson(LoopbackPass pass) => new()
    {
        ["least_us"] = pass.LeastNs / 1e3,
        ["p50_us"] = pass.P50Ns / 1e3,
        ["p99_us"] = pass.P99Ns / 1e3,
        ["p999_us"] = pass.P999Ns / 1e3,
        ["events"] = pass.Events,
    };
}
