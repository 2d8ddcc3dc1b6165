using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>
/// What an order costs on its way out: the risk gate alone with every limit on, and an order through gate, table and out as an intent until it has ended. The twin keeps its orders in a
/// dictionary and checks size, position, exposure and collar in decimals.
/// </summary>
internal static class GateBenchmarks
{
    private const long Middle = 100_000;

    private static readonly RiskLimits All = new()
    {
        RefusesSelfTrade = true,
        BreakerFailures = 5,
        MaxLiveOrders = 10_000,
        MaxOrder = 100,
        MaxPosition = 1_000,
        MaxOpenPositions = 2,
        MaxInstrumentExposure = 1e9m,
        MaxExposure = 1e9m,
        MaxLeverage = 100,
        Capital = 1e9m,
        MaxDailyLoss = 1e9m,
        MaxDrawdown = 1e9m,
        PriceCollar = 0.05m,
        MinNotional = 1,
        MaxCorrelation = 0.99m,
        OrderRate = new OrderRate(10_000, 100_000),
        MaxBookAgeNs = long.MaxValue / 4,
    };

    public static IReadOnlyList<BenchmarkEntry> Entries { get; } =
    [
        new("risk.gate", "one order that every limit of account and strategy is asked about, the last one refusing it", () => SetUp(All with { MaxDrawdown = 1 }, All, RiskRefusal.MaxDrawdown)),
        new("risk.order", "one order through the gate without limits and the order table, out as an intent, until it has ended", () => SetUp(RiskLimits.None, new RiskLimits(), RiskRefusal.None)),
        new("risk.order.limits", "the same with every limit of account and strategy", () => SetUp(All, All, RiskRefusal.None)),
    ];

    private static Benchmark SetUp(RiskLimits strategy, RiskLimits account, RiskRefusal answer)
    {
        var desk = new GateDesk(strategy, account);
        desk.Check(answer);
        var plain = new PlainGate();
        return new Benchmark(desk.Play, plain.Play, 1_000);
    }

    /// <summary>An engine with two instruments whose mids move each for itself, some of each held at a loss.</summary>
    private sealed class GateDesk
    {
        private readonly Placer _placer = new();
        private readonly Engine _engine;
        private long _now = 1;

        public GateDesk(RiskLimits strategy, RiskLimits account)
        {
            Instrument first = Instrument.Linear("bench", "A", DecimalUnit.One, DecimalUnit.One) with { MinNotional = 1, PriceBandUp = 1.1m, PriceBandDown = 0.9m };
            var rules = new VenueRules("bench")
            {
                Orders = [new OrderAllowance(10_000, 100_000)],
                Ratios = [new OrderRatio("a", OrderRatioKind.Unfilled, 600_000_000_000, long.MaxValue, 2, 2), new OrderRatio("b", OrderRatioKind.QuickCancels, 600_000_000_000, long.MaxValue, 2, 2)],
            };
            _engine = new Engine([first, first with { Symbol = "B" }], [new StrategySetup("placer", _placer) { Limits = strategy with { MaxDrawdown = decimal.MaxValue, MaxCorrelation = decimal.MaxValue } }], account with { MaxCorrelation = decimal.MaxValue }, venues: [rules]);
            _engine.Start(0);
            for (int i = 0; i < 400; i++)
            {
                Book(0, i * 7919 % 13);
                Book(1, i * 104_729 % 17);
                _engine.OnClock(_now += 1_000_000_000);
            }

            Hold(0);
            Hold(1);
            Book(0, 0);
            if (strategy.MaxDrawdown != decimal.MaxValue)
                Give("limit 0 max_drawdown=" + strategy.MaxDrawdown);
            if (account.MaxCorrelation != decimal.MaxValue)
                Correlate(account);
        }

        public void Check(RiskRefusal answer)
        {
            long before = _engine.Counts(0).Refused;
            double sum = Play(1);
            if (_engine.Counts(0).Refused - before != (answer == RiskRefusal.None ? 0 : 1) || (answer != RiskRefusal.None && sum != (long)answer))
                throw new InvalidOperationException($"the gate was to answer {answer}: it isn't what it is meant to be that would be timed");
        }

        public double Play(int orders)
        {
            long sum = 0;
            for (int i = 0; i < orders; i++)
            {
                Placement placed = _placer.Place(NewOrder.Limit(0, Side.Buy, new Price(Middle - 20 - i % 8), new Quantity(1 + i % 4)));
                _now += 100;
                if (placed.IsPlaced)
                {
                    _engine.ClearIntents();
                    _engine.OnReport(new OrderReport { Kind = ReportKind.Cancelled, Id = placed.Id, LocalNs = _now, ExchangeNs = _now });
                }

                sum += placed.Id.Number + (long)placed.Refusal;
            }

            return sum;
        }

        // The correlations are there only once a limit asks for them.
        private void Correlate(RiskLimits account)
        {
            Give("limit max_correlation=" + account.MaxCorrelation);
            for (int i = 0; i < 400; i++)
            {
                Book(0, i * 7919 % 13);
                Book(1, i * 104_729 % 17);
                _now += 1_000_000_000;
            }

            Give("limit 0 max_correlation=" + account.MaxCorrelation);
        }

        private void Give(string command)
        {
            if (_engine.OnCommand(EngineCommand.Parse(command)!, ++_now) is { } refusal)
                throw new InvalidOperationException(refusal);
        }

        private void Hold(int instrument)
        {
            OrderId bought = _placer.Place(NewOrder.Market(instrument, Side.Buy, new Quantity(1))).Id;
            _engine.ClearIntents();
            _engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = bought, Instrument = instrument, LocalNs = ++_now, ExchangeNs = _now, Price = new Price(Middle + 50), Quantity = new Quantity(1), TradeId = 1 });
        }

        private void Book(int instrument, long move)
        {
            Level(instrument, EventKind.Clear, Side.None, 0);
            Level(instrument, EventKind.Depth, Side.Buy, Middle - 1 + move);
            Level(instrument, EventKind.Depth, Side.Sell, Middle + 1 + move);
            Level(instrument, EventKind.MarkPrice, Side.None, Middle * 100_000_000);
        }

        private void Level(int instrument, EventKind kind, Side side, long price) => _engine.OnMarket(
            new MarketEvent
            {
                Kind = kind,
                Side = side,
                Price = new Price(price),
                Quantity = new Quantity(kind == EventKind.Depth ? 5 : 0),
                Instrument = (ushort)instrument,
                ExchangeNs = _now,
                LocalNs = _now,
                Flags = EventFlags.EndOfBatch,
            },
            ++_now);
    }

    private sealed class Placer : Strategy
    {
        public Placement Place(in NewOrder order) => Context.Place(order);
    }

    private sealed class PlainGate
    {
        private readonly Dictionary<long, (decimal Price, decimal Quantity)> _orders = [];
        private decimal _working;
        private long _last;

        public double Play(int orders)
        {
            double sum = 0;
            for (int i = 0; i < orders; i++)
            {
                decimal price = Middle - 20 - i % 8, quantity = 1 + i % 4;
                bool isRight = quantity <= 100 && 1 + _working + quantity <= 1_000 && (1 + _working + quantity) * price <= 1e9m && price >= Middle * 0.95m && price <= Middle * 1.05m;
                if (!isRight)
                    continue;
                _orders.Add(++_last, (price, quantity));
                _working += quantity;
                _orders.Remove(_last, out (decimal Price, decimal Quantity) ended);
                _working -= ended.Quantity;
                sum += _last;
            }

            return sum;
        }
    }
}
