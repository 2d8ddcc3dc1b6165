using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Commands about risk are inputs like any other: the same inputs, commands by their texts, give the same intents to the last byte.</summary>
public sealed class RiskReplayTests
{
    private static readonly string[] Commands =
    [
        "kill flatten", "arm", "arm", "arm", "limit max_position=40", "limit max_position=60", "limit 0 max_exposure=9000", "limit 0 max_exposure=none", "limit order_rate=20/1us",
        "limit order_rate=none", "freeze 1", "thaw 1", "status 0 delisting", "status 0 trading", "limit max_daily_loss=200", "limit max_daily_loss=none", "limit max_drawdown=50",
        "limit max_drawdown=none", "budget 0 1us=15", "budget reset", "breaker reset", "limit self_trade=on", "limit self_trade=off", "limit max_correlation=0.5", "limit max_correlation=none", "limit 9 max_order=1",
    ];

    [Fact]
    public void The_same_inputs_give_the_same_intents_to_the_last_byte()
    {
        var inputs = new List<Action<Engine>>();
        byte[] first = Record(new Random(7), inputs, out EngineState state);
        using var bytes = new MemoryStream();
        Engine engine = NewEngine();
        foreach (Action<Engine> input in inputs)
        {
            input(engine);
            Keep(engine, bytes, null);
        }

        Assert.True(first.Length > 1_000 * JournalRecord.IntentSize, $"{first.Length / JournalRecord.IntentSize} intents are too few to mean anything");
        Assert.True(first.AsSpan().SequenceEqual(bytes.ToArray()));
        Assert.Equal(state, EngineState.Of(engine));
    }

    private readonly record struct EngineState(RiskLimits Limits, RiskLimits Own, KillStatus Kill, EquityMarks Marks, FreezeReason Frozen, BreakerStatus Breaker, BudgetStatus Budget)
    {
        public static EngineState Of(Engine engine) =>
            new(engine.Limits, engine.Strategies[0].Limits, engine.KillStatus, engine.Marks(), engine.Frozen(1), engine.Breakers[0], engine.Budgets[0]);
    }

    private static Engine NewEngine() => new(
        [Desk.Plain, Desk.Plain with { Symbol = "Y" }], [new StrategySetup("a", new Restless()), new StrategySetup("b", new Restless())], new RiskLimits { MaxPosition = 50, PriceCollar = 0.05m }.ForVenue(),
        venues: [new VenueRules("test") { Orders = [new OrderAllowance(25, 1_000)] }]);

    private static byte[] Record(Random random, List<Action<Engine>> inputs, out EngineState state)
    {
        using var bytes = new MemoryStream();
        Engine engine = NewEngine();
        var open = new List<OrderReport>();
        long now = 1, trade = 0;
        Do(e => e.Start(1));
        for (int i = 0; i < 12_000; i++)
        {
            long at = now += random.Next(1, 60);
            int dice = random.Next(100);
            if (dice == 0)
            {
                string text = Commands[random.Next(Commands.Length)];
                Do(e => e.OnCommand(EngineCommand.Parse(text)!, at));
            }
            else if (dice < 30 && open.Count > 0)
            {
                int which = random.Next(open.Count);
                OrderReport report = open[which] with { LocalNs = at, ExchangeNs = at, TradeId = ++trade };
                open.RemoveAt(which);
                Do(e => e.OnReport(report));
            }
            else if (dice < 33)
            {
                Do(e => e.OnClock(at));
            }
            else
            {
                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                var row = new MarketEvent
                {
                    Kind = EventKind.Depth,
                    Side = side,
                    Price = new Price(1_000 - side.Sign() * random.Next(1, 5)),
                    Quantity = new Quantity(random.Next(0, 9)),
                    Instrument = (ushort)random.Next(2),
                    Flags = EventFlags.EndOfBatch,
                };
                Do(e => e.OnMarket(row, at));
            }
        }

        state = EngineState.Of(engine);
        return bytes.ToArray();

        void Do(Action<Engine> input)
        {
            inputs.Add(input);
            input(engine);
            Keep(engine, bytes, intent => open.Add(Answer(intent, random)));
        }
    }

    private static OrderReport Answer(in Intent intent, Random random) => new()
    {
        Kind = intent.Kind switch
        {
            IntentKind.Cancel => ReportKind.Cancelled,
            IntentKind.Amend => ReportKind.Amended,
            _ => random.Next(5) switch
            {
                0 => ReportKind.Rejected,
                1 => ReportKind.Fill,
                _ => ReportKind.Acknowledged,
            },
        },
        Id = intent.Id,
        Instrument = intent.Instrument,
        Price = intent.Terms.Price.Units > 0 ? intent.Terms.Price : new Price(1_000),
        Quantity = intent.Terms.Quantity,
        Fee = 0.1m,
        IsVenueFault = random.Next(2) == 0,
        NeverLeft = random.Next(4) == 0,
    };

    private static void Keep(Engine engine, MemoryStream bytes, Action<Intent>? onIntent)
    {
        byte[] one = new byte[JournalRecord.IntentSize];
        foreach (Intent intent in engine.Intents)
        {
            JournalRecord.Write(intent, one);
            bytes.Write(one);
            onIntent?.Invoke(intent);
        }

        engine.ClearIntents();
    }

    // Places, amends and cancels by its own random numbers.
    private sealed class Restless : Strategy
    {
        private readonly OrderUpdate[] _orders = new OrderUpdate[64];

        public override void OnBook(int instrument)
        {
            int count = Context.CopyOrders(_orders);
            switch (Context.Random.Below(6))
            {
                case 0 or 1 when count < 20:
                    Side side = Context.Random.Below(2) == 0 ? Side.Buy : Side.Sell;
                    Context.Place(NewOrder.Limit(instrument, side, new Price(1_000 - side.Sign() * Context.Random.Below(20)), new Quantity(1 + Context.Random.Below(5))));
                    break;
                case 2 or 3 when count > 0:
                    Context.Cancel(_orders[Context.Random.Below(count)].Id);
                    break;
                case 4 when count > 0:
                    OrderUpdate order = _orders[Context.Random.Below(count)];
                    Context.Amend(order.Id, order.Price + 1, order.Quantity);
                    break;
            }
        }
    }
}
