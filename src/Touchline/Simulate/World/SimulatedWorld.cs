using System.Globalization;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Exchanges.Binance;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;
using Touchline.Venues.Binance;

namespace Touchline.Simulate;

/// <summary>
/// A world by its seed: one clock, a network, a simulated Binance, and the program as it trades there, dies and is started again; trouble of all kinds for a number of events, then calm. After every
/// step all invariants are looked at. docs/simulate.md.
/// </summary>
internal sealed partial class SimulatedWorld : IDisposable
{
    /// <summary>The program's machine.</summary>
    public const string Address = "10.1.1.1";

    private const long Second = 1_000_000_000;
    private const string Key = "simulated", Secret = "simulated-secret";
    private const string RestHost = "rest.venue", StreamHost = "stream.venue", ApiHost = "api.venue";

    // A Tuesday morning; the seed says how long before funding.
    private const long FundingNs = 1_773_129_600 * Second;
    private const long MarketOpensNs = 10 * Second;
    private const long PastNs = 6 * Second, PastEndsNs = Second / 2;
    private const decimal PastQuantity = 0.12m;

    // Of so many seeds, one; of these every other one's conditional orders become orders with ids of the exchange's own.
    private const ulong ConditionalsEvery = 4;

    private const long MostBeforeFundingNs = 600 * Second;

    // A checkpoint with the newest 1,024 ended orders has room in half of it; small enough for the journal to come to others.
    private const long SegmentBytes = 512 * 1024;

    private readonly long _events;
    private readonly long _beginStep;
    private readonly BinanceExchange _exchange;
    private readonly SeededRandom _random;
    private readonly DirectoryInfo _folder;
    private readonly Storm _storm;
    private readonly OperatorDesk _desk;
    private readonly AgreesAtRest _rest = new();
    private readonly IReadOnlyList<Invariant> _invariants;
    private readonly Dictionary<long, OrderUpdate> _engineOrders = [];
    private OrderUpdate[] _copied = new OrderUpdate[256];
    private Engine? _copiedOf;
    private long _copiedInputs;
    private CrashPlan? _crash;
    private (int Segment, int At) _leftAt;
    private BrokenInvariant? _broken;

    /// <param name="events">So many, then all trouble ends.</param>
    public SimulatedWorld(ulong seed, long events)
    {
        (Seed, _events) = (seed, events);
        _random = new SeededRandom(seed * 7919);
        Prefix = string.Create(CultureInfo.InvariantCulture, $"s{seed % 1_000_000_000}");
        HasHands = _random.Chance(0.25);
        HasConditionals = seed % ConditionalsEvery == 0;
        Symbols = _random.Chance(0.3) ? ["ETHUSDT"] : ["BTCUSDT", "ETHUSDT"];
        // Slow for some, so that more time goes by between two messages of the market.
        double pace = 0.1 * Math.Pow(2, _random.Below(5));
        long opensNs = (long)(MarketOpensNs / pace);
        Clock = new VirtualClock(FundingNs - opensNs - 30 * Second - (long)(_random.NextDouble() * MostBeforeFundingNs));
        Network = new VirtualNetwork(Clock, seed, RestHost, StreamHost, ApiHost);
        _exchange = new BinanceExchange(
            new BinanceExchangeOptions
            {
                Symbols = Symbols,
                Accounts = [new(Key, Secret, "hmac", 1_000_000)],
                Seed = seed,
                StartNs = Clock.StartNs,
                Pace = pace,
                KeepsAlgoClientIds = seed % (2 * ConditionalsEvery) != 0,
            }, Network);
        Network.Attach(_exchange);
        Clock.Run(opensNs - PastNs);
        TradePast();
        Truth = new VenueTruth(_exchange, Key, Prefix, Symbols, () => Clock.Steps);
        _folder = Directory.CreateTempSubdirectory("touchline-simulate-");
        Journal = new JournalSight(JournalFolder);
        _beginStep = Clock.Steps;
        _storm = NewStorm(new SeededRandom(seed * 104_729));
        _desk = new OperatorDesk(this, new SeededRandom(seed * 15_485_863));
        _invariants = NewInvariants();
    }

    /// <summary>What the account may do, until somebody says otherwise.</summary>
    public static RiskLimits Limits { get; } = new RiskLimits
    {
        MaxPosition = 1.2m,
        MaxInstrumentExposure = 4_000,
        MaxOrder = 1,
        MaxLiveOrders = 40,
        PriceCollar = 0.2m,
        OrderRate = new OrderRate(250, 10 * Second),
    }.ForVenue();

    public ulong Seed { get; }

    /// <summary>Of the client order ids, of all processes.</summary>
    public string Prefix { get; }

    /// <summary>Somebody trades in the account by hand, now and then.</summary>
    public bool HasHands { get; }

    /// <summary>Orders that wait for a price, brackets and pairs of legs.</summary>
    public bool HasConditionals { get; }

    public IReadOnlyList<string> Symbols { get; }

    public VirtualClock Clock { get; }

    public VirtualNetwork Network { get; }

    public VenueTruth Truth { get; }

    public JournalSight Journal { get; }

    public Tally Tally { get; } = new();

    /// <summary>Null while none is up.</summary>
    public SimulatedProcess? Process { get; private set; }

    /// <summary>Of the process that is up, once it has one.</summary>
    public Engine? Engine => Process is { IsDead: false } process ? process.Engine : null;

    /// <summary>The engine's live orders, by number.</summary>
    public IReadOnlyDictionary<long, OrderUpdate> EngineOrders
    {
        get
        {
            CopyOrders();
            return _engineOrders;
        }
    }

    /// <summary>The venue hears the session, and nothing is wrong with the network.</summary>
    public bool IsInReach => !_isParted && Network.Weather.IsFair && Process is { IsPlaying: true, Line.Venue.State: { IsTradingReady: true, IsFeedUp: true } };

    /// <summary>Steps of the clock since the world was opened: each thing that happened, at the exchange too.</summary>
    public long Steps => Clock.Steps - _beginStep;

    /// <summary>Messages, requests and replies that arrived at either end, connections that came and went.</summary>
    public long Events => Network.Trace.Things;

    public string TimeText => string.Create(CultureInfo.InvariantCulture, $"{(Clock.NowNs - Clock.StartNs) / 1e9:0.000}");

    private string JournalFolder => Path.Combine(_folder.FullName, "J");

    /// <summary>Of an instrument, what orders and amends that a loss of power took from the journal asked for.</summary>
    public decimal LostQuantity(int instrument)
    {
        if (Journal.LostTerms.Count == 0)
            return 0;
        decimal quantity = 0;
        foreach (long number in Journal.LostTerms)
        {
            if (Truth.Orders.TryGetValue(number, out VenueOrder? order) && order.Instrument == instrument)
                quantity += order.Quantity;
        }

        return quantity;
    }

    public TradingSettings SettingsOf(SimulatedProcess process) => new()
    {
        Name = "random",
        Source = null,
        Strategy = process.Trader,
        Data = [],
        Venue = new VenueSettings
        {
            Name = VenueSetting.Binance,
            IsTestnet = false,
            Symbols = Symbols,
            Addresses = new BinanceVenueOptions
            {
                RestUrl = $"http://{RestHost}",
                StreamUrl = $"ws://{StreamHost}",
                WebSocketApiUrl = $"ws://{ApiHost}/ws-fapi/v1",
                Credentials = new BinanceCredentials(Key, "hmac", Secret),
                SessionPrefix = Prefix,
                Seed = Seed + (ulong)process.Number,
            },
            Certificate = null,
            Key = Key,
            KeyStore = null,
            KeyFile = null,
        },
        Models = new SimulationOptions(),
        Risk = Limits,
        FeedOffsetNs = 0,
        Seed = Seed * 1_000 + (ulong)process.Number,
        Run = new RunSettings(1, null, [], JournalFolder, Impact: false, Live: true, RingWaiting.Block) { SegmentBytes = SegmentBytes, OpeningNs = Settings.Opening.Default },
    };

    /// <summary>The next thing happens, if it is due by then, and everything is looked at. False: nothing is.</summary>
    public bool Step(long untilNs)
    {
        if (!Clock.Step(untilNs))
            return false;
        AfterStep();
        return true;
    }

    /// <summary>Something about an order is about to leave the machine.</summary>
    /// <param name="number">Of a new order; 0: it is about one that is there.</param>
    public void OnLeaving(long number)
    {
        Journal.Look();
        if (number != 0)
        {
            foreach (Invariant invariant in _invariants)
                Check(invariant, invariant.OnLeaving(this, number));
        }

        if (_crash?.IsDueAtSend(Events) == true)
            Die("just before a request left");
        _leftAt = (Journal.Segment, Journal.End);
    }

    public void OnLeft()
    {
        if (_crash?.IsDueAtSend(Events) == true)
            Die("just after a request left");
    }

    public void Dispose()
    {
        Journal.Dispose();
        _exchange.Dispose();
        _folder.Delete(recursive: true);
    }

    private IReadOnlyList<Invariant> NewInvariants() =>
    [
        new OneOrderPerId(), new JournaledBeforeSent(), new WithinLimits(), new CountsWhatCouldBe(), new EveryFillOnce(), new EndedStaysEnded(), new KnowsWhatWorks(), new KillCancels(),
        new NothingAfterKill(), new ExitsWithinOpen(), new HedgedWithinFilled(), new NoStrategyFails(), _rest, new EndsClean(),
    ];

    private void AfterStep()
    {
        Journal.Look();
        foreach (Invariant invariant in _invariants)
            Check(invariant, invariant.AfterStep(this));
        CountNews();
        Truth.Events.Clear();
        Journal.News.Clear();
        if (!_isCalm && Events >= _events)
            CalmDown();
        if (_crash?.IsDue(Events) == true && Process is { IsDead: false })
            Die("between two steps");
        if (_isCalm && Clock.NowNs - _calmNs > MostCalmNs)
            Break(_rest, _differs ?? "no session got ready");
    }

    private void CountNews()
    {
        foreach (JournalEntry entry in Journal.News)
        {
            if (entry.Kind == JournalRecordKind.Report)
                Tally.Add(entry.Report == ReportKind.Unknown ? "unknown outcomes" : "reports");
            else if (entry.Intent == IntentKind.Place)
                Tally.Add("orders");
            else if (entry.Intent is IntentKind.Amend or IntentKind.Cancel)
                Tally.Add(entry.Intent == IntentKind.Amend ? "amends" : "cancels");
        }
    }

    private void Break(Invariant invariant, string detail)
    {
        Process?.Die();
        _broken ??= new BrokenInvariant(invariant.Name, invariant.Sentence, detail, Steps, Clock.NowNs - Clock.StartNs);
        throw new ProcessDiedException();
    }

    private void CopyOrders()
    {
        if (Engine is not { } engine)
        {
            _engineOrders.Clear();
            _copiedOf = null;
            return;
        }

        if (engine == _copiedOf && engine.Inputs == _copiedInputs)
            return;
        (_copiedOf, _copiedInputs) = (engine, engine.Inputs);
        if (_copied.Length < engine.LiveOrders)
            _copied = new OrderUpdate[engine.LiveOrders * 2];
        int count = engine.CopyOrders(_copied);
        _engineOrders.Clear();
        foreach (ref readonly OrderUpdate order in _copied.AsSpan(0, count))
            _engineOrders.Add(order.Id.Number, order);
    }
}
