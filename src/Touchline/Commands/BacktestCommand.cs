using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline backtest</c>: a strategy on a recording, as fast as it goes.</summary>
internal static class BacktestCommand
{
    private const int ProgressSteps = 400;
    private const string FillsHeader = "exchange_ns,local_ns,instrument,order,side,price,quantity,fee,maker";

    public static Command Create()
    {
        var trading = new TradingOptions(Settings.OfBacktest);
        var json = new Option<string?>("--json") { Description = "Write the result to a file as one JSON object ('-': to standard output, without the table)" };
        var fills = new Option<string?>("--fills") { Description = $"Write every fill to a CSV file: {FillsHeader}" };
        var command = new Command("backtest", "Run a strategy over a recording with latency and queue position, and print what came of it.");
        trading.AddTo(command);
        command.Add(json);
        command.Add(fills);
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(trading.Read(parsed), parsed.GetValue(json), parsed.GetValue(fills), cancel)));
        return command;
    }

    private static int Run(TradingSettings chosen, string? jsonPath, string? fillsPath, CancellationToken cancel)
    {
        string data = chosen.OnlyRecording() ?? throw new BadInputException("a backtest needs a recording: give --data FILE or the setting data");
        if (fillsPath is not null)
            PartialFile.CheckApart(fillsPath, data, jsonPath);
        if (jsonPath is not null and not "-")
            PartialFile.CheckApart(jsonPath, data);
        using Recording recording = TradingOptions.Open(data);
        using OutputFile? fills = fillsPath is null ? null : new OutputFile(fillsPath);
        using OutputFile? json = jsonPath is null or "-" ? null : new OutputFile(jsonPath);
        Instrument instrument = RecordingSimulation.InstrumentOf(recording);
        fills?.Writer.WriteLine(FillsHeader);
        long positionBefore = 0;
        var backtest = new Backtest(recording, chosen.Strategy, chosen.Risk, chosen.Models, (report, position) =>
        {
            int side = Math.Sign(position - positionBefore);
            positionBefore = position;
            if (fills is not null)
                WriteFill(fills.Writer, instrument, report, side);
        });
        BacktestResult result = Play(backtest, recording, cancel);
        if (jsonPath == "-")
        {
            Console.WriteLine(ToJson(chosen, result).ToJsonString(JsonText.Indented));
        }
        else
        {
            json?.Writer.WriteLine(ToJson(chosen, result).ToJsonString(JsonText.Indented));
            Print(chosen, result);
        }

        json?.Complete();
        fills?.Complete();
        return CommandLine.Done;
    }

    private static BacktestResult Play(Backtest backtest, Recording recording, CancellationToken cancel)
    {
        using var progress = new ProgressLine("backtest");
        long start = Stopwatch.GetTimestamp();
        long step = Math.Max(1, (recording.LastLocalNs - recording.FirstLocalNs) / ProgressSteps);
        while (backtest.NextNs is var next && next != long.MaxValue && backtest.PlayUntil(Math.Min(next, long.MaxValue - step) + step))
        {
            cancel.ThrowIfCancellationRequested();
            progress.Show((double)backtest.LocalRows / recording.MarketRowCount, backtest.LocalRows);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new BacktestResult(backtest.Instrument, recording.MarketRowCount, backtest.Figures, seconds);
    }

    private static void WriteFill(StreamWriter writer, Instrument instrument, in OrderReport fill, int side) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{fill.ExchangeNs},{fill.LocalNs},{instrument.Symbol},{fill.Id.Number},{side},{Plain(instrument.PriceUnit.ToDecimal(fill.Price))},{Plain(instrument.QuantityUnit.ToDecimal(fill.Quantity))},{Plain(fill.Fee)},{(fill.IsMaker ? 1 : 0)}"));

    private static void Print(TradingSettings chosen, BacktestResult result)
    {
        BacktestFigures f = result.Figures;
        string money = "quote";
        Console.WriteLine($"{chosen.Name} on {result.Instrument}: {result.Rows:N0} rows in {result.Seconds:0.00} s ({result.Rows / result.Seconds / 1e6:0.00} M rows/s)");
        Console.WriteLine($"models      queue {chosen.QueueModel}, exchange {chosen.Models.Exchange.Name()}, latency {chosen.Models.Latency}, fees maker {chosen.Models.Fees.Maker} taker {chosen.Models.Fees.Taker}");
        Console.WriteLine($"parameters  {string.Join(" ", chosen.Strategy.Parameters.Select(p => $"{p.Name}={p.ValueText}"))}");
        Console.WriteLine($"orders      {f.Orders.Sent:N0} sent, {f.Orders.Acknowledged:N0} acknowledged, {f.Orders.Cancelled:N0} cancelled, {f.Orders.Rejected:N0} rejected, {f.Orders.Expired:N0} expired, {f.Orders.Filled:N0} filled");
        Console.WriteLine($"fills       {f.Fills:N0} (fill ratio {f.FillRatio:0.0000})");
        Console.WriteLine($"position    {Plain(f.Position)}");
        Console.WriteLine($"balance     {f.Balance,14:N4} {money}, without fees");
        Console.WriteLine($"fees        {f.Fees,14:N4}");
        Console.WriteLine($"equity      {f.Equity,14:N4}");
        Console.WriteLine($"drawdown    {f.MaxDrawdown,14:N4}");
        Console.WriteLine($"turnover    {f.Turnover,14:N4}");
    }

    private static JsonObject ToJson(TradingSettings chosen, BacktestResult result)
    {
        JsonObject json = new()
        {
            ["strategy"] = chosen.Name,
            ["parameters"] = new JsonObject(chosen.Strategy.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.ValueText))),
            ["rows"] = result.Rows,
            ["models"] = new JsonObject
            {
                ["queue"] = chosen.QueueModel,
                ["exchange"] = chosen.Models.Exchange.Name(),
                ["latency"] = chosen.Models.Latency.ToString(),
                ["fees"] = new JsonObject { ["maker"] = chosen.Models.Fees.Maker, ["taker"] = chosen.Models.Fees.Taker },
            },
        };
        AddFigures(json, result.Figures);
        var instrument = new JsonObject { ["instrument"] = result.Instrument.Symbol, ["venue"] = result.Instrument.Venue, ["rows"] = result.Rows };
        AddFigures(instrument, result.Figures);
        json["instruments"] = new JsonArray(instrument);
        json["timing"] = new JsonObject { ["seconds"] = result.Seconds, ["rows_per_second"] = result.Rows / result.Seconds };
        return json;
    }

    private static void AddFigures(JsonObject json, BacktestFigures f)
    {
        json["orders"] = new JsonObject
        {
            ["sent"] = f.Orders.Sent,
            ["acknowledged"] = f.Orders.Acknowledged,
            ["cancelled"] = f.Orders.Cancelled,
            ["rejected"] = f.Orders.Rejected,
            ["expired"] = f.Orders.Expired,
            ["filled"] = f.Orders.Filled,
            ["refused"] = f.Orders.Refused,
        };
        json["fills"] = f.Fills;
        json["position"] = Trim(f.Position);
        json["balance"] = Trim(f.Balance);
        json["fees"] = Trim(f.Fees);
        json["equity"] = Trim(f.Equity);
        json["max_drawdown"] = Trim(f.MaxDrawdown);
        json["turnover"] = Trim(f.Turnover);
        json["fill_ratio"] = (double)f.FillRatio;
        json["last_mid"] = f.LastMid is { } mid ? Trim(mid) : null;
    }

    // Without trailing zeros.
    private static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;

    private static string Plain(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}
