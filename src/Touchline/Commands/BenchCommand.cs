using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Touchline.Bench;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline bench</c>: how fast is this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object" };
        var only = new Option<string?>("--only") { Description = "Run one benchmark only" };
        var loopback = new Option<bool>("--loopback")
        {
            Description = "Measure over loopback sockets instead, with a second process as the venue: a depth frame in until a signed order's frame is out, beside the same sizes sent to and fro by bare sockets and by ClientWebSocket",
        };
        var recovery = new Option<bool>("--recovery") { Description = "Measure instead how long it takes to recover 10,000 open orders, and a journal of 1 GB, which is made for it in the folder for temporary files" };
        var stream = new Option<bool>("--stream") { Description = $"Measure instead what {StreamBenchmark.Clients} clients of the WebSocket, in a second process, cost a paper session: by turns with them and without" };
        var plugin = new Option<bool>("--plugin") { Description = "Measure instead a native plug-in: from a market event until its order is taken, within this process and in a child, beside a plain call of the same function; needs a C compiler" };
        var crowd = new Option<string?>(StreamBenchmark.CrowdOption) { Hidden = true };
        var driver = new Option<string?>(LoopbackBenchmark.DriverOption) { Hidden = true };
        driver.AcceptOnlyFromAmong(LoopbackBenchmark.Spin, LoopbackBenchmark.Block);
        var command = new Command("bench", "Measure this machine: every figure beside a plain twin doing the same work in the same run.") { json, only, loopback, recovery, stream, plugin, driver, crowd };
        command.SetAction((parsed, cancel) => CommandLine.Start(
            () => Run(parsed.GetValue(driver), parsed.GetValue(crowd), parsed.GetValue(loopback), parsed.GetValue(recovery), parsed.GetValue(stream), parsed.GetValue(plugin), parsed.GetValue(only), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string? driver, string? crowd, bool loopback, bool recovery, bool stream, bool plugin, string? only, bool json, CancellationToken cancel)
    {
        if (driver is not null)
            LoopbackBenchmark.Drive(driver == LoopbackBenchmark.Spin);
        else if (crowd?.Split(' ') is [var address, var symbol])
            StreamBenchmark.Crowd(address, symbol);
        else if ((loopback || recovery || stream || plugin) && only is not null)
            throw new BadInputException("--only chooses among the other benchmarks: --loopback, --recovery, --stream and --plugin have their own and can't be had with it");
        else if (recovery)
            RecoveryBenchmark.Run(json, Machine());
        else if (loopback)
            LoopbackReport.Run(json, Machine(), cancel);
        else if (stream)
            StreamReport.Run(json, Machine(), cancel);
        else if (plugin)
            PluginReport.Run(json, Machine(), cancel);
        else
            return Run(only, json, cancel);
        return CommandLine.Done;
    }

    private static int Run(string? only, bool json, CancellationToken cancel)
    {
        if (only is not null && Benchmarks.All.All(e => e.Name != only))
            throw new BadInputException($"benchmark '{only}' is unknown; known are {string.Join(", ", Benchmarks.All.Select(e => e.Name))}");
        var results = new List<BenchmarkResult>();
        if (!json)
            Console.WriteLine($"{"benchmark",-20}{"ours ns",12}{"twin ns",14}{"ratio",9}{"M/s",9}");
        foreach (BenchmarkEntry entry in Benchmarks.All.Where(e => only is null || e.Name == only))
        {
            BenchmarkResult result = BenchmarkRunner.Run(entry, Show(entry.Name), cancel);
            results.Add(result);
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\r\u001b[K");
            if (!json)
                Console.WriteLine($"{result.Name,-20}{result.NsPerOp,12:0.0}{result.TwinNsPerOp,14:0.0}{result.Ratio,8:0.0}x{result.PerSecond / 1e6,9:0.0}  {result.What}{TailOf(result)}");
        }

        if (json)
            Console.WriteLine(ToJson(results).ToJsonString(JsonText.Indented));
        return CommandLine.Done;
    }

    private static Action<int> Show(string name) => pass =>
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{name}: pass {pass} of {BenchmarkRunner.Passes}\u001b[K");
    };

    private static JsonObject ToJson(List<BenchmarkResult> results) => new()
    {
        ["machine"] = Machine(),
        ["results"] = new JsonArray([.. results.Select(r => (JsonNode)ToJson(r))]),
    };

    private static JsonObject ToJson(BenchmarkResult result)
    {
        var json = new JsonObject
        {
            ["name"] = result.Name,
            ["ns_per_op"] = result.NsPerOp,
            ["twin_ns_per_op"] = result.TwinNsPerOp,
            ["ratio"] = result.Ratio,
            ["per_second"] = result.PerSecond,
        };
        if (result.Tail is not { } tail)
            return json;
        json["p99_ns"] = tail.P99Ns;
        json["twin_p99_ns"] = tail.TwinP99Ns;
        json["events"] = tail.Events;
        return json;
    }

    private static JsonObject Machine() => new()
    {
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
    };

    private static string TailOf(BenchmarkResult result) =>
        result.Tail is { } tail ? $" (p99 {tail.P99Ns:0} ns, the twin's {tail.TwinP99Ns:0}; {tail.Events:N0} events)" : "";

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
