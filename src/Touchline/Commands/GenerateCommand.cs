using System.Buffers;
using System.CommandLine;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline generate</c>: a capture of the synthetic market, the same for the same seed on every machine.</summary>
internal static class GenerateCommand
{
    private const string Format = "binance-usdm-raw";
    private const long MaxSeconds = 24 * 3600;
    private const int MaxSymbol = 32;

    private static readonly SearchValues<char> SymbolCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = $"What to write: {Format}", DefaultValueFactory = _ => Format };
        var symbol = new Option<string>("--symbol") { Description = "The symbol to write; ETHUSDT is a market like that one's, any other one like BTCUSDT's", DefaultValueFactory = _ => "BTCUSDT" };
        var length = new Option<string>("--for") { Description = "How long the market runs, e.g. 60s", DefaultValueFactory = _ => "60s" };
        var seed = SeedOption.Create("Which market: the same number gives the same text");
        var output = new Option<string>("--output", "-o") { Description = "The file to write; compressed when its name ends in .gz", Required = true };
        var command = new Command("generate", "Write a capture of a synthetic market, for trying things without data of your own.")
        {
            format, symbol, length, seed, output,
        };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(format), parsed.GetRequiredValue(symbol), parsed.GetRequiredValue(length), parsed.GetValue(seed),
            parsed.GetRequiredValue(output), cancel)));
        return command;
    }

    private static int Run(string format, string symbol, string length, ulong seed, string output, CancellationToken cancel)
    {
        if (format != Format)
            throw new BadInputException($"format '{format}' is unknown; known is {Format}");
        if (symbol.Length is 0 or > MaxSymbol || symbol.AsSpan().ContainsAnyExcept(SymbolCharacters))
            throw new BadInputException($"symbol '{symbol}' is wrong; right are 1 to {MaxSymbol} letters A to Z and a to z, digits, _ and -, such as BTCUSDT");
        if (!Duration.TryParse(length, out long ns) || ns is 0 or > MaxSeconds * SyntheticCapture.NsPerSecond)
            throw new BadInputException($"--for '{length}' is no length of time up to {MaxSeconds / 3600}h; give e.g. 60s");
        using var file = new OutputFile(output);
        using var progress = new ProgressLine("generating");
        long messages = SyntheticCapture.Write(symbol, ns, seed, file.Writer, progress.Show, cancel);
        file.Complete();
        progress.Dispose();
        Console.WriteLine($"wrote {messages:N0} messages of {Duration.Format(ns)} of synthetic {symbol} to {output}");
        return CommandLine.Done;
    }
}
