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
    private readonly JournalLock? _place;
    private readonly OrderJournal? _journal;
    private readonly List<Resting> _resting = [];
    private readonly List<OrderReport> _told = [];
    private readonly StorageTap _tap;
    private long _now;
    private long _trade;

    /// <param name="journal">The folder of its journal.</param>
    /// <param name="before">The session whose venue this one finds: its orders are there still, and it may repeat itself.</param>
    public PlayedSession(int seed, StorageQueue queue, int strategies = 1, string? journal = null, PlayedSession? before = null)
    {
        _random = new Random(seed);
        Engine = new Engine(
            Traded, [.. Enumerable.Range(0, strategies).Select(i => new StrategySetup($"s{i}", new Restless()))], new RiskLimits(), (ulong)seed, feeAssets: ["BNB"]);
        Number = before is null ? 1 : before.Number + 1;
        _now = before?._now + 1_000_000 ?? Start;
        if (journal is not null)
        {
            Begin = before is null ? null : RecoveredJournal.Read(journal)!.Checkpoint;
            Directory.CreateDirectory(journal);
            _place = JournalLock.Take(journal);
            _journal = new OrderJournal(_place, "session"u8, Number, new RiskLimits(), waits: true, segmentBytes: 1 << 20, instruments: Traded.Length, strategies: strategies);
        }

        if (before is not null)
        {
            _resting.AddRange(before._resting);
            _told.AddRange(before._told);
            _trade = before._trade;
        }

        if (Begin is not null)
            Engine.Restore(Begin);
        _journal?.Begin(Engine, _now);
        _tap = new StorageTap(queue, Engine, Look, sampleEveryNs: 1_000_000);
        Engine.Watch(_tap);
    }

    public int Number { get; }

    /// <summary>What its engine took up.</summary>
    public EngineCheckpoint? Begin { get; }

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
        FeeAssets = ["BNB"],
        ClientIdPrefix = journal,
    };

    /// <summary>Plays so many steps; what the writer does in between is up to the test.</summary>
    /// <param name="dies">In the middle of it all: nothing is stopped, and no end told.</param>
    public void Play(int steps, Action? between = null, bool dies = false)
    {
        // What the venue says before the strategies start.
        for (int i = 0; i < 5 && Number > 1; i++)
            SayAgain();
        Engine.Start(++_now);
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

        if (dies)
            return;
        Engine.Stop(++_now);
        _tap.OnStop(Engine.Inputs, _now);
        _journal?.OnStop(Engine.Inputs, _now);
        Send();
        while (_resting.Count > 0)
            Answer(ReportKind.Cancelled, _resting[^1]);
        _tap.Sample(_now += 1_000_000);
        _journal?.Complete(Engine.Inputs);
        _tap.OnEnd(_now);
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _place?.Dispose();
    }

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
        if (_random.Next(200) == 0)
            Position();
        if (_random.Next(50) == 0)
            SayAgain();
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

    private void SayAgain()
    {
        if (_told.Count > 0)
            Report(_told[_random.Next(_told.Count)]);
    }

    private void AnswerSome()
    {
        Resting order = _resting[_random.Next(_resting.Count)];
        if (order.Amend is not null && _random.Next(2) == 0)
        {
            AnswerAmend(order);
            return;
        }

        ReportKind kind = _random.Next(24) switch
        {
            0 or 1 => ReportKind.Rejected,
            2 or 3 => ReportKind.Expired,
            4 or 5 => ReportKind.Cancelled,
            6 => ReportKind.Unknown,
            7 => ReportKind.Unresolved,
            8 => ReportKind.Reduced,
            9 or 10 or 11 or 12 => ReportKind.Acknowledged,
            13 or 14 => ReportKind.CancelRejected,
            _ => ReportKind.Fill,
        };
        Answer(kind, order);
        if (kind == ReportKind.Unresolved)
            Command(EngineCommand.Thaw(order.Instrument));
    }

    private void AnswerAmend(Resting order)
    {
        (long price, long quantity) = order.Amend!.Value;
        bool isRefused = _random.Next(4) == 0;
        order.Amend = null;
        if (!isRefused)
            (order.Price, order.Quantity) = (price, quantity);
        Report(new OrderReport
        {
            Kind = isRefused ? ReportKind.AmendRejected : ReportKind.Amended,
            Id = order.Id,
            Instrument = order.Instrument,
            ExchangeNs = _now - 5,
            LocalNs = _now,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
        });
        if (order.Left <= 0)
            _resting.Remove(order);
    }

    private void Answer(ReportKind kind, Resting order)
    {
        if (order.Filled > 0 && kind == ReportKind.Rejected)
            kind = ReportKind.Cancelled; // it can't be refused any more
        if (kind == ReportKind.Reduced && order.Left < 2)
            kind = ReportKind.Acknowledged;
        long left = order.Left;
        long quantity = kind == ReportKind.Fill ? _random.NextInt64(1, left + 1) : kind == ReportKind.Reduced ? order.Quantity - 1 : 0;
        bool isInBnb = _random.Next(4) == 0;
        var report = new OrderReport
        {
            Kind = kind,
            Id = order.Id,
            Instrument = order.Instrument,
            ExchangeNs = _now - 5,
            LocalNs = _now,
            Price = new Price(order.Price),
            Quantity = new Quantity(quantity),
            TradeId = kind == ReportKind.Fill ? ++_trade : 0,
            Fee = kind == ReportKind.Fill ? quantity * 0.00012345m - 0.0001m : 0,
            FeeAsset = isInBnb ? (byte)1 : (byte)0,
            FeePrice = isInBnb ? _random.Next(2) * 61_234_500_000 : 0,
            IsMaker = _random.Next(2) == 0,
        };
        if (kind == ReportKind.Fill)
            order.Filled += quantity;
        if (kind == ReportKind.Reduced)
            order.Quantity = quantity;
        bool isOver = kind is ReportKind.Rejected or ReportKind.Cancelled or ReportKind.Expired || order.Left == 0;
        if (isOver)
            _resting.Remove(order);
        // Sometimes the end of an order is told before its last fill, or before its amend's refusal.
        Report(report);
        if (isOver && kind != ReportKind.Fill && left > 1 && _random.Next(4) == 0)
            Report(report with { Kind = ReportKind.Fill, Quantity = new Quantity(1), TradeId = ++_trade, Fee = 0.001m, FeeAsset = 0, FeePrice = 0 });
        if (isOver && order.Amend is not null)
            Report(report with { Kind = ReportKind.AmendRejected, Quantity = default, TradeId = 0, Fee = 0 });
    }

    private void Position()
    {
        int instrument = _random.Next(Traded.Length);
        long held = Engine.Ledger(instrument).Position.Units;
        ReportKind kind = _random.Next(3) switch { 0 => ReportKind.Funding, 1 => ReportKind.Liquidation, _ => ReportKind.External };
        if (held == 0 && kind != ReportKind.External)
            return;
        bool isFunding = kind == ReportKind.Funding, isExternal = kind == ReportKind.External;
        Report(new OrderReport
        {
            Kind = kind,
            Instrument = instrument,
            ExchangeNs = _now,
            LocalNs = _now,
            Price = new Price(Middle),
            Quantity = isFunding ? new Quantity(held) : new Quantity(_random.NextInt64(1, Math.Abs(held) + (isExternal ? 4 : 1))),
            TradeId = isFunding ? 0 : ++_trade,
            Fee = isFunding ? 0.0123m * (_random.Next(3) - 1) : 0.02m,
            Side = isFunding ? Side.None : isExternal ? (_random.Next(2) == 0 ? Side.Buy : Side.Sell) : held > 0 ? Side.Sell : Side.Buy,
        });
    }

    private void Report(OrderReport report)
    {
        report.LocalNs = ++_now;
        if (report.TradeId != 0 || report.Kind is ReportKind.Funding or ReportKind.Amended or ReportKind.Reduced)
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
                _resting.Add(new Resting(intent.Id, intent.Instrument, intent.Terms.Type == OrderType.Limit ? intent.Terms.Price.Units : Middle, intent.Terms.Quantity.Units));
            else if (intent.Kind == IntentKind.Amend && _resting.Find(o => o.Id == intent.Id) is { } order)
                order.Amend = (intent.Terms.Price.Units, intent.Terms.Quantity.Units);
        }
    }

    // An order as the venue has it.
    private sealed class Resting(OrderId id, int instrument, long price, long quantity)
    {
        public OrderId Id => id;

        public int Instrument => instrument;

        public long Price { get; set; } = price;

        public long Quantity { get; set; } = quantity;

        public long Filled { get; set; }

        public (long Price, long Quantity)? Amend { get; set; }

        public long Left => Quantity - Filled;
    }

    private sealed class Restless : Strategy
    {
        private readonly OrderUpdate[] _orders = new OrderUpdate[20];

        public override void OnBook(int instrument)
        {
            if (!Context.Book(instrument).IsTwoSided || Context.CopyOrders(_orders) == _orders.Length)
                return;
            Context.Metric("skew", Context.Random.NextDouble());
            if (Context.Random.Chance(0.02))
                Context.Emit(new Signal(instrument, Context.Random.Chance(0.5) ? Side.Buy : Side.Sell, 0.5, "so", "coin", Context.NowNs));
            Side side = Context.Random.Chance(0.5) ? Side.Buy : Side.Sell;
            var quantity = new Quantity(1 + (long)(Context.Random.NextDouble() * 6));
            if (Context.Random.Chance(0.2))
                Context.Place(NewOrder.Market(instrument, side, quantity) with { Reason = Why(quantity) });
            else if (Context.Random.Chance(0.5))
                Context.Place(NewOrder.Limit(instrument, side, new Price(Middle - side.Sign()), quantity) with { Reason = Why(quantity) });
        }

        // The codes of names are given in the order in which they are asked for: another in each session.
        private OrderReason Why(Quantity quantity) => quantity.Units switch
        {
            1 => Context.Reason("a whim"),
            2 => Context.Reason("a second thought"),
            3 => OrderReason.StopLoss,
            4 => new OrderReason(777),
            _ => default,
        };

        public override void OnOrder(in OrderUpdate order)
        {
            if (order.IsTerminal || order.InFlight != OrderInFlight.None)
                return;
            if (Context.Random.Chance(0.2))
                Context.Cancel(order.Id);
            else if (order.Type == OrderType.Limit && Context.Random.Chance(0.2))
                Context.Amend(order.Id, order.Price, new Quantity(1 + (long)(Context.Random.NextDouble() * 8)));
        }
    }
}
