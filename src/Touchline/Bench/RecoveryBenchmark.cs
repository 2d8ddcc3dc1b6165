using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>How long it takes to know again what a session had, from its journal alone: 10,000 open orders, and a journal of 1 GB.</summary>
internal static class RecoveryBenchmark
{
    private const int OpenOrders = 10_000;
    private const long LargeBytes = 1_000_000_000;
    private const int Passes = 5;

    public static void Run(bool json, JsonObject machine)
    {
        (double openMs, long openRecords, int open) = Measure(0);
        (double largeMs, long largeRecords, _) = Measure(LargeBytes);
        if (json)
        {
            Console.WriteLine(new JsonObject
            {
                ["machine"] = machine,
                ["open_orders"] = new JsonObject { ["orders"] = open, ["records"] = openRecords, ["ms"] = openMs },
                ["journal_1gb"] = new JsonObject { ["bytes"] = LargeBytes, ["records"] = largeRecords, ["ms"] = largeMs },
            }.ToJsonString(JsonText.Indented));
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open:N0} open orders, in {openRecords:N0} records: {openMs:0.0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a journal of {LargeBytes / 1e9:0.#} GB with as many, of which the newest segment counts, {largeRecords:N0} records behind its checkpoint: {largeMs:0.0} ms"));
    }

    private static (double Ms, long Records, int Open) Measure(long bytes)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-bench-");
        try
        {
            Write(folder.FullName, bytes);
            var ms = new double[Passes];
            RecoveredJournal? found = null;
            for (int pass = 0; pass < Passes; pass++)
            {
                long start = Stopwatch.GetTimestamp();
                found = RecoveredJournal.Read(folder.FullName);
                ms[pass] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            Array.Sort(ms);
            return (ms[Passes / 2], found!.Records, found.Checkpoint.Live.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Open orders first, then orders that fill until the journal is large enough.
    private static void Write(string folder, long bytes)
    {
        var limits = new RiskLimits();
        var strategy = new Placer();
        var engine = new Engine([Instrument.Linear("bench", "X", DecimalUnit.One, DecimalUnit.One)], [new StrategySetup("placer", strategy)], limits);
        using JournalLock place = JournalLock.Take(folder);
        using var journal = new OrderJournal(place, [], 1, limits, waits: true);
        journal.Begin(engine, 0);
        engine.Start(1);
        journal.OnStart(engine.Inputs, 1);
        for (int i = 0; i < OpenOrders; i++)
            Report(ReportKind.Acknowledged, strategy.Place());
        while (JournalNames.Segments(folder).Count * (long)OrderJournal.SegmentBytes < bytes)
        {
            for (int i = 0; i < 10_000; i++)
                Report(ReportKind.Fill, strategy.Place());
        }

        void Report(ReportKind kind, OrderId id)
        {
            engine.OnClock(engine.NowNs + 1);
            journal.OnClock(engine.Inputs, engine.NowNs);
            journal.OnIntents(engine.Intents);
            engine.ClearIntents();
            var report = new OrderReport { Kind = kind, Id = id, LocalNs = engine.NowNs, ExchangeNs = engine.NowNs, Price = new Price(100), Quantity = new Quantity(1), TradeId = id.Number };
            engine.OnReport(report);
            journal.OnReport(engine.Inputs, report);
        }
    }

    private sealed class Placer : Strategy
    {
        public OrderId Place() => Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1))).Id;
    }
}
