using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.Bench;

/// <summary><c>touchline bench --plugin</c>: prints what a native plug-in came to, with how busy the machine was.</summary>
internal static class PluginReport
{
    private const string LoadFile = "/proc/loadavg";

    public static void Run(bool json, JsonObject machine, CancellationToken cancel)
    {
        double? load = File.Exists(LoadFile) ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture) : null;
        using var benchmark = new PluginBenchmark();
        IReadOnlyList<PluginLine> lines = benchmark.Run(Show, cancel);
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\u001b[K");
        if (json)
            Console.WriteLine(ToJson(lines, load, machine).ToJsonString(JsonText.Indented));
        else
            Print(lines, load);
    }

    private static void Show(int pass)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\rplug-in: pass {pass} of {PluginBenchmark.Passes}\u001b[K");
    }

    private static void Print(IReadOnlyList<PluginLine> lines, double? load)
    {
        Console.WriteLine($"{"where",-21}{"waiting",-9}{"events",-21}{"least µs",10}{"p50 µs",10}{"p99 µs",10}{"p99.9 µs",10}{"counted",9}");
        foreach (PluginLine line in lines)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Where,-21}{line.Waiting,-9}{line.Pace,-21}{line.Least / 1e3,10:0.000}{line.Percentile(50) / 1e3,10:0.000}{line.Percentile(99) / 1e3,10:0.000}{line.Percentile(99.9) / 1e3,10:0.000}{line.Events,9}"));
        if (load is { } busy)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians of {PluginBenchmark.Passes} passes by turns; load {busy:0.0} on {Environment.ProcessorCount} cores before this began, and a plug-in that spins needs a core beside the engine's"));
    }

    private static JsonObject ToJson(IReadOnlyList<PluginLine> lines, double? load, JsonObject machine) => new()
    {
        ["machine"] = machine,
        ["load_before"] = load,
        ["results"] = new JsonArray([.. lines.Select(l => (JsonNode)new JsonObject
        {
            ["where"] = l.Where,
            ["waiting"] = l.Waiting,
            ["pace"] = l.Pace,
            ["least_us"] = l.Least / 1e3,
            ["p50_us"] = l.Percentile(50) / 1e3,
            ["p99_us"] = l.Percentile(99) / 1e3,
            ["p999_us"] = l.Percentile(99.9) / 1e3,
            ["events"] = l.Events,
        })]),
    };
}
