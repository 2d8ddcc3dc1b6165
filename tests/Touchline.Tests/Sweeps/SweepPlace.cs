using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Sweeps;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Sweeps;

/// <summary>A folder with a recording of a market that walks about, and sweeps over it.</summary>
internal sealed class SweepPlace : IDisposable
{
    public const long Second = 1_000_000_000;
    public const long StartNs = 1_700_000_000 * Second;

    private readonly Workplace _place = new();

    public string this[string name] => _place[name];

    public Workplace Workplace => _place;

    public string Record(string name = "walk.tlr", int seconds = 40, ulong seed = 1, string symbol = "X")
    {
        var random = new SeededRandom(seed);
        Instrument instrument = Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));
        using var writer = new RecordingWriter(_place[name], "test");
        long now = StartNs;
        ushort index = writer.Define(instrument, now, now);
        long mid = 1_000;
        for (int i = 0; i < seconds * 20; i++, now += Second / 20)
        {
            long next = Math.Max(900, mid + random.Below(3) - 1);
            for (long level = 1; level <= 5; level++)
            {
                Write(EventKind.Depth, Side.Buy, mid - level, 0);
                Write(EventKind.Depth, Side.Sell, mid + level, 0);
            }

            mid = next;
            for (long level = 1; level <= 5; level++)
            {
                Write(EventKind.Depth, Side.Buy, mid - level, 100);
                Write(EventKind.Depth, Side.Sell, mid + level, 100, endsBatch: level == 5);
            }

            if (random.Chance(0.5))
            {
                bool bought = random.Chance(0.5);
                Write(EventKind.Trade, bought ? Side.Buy : Side.Sell, bought ? mid + 2 : mid - 2, 20, endsBatch: true);
            }
        }

        writer.Complete();
        return _place[name];

        void Write(EventKind kind, Side side, long price, long quantity, bool endsBatch = false) => writer.Write(new MarketEvent
        {
            LocalNs = now + 1_000_000,
            ExchangeNs = now,
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Flags = endsBatch ? EventFlags.EndOfBatch : EventFlags.None,
            Instrument = index,
        });
    }

    public TradingSettings Choose(params string[] arguments) => TradingSettings.Of(_place.Read(arguments));

    /// <summary>The results of a sweep as lines, in the order of its points.</summary>
    public string[] Sweep(int jobs, string[] vary, string? store = null, int limit = int.MaxValue, params string[] arguments) =>
        Play(jobs, vary, store, limit, TimeRange.All, arguments);

    public string[] Play(int jobs, string[] vary, string? store, int limit, TimeRange range, params string[] arguments)
    {
        TradingSettings chosen = Choose(["--data", _place["walk.tlr"], .. arguments]);
        var text = new VariedParameterText(chosen.Strategy.Parameters, chosen.Name, isRandom: false);
        SweepSpace space = SweepSpace.Grid([.. vary.Select(text.Read)], 1, 1_000);
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        using var strategies = new StrategyFactory(chosen);
        var names = new FigureNames();
        var run = new PointRun(chosen, strategies, data, [.. space.Varied.Select(v => v.Name)]);
        using SweepFile? file = store is null ? null : SweepFile.Open(store, SweepIdentity.Line(chosen, data), names);
        var sweep = new Sweep(space, run, names, file, jobs);
        SweepTask[] tasks = [.. Enumerable.Range(0, space.Count).Select(p => new SweepTask(p, range))];
        PointResult?[] results = sweep.Run(tasks, limit, _ => { }, CancellationToken.None);
        Made = sweep.Made;
        return [.. results.Select(Line)];
    }

    /// <summary>Runs that the last sweep made.</summary>
    public int Made { get; private set; }

    public void Dispose() => _place.Dispose();

    public static string Line(PointResult? result) => result is null
        ? "none"
        : $"{result.Key} {result.Error} {result.Returns} {string.Join(" ", result.Figures.Order(StringComparer.Ordinal).Select(f => $"{f}={result[f]:R}"))}";

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
