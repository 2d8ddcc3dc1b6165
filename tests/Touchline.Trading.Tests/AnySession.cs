using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>
/// A session on a random market with a venue that says anything in any order: reports of every kind, twice, late, of orders that never were; funding and liquidations; commands.
/// Journaled as a host does it.
/// </summary>
internal sealed class AnySession
{
    public static readonly Instrument[] Traded = [Desk.Plain, Desk.Plain with { Symbol = "Y" }];

    private static readonly ReportKind[] Kinds = Enum.GetValues<ReportKind>();

    private readonly Random _random;
    private readonly OrderJournal? _journal;
    private readonly List<Intent> _sent = [];
    private long _now = 1;
    private long _trade;

    public AnySession(Random random, OrderJournal? journal, Engine? engine = null)
    {
        _random = random;
        _journal = journal;
        Engine = engine ?? NewEngine();
    }

    public Engine Engine { get; }

    public long Reports { get; private set; }

    /// <param name="more">Strategies that began later, without one that is called.</param>
    public static Engine NewEngine(params IEnumerable<string> more) => new(
        Traded, [new StrategySetup("restless", new Restless(3, 12_000)), new StrategySetup("other", new Restless(2, 12_000)), .. more.Select(m => new StrategySetup(m, new Vacant()))],
        new RiskLimits { MaxPosition = 400, MaxLiveOrders = 300 }, feeAssets: ["BNB", "OKB"])
    {
        Versions = new TestVersions(12_000),
    };

    public void Start()
    {
        _now = Engine.NowNs + 1;
        Engine.Start(_now);
        _journal?.OnStart(Engine.Inputs, _now);
        Send();
    }

    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            _now += _random.Next(3_000);
            switch (_random.Next(20))
            {
                case 0:
                    Clock();
                    break;
                case 1 when _random.Next(3) == 0:
                    Command();
                    break;
                case 2 when _random.Next(30) == 0:
                    BeginOrEnd();
                    break;
                case 3 when _random.Next(10) == 0:
                    Ask();
                    break;
                case < 12:
                    Market();
                    break;
                default:
                    Report();
                    break;
            }
        }
    }

    public void Clock()
    {
        _now = Math.Max(_now, Engine.NowNs);
        Engine.OnClock(_now);
        _journal?.OnClock(Engine.Inputs, _now);
        Send();
    }

    private void Market()
    {
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        bool isTrade = _random.Next(5) == 0;
        Engine.OnMarket(
            new MarketEvent
            {
                Kind = isTrade ? EventKind.Trade : EventKind.Depth,
                Side = side,
                Instrument = (ushort)_random.Next(Traded.Length),
                Price = new Price(1_000 - side.Sign() * _random.Next(1, 5)),
                Quantity = new Quantity(_random.Next(isTrade ? 1 : 0, 9)),
                ExchangeNs = _now,
                LocalNs = _now,
                Flags = _random.Next(3) == 0 ? EventFlags.EndOfBatch : EventFlags.None,
            },
            _now);
        Send();
    }

    private void Command()
    {
        int strategy = _random.Next(3);
        Command(_random.Next(14) switch
        {
            0 => EngineCommand.Kill,
            > 8 => EngineCommand.Thaw(_random.Next(Traded.Length)),
            8 => EngineCommand.Freeze(_random.Next(Traded.Length), FreezeReason.Command),
            < 4 => EngineCommand.Arm,
            4 => EngineCommand.Pause(strategy),
            < 7 => EngineCommand.Resume(strategy),
            _ => EngineCommand.Set(strategy, "size", $"{_random.Next(1, 6)}"),
        });
    }

    private void BeginOrEnd()
    {
        int strategy = _random.Next(4);
        Command(_random.Next(6) switch
        {
            < 3 => EngineCommand.Start(TestVersions.NameOf(_random), $"{_random.Next(7)}"),
            3 => EngineCommand.Stop(strategy, _random.Next(2) == 0),
            _ => EngineCommand.Replace(strategy, $"{_random.Next(7)}", _random.Next(2) == 0),
        });
    }

    private void Ask()
    {
        OrderRequest request = _random.Next(3) switch
        {
            0 when _sent.Count > 0 => OrderRequest.Cancel(_random.Next(3), _sent[^1].Id),
            1 when _sent.Count > 0 => OrderRequest.Amend(_random.Next(3), _sent[^1].Id, new Price(_random.Next(990, 1_010)), new Quantity(_random.Next(1, 4))),
            _ => OrderRequest.Place(_random.Next(3), NewOrder.Limit(_random.Next(2), Side.Buy, new Price(_random.Next(985, 995)), new Quantity(_random.Next(1, 4)))),
        };
        Engine.OnRequest(request, _now);
        _journal?.OnRequest(Engine.Inputs, _now, request);
        Send();
    }

    private void Command(EngineCommand command)
    {
        Engine.OnCommand(command, _now);
        _journal?.OnCommand(Engine.Inputs, _now, command);
        Send();
    }

    private void Report()
    {
        Intent about = _sent.Count == 0 ? default : _sent[Math.Max(0, _sent.Count - 1 - _random.Next(_random.Next(3) == 0 ? 400 : 12))];
        ReportKind kind = Kinds[_random.Next(Kinds.Length)];
        if (kind == ReportKind.Unresolved && _random.Next(20) > 0)
            kind = ReportKind.Acknowledged; // it freezes what it is about
        if (_random.Next(3) == 0)
            kind = _random.Next(3) == 0 ? ReportKind.Cancelled : ReportKind.Fill;
        var report = new OrderReport
        {
            Kind = kind,
            Id = _random.Next(50) == 0 ? new OrderId(_random.Next(9_999)) : about.Id,
            Instrument = about.Instrument,
            ExchangeNs = _now - _random.Next(2_000),
            LocalNs = Math.Max(Engine.NowNs, _now - _random.Next(150)), // a host sees to that
            Price = new Price(Math.Max(1, about.Terms.Price.Units)),
            Quantity = new Quantity(_random.Next(1, 4)),
            TradeId = _random.Next(8) == 0 ? Math.Max(0, _trade - _random.Next(4)) : ++_trade,
            Fee = _random.Next(100) * 0.0123m,
            FeeAsset = (byte)(_trade % 4),
            FeePrice = _trade % 3 * 2_50000000,
            IsMaker = _random.Next(2) == 0,
            Request = _random.Next(4) == 0 ? 0 : about.Request,
            Side = kind is ReportKind.Liquidation or ReportKind.External ? (_random.Next(2) == 0 ? Side.Buy : Side.Sell) : Side.None,
        };
        if (kind == ReportKind.Amended && _random.Next(2) == 0)
            report.Quantity = about.Terms.Quantity;
        Engine.OnReport(report);
        _journal?.OnReport(Engine.Inputs, report);
        Reports++;
        Send();
    }

    private void Send()
    {
        _journal?.KeepChanges();
        if (Engine.Intents.Length > 0)
            _journal?.OnIntents(Engine.Intents);
        _sent.AddRange(Engine.Intents);
        Engine.ClearIntents();
    }
}
