using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Storage.Tests;

/// <summary>
/// A session with a real engine on a random market, and a venue that fills, refuses, repeats itself, comes late and now and then liquidates. Its tap and its journal see
/// the same.
/// </summary>
internal sealed class PlayedSession : IDisposable
{
    public const long Start = DatabaseTests.Now;
    private const int Middle = 1000;

    public static readonly Instrument[] Traded =
    [
        new() { Venue = "test", Symbol = "BTC", PriceUnit = new PriceUnit(DecimalUnit.Parse("0.1", "t")), QuantityUnit = new QuantityUnit(DecimalUnit.Parse("0.001", "t")) },
        new() { Venue = "test", Symbol = "ETH", PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "t")), QuantityUnit = new QuantityUnit(DecimalUnit.One), Multiplier = 0.1m },
    ];

    private readonly Random _random;
    private readonly OrderJournal? _journal;
    private readonly List<(OrderId Id, int Instrument, Side Side, long Left, long Price, bool HasFilled)> _resting = [];
    private readonly List<OrderReport> _told = [];
    private readonly StorageTap _tap;
    private long _now = Start;
    private long _trade;

    public PlayedSession(int seed, StorageQueue queue, int strategies = 1, string? journal = null)
    {
        _random = new Random(seed);
        Engine = new Engine(Traded, [.. Enumerable.Range(0, strategies).Select(i => new StrategySetup($"s{i}", new Restless()))], new RiskLimits(), (ulong)seed);
        _journal = journal is null ? null : new OrderJournal(journal, "session"u8);
        _tap = new StorageTap(queue, Engine, Look, sampleEveryNs: 1_000_000);
    }

    public Engine Engine { get; }

    public StorageTap Tap => _tap;

    public static SessionDescription Description(int strategies = 1, string journal = "tlabc", long number = 1) => new()
    {
        Journal = journal,
        Number = number,
        Kind = "paper",
        Venue = "test",
        Strategies = [.. Enumerable.Range(0, strategies).Select(i => $"s{i}")],
        Instruments = Traded,
        ClientIdPrefix = $"{journal}-",
    };

    /// <summary>Plays so many steps; what the writer does in between is up to the test.</summary>
    public void Play(int steps, Action? between = null)
    {
        Engine.Start(_now);
        _tap.OnStart(Engine.Inputs, _now);
        _journal?.OnStart(Engine.Inputs, _now);
        Send();
        for (int i = 0; i < steps; i++)
        {
            Step();
            between?.Invoke();
        }

        foreach (StrategySlot strategy in Engine.Strategies)
        {
            if (strategy.Failure is { } failure)
                throw new InvalidOperationException(failure.Callback, failure.Error);
        }

        Engine.Stop(++_now);
        _tap.OnStop(Engine.Inputs, _now);
        _journal?.OnStop(Engine.Inputs, _now);
        Send();
        while (_resting.Count > 0)
            Answer(ReportKind.Cancelled, _resting.Count - 1);
        _tap.Sample(_now += 1_000_000);
        _journal?.Complete(Engine.Inputs);
    }

    public void Dispose() => _journal?.Dispose();

    private MarketTouch Look(int instrument)
    {
        BookView book = Engine.Book(instrument);
        return book.IsTwoSided
            ? new MarketTouch(book.BestBid, book.QuantityAt(Side.Buy, book.BestBid), book.BestAsk, book.QuantityAt(Side.Sell, book.BestAsk))
            : default;
    }

    private void Step()
    {
        _now += _random.Next(1, 100_000);
        Market();
        if (_resting.Count > 0 && _random.Next(3) > 0)
            AnswerSome();
        if (_random.Next(400) == 0)
            Position();
        if (_random.Next(50) == 0 && _told.Count > 0)
            Report(_told[_random.Next(_told.Count)]); // it says so again
        if (_random.Next(300) == 0)
            Command(EngineCommand.Parse("pause 0")!);
        else if (Engine.Strategies[0].IsPaused && _random.Next(10) == 0)
            Command(EngineCommand.Parse("resume 0")!);
    }

    private void Market()
    {
        int instrument = _random.Next(Traded.Length);
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        Engine.OnMarket(
            new MarketEvent
            {
                Kind = EventKind.Depth,
                Side = side,
                Price = new Price(Middle - side.Sign() * _random.Next(1, 4)),
                Quantity = new Quantity(_random.Next(1, 9)),
                Instrument = (ushort)instrument,
                ExchangeNs = _now,
                LocalNs = _now,
                Flags = EventFlags.EndOfBatch,
            },
            _now);
        Send();
    }

    private void AnswerSome()
    {
        ReportKind kind = _random.Next(12) switch
        {
            0 => ReportKind.Rejected,
            1 => ReportKind.Expired,
            2 => ReportKind.Cancelled,
            3 => ReportKind.Unknown,
            4 or 5 => ReportKind.Acknowledged,
            6 => ReportKind.CancelRejected,
            _ => ReportKind.Fill,
        };
        Answer(kind, _random.Next(_resting.Count));
    }

    private void Answer(ReportKind kind, int at)
    {
        (OrderId id, int instrument, Side side, long left, long price, bool hasFilled) = _resting[at];
        if (hasFilled && kind == ReportKind.Rejected)
            kind = ReportKind.Cancelled; // it can't be refused any more
        long quantity = kind == ReportKind.Fill ? _random.NextInt64(1, left + 1) : 0;
        var report = new OrderReport
        {
            Kind = kind,
            Id = id,
            Instrument = instrument,
            ExchangeNs = _now - 5,
            LocalNs = _now,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            TradeId = kind == ReportKind.Fill ? ++_trade : 0,
            Fee = kind == ReportKind.Fill ? quantity * 0.00012345m - 0.0001m : 0,
            IsMaker = _random.Next(2) == 0,
        };
        bool isOver = kind is ReportKind.Rejected or ReportKind.Cancelled or ReportKind.Expired || quantity == left;
        // Sometimes the end of an order is told before its last fill.
        if (isOver && kind != ReportKind.Fill && left > 1 && _random.Next(4) == 0)
        {
            Report(report);
            Report(report with { Kind = ReportKind.Fill, Quantity = new Quantity(1), TradeId = ++_trade, Fee = 0.001m });
        }
        else
        {
            Report(report);
        }

        if (isOver)
            _resting.RemoveAt(at);
        else
            _resting[at] = (id, instrument, side, left - quantity, price, hasFilled || quantity > 0);
    }

    private void Position()
    {
        int instrument = _random.Next(Traded.Length);
        long held = Engine.Ledger(instrument).Position.Units;
        bool isFunding = _random.Next(2) == 0;
        if (held == 0)
            return;
        Report(new OrderReport
        {
            Kind = isFunding ? ReportKind.Funding : ReportKind.Liquidation,
            Instrument = instrument,
            ExchangeNs = _now,
            LocalNs = _now,
            Price = new Price(Middle),
            Quantity = isFunding ? new Quantity(held) : new Quantity(_random.NextInt64(1, Math.Abs(held) + 1)),
            TradeId = isFunding ? 0 : ++_trade,
            Fee = isFunding ? 0.0123m * (_random.Next(3) - 1) : 0.02m,
            Side = isFunding ? Side.None : held > 0 ? Side.Sell : Side.Buy,
        });
    }

    private void Report(OrderReport report)
    {
        report.LocalNs = ++_now;
        if (report.Kind == ReportKind.Fill && report.TradeId != 0)
            _told.Add(report);
        Engine.OnReport(report);
        _tap.OnReport(Engine.Inputs, report);
        _journal?.OnReport(Engine.Inputs, report);
        Send();
    }

    private void Command(EngineCommand command)
    {
        Engine.OnCommand(command, ++_now);
        _tap.OnCommand(Engine.Inputs, _now, command);
        _journal?.OnCommand(Engine.Inputs, _now, command);
        Send();
    }

    private void Send()
    {
        _tap.OnIntents(Engine.Intents);
        _journal?.OnIntents(Engine.Intents);
        Intent[] intents = Engine.Intents.ToArray();
        Engine.ClearIntents();
        foreach (Intent intent in intents)
        {
            if (intent.Kind == IntentKind.Place)
                _resting.Add((intent.Id, intent.Instrument, intent.Terms.Side, intent.Terms.Quantity.Units, intent.Terms.Type == OrderType.Limit ? intent.Terms.Price.Units : Middle, false));
        }
    }

    private sealed class Restless : Strategy
    {
        private readonly OrderUpdate[] _orders = new OrderUpdate[20];

        public override void OnBook(int instrument)
        {
            if (!Context.Book(instrument).IsTwoSided || Context.CopyOrders(_orders) == _orders.Length)
                return;
            Context.Metric("skew", Context.Random.NextDouble());
            Side side = Context.Random.Chance(0.5) ? Side.Buy : Side.Sell;
            var quantity = new Quantity(1 + (long)(Context.Random.NextDouble() * 6));
            if (Context.Random.Chance(0.2))
                Context.Place(NewOrder.Market(instrument, side, quantity));
            else if (Context.Random.Chance(0.5))
                Context.Place(NewOrder.Limit(instrument, side, new Price(Middle - side.Sign()), quantity));
        }

        public override void OnOrder(in OrderUpdate order)
        {
            if (!order.IsTerminal && order.InFlight == OrderInFlight.None && Context.Random.Chance(0.2))
                Context.Cancel(order.Id);
        }
    }
}
