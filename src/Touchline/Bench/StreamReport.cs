using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.Bench;

/// <summary><c>touchline bench --stream</c>: runs it and prints medians over the passes, and the medians of the ratios pass by pass.</summary>
internal static class StreamReport
{
    private static readonly (string Name, Func<StreamPass, double> Of)[] Figures =
    [
        ("p50_us", p => p.P50Ns / 1e3), ("p99_us", p => p.P99Ns / 1e3), ("p999_us", p => p.P999Ns / 1e3), ("events", p => p.Events), ("rows_a_second", p => p.RowsASecond), ("cores", p => p.Cores),
        ("messages_a_second", p => p.Messages), ("megabytes_a_second", p => p.Megabytes), ("clients_cut_off", p => p.Lost),
    ];

    public static void Run(bool json, JsonObject machine, CancellationToken cancel)
    {
        IReadOnlyList<(StreamPass With, StreamPass Without)> passes;
        using (var benchmark = new StreamBenchmark())
            passes = benchmark.Run(Show, cancel);
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\u001b[K");
        if (json)
            Console.WriteLine(ToJson(passes, machine).ToJsonString(JsonText.Indented));
        else
            Print(passes);
    }

    private static void Show(int pass)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\rstream: pass {pass} of {StreamBenchmark.Passes}\u001b[K");
    }

    private static void Print(IReadOnlyList<(StreamPass With, StreamPass Without)> passes)
    {
        Console.WriteLine($"{"figure",-22}{$"{StreamBenchmark.Clients} clients",16}{"none",16}{"ratio",9}  least and most");
        foreach ((string name, Func<StreamPass, double> of) in Figures)
        {
            (double with, double without, double[] ratios) = Of(passes, of);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{with,16:0.00}{without,16:0.00}{Median(ratios),8:0.00}x  {ratios.Min():0.00} {ratios.Max():0.00}"));
        }
    }

    private static JsonObject ToJson(IReadOnlyList<(StreamPass With, StreamPass Without)> passes, JsonObject machine) => new()
    {
        ["machine"] = machine,
        ["clients"] = StreamBenchmark.Clients,
        ["passes"] = passes.Count,
        ["results"] = new JsonArray([.. Figures.Select(f =>
        {
            (double with, double without, double[] ratios) = Of(passes, f.Of);
            return (JsonNode)new JsonObject { ["name"] = f.Name, ["with"] = with, ["without"] = without, ["ratio"] = double.IsFinite(Median(ratios)) ? Median(ratios) : null };
        })]),
    };

    private static (double With, double Without, double[] Ratios) Of(IReadOnlyList<(StreamPass With, StreamPass Without)> passes, Func<StreamPass, double> of) =>
        (Median([.. passes.Select(p => of(p.With))]), Median([.. passes.Select(p => of(p.Without))]), [.. passes.Select(p => of(p.With) / of(p.Without))]);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
