using Touchline.Control;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Storage;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>How a session of <c>run</c> is paced and what it keeps.</summary>
/// <param name="Speed">Factor to recorded time; infinite: as fast as it goes.</param>
/// <param name="For">Null: until its end.</param>
/// <param name="Record">A recording for each market; or none.</param>
/// <param name="Journal">The folder of the session's journal; null: none.</param>
/// <param name="Impact">Own orders enter the synthetic market itself.</param>
/// <param name="Live">Orders go to the venue.</param>
internal sealed record RunSettings(double Speed, TimeSpan? For, IReadOnlyList<string> Record, string? Journal, bool Impact, bool Live, RingWaiting Waiting)
{
    /// <summary>What a live session does where ledger and venue differ.</summary>
    public WatchOptions Watch { get; init; } = new();

    /// <summary>How long a live session may take until it can trade, in nanoseconds; <see cref="long.MaxValue"/>: as long as it does.</summary>
    public required long OpeningNs { get; init; }

    /// <summary>Orders stay at the venue when the user ends the session.</summary>
    public bool KeepsOrders { get; init; }

    /// <summary>On a virtual clock: the journal's segments are of so many bytes, and made by the session's own thread when it needs them. Null: as usual.</summary>
    public long? SegmentBytes { get; init; }
}

/// <summary>What the user wants a trading verb to do, checked.</summary>
internal sealed record TradingSettings
{
    /// <summary>The database in a live session's journal folder.</summary>
    public const string DatabaseOfJournal = "touchline.db";

    /// <summary>The strategy's name.</summary>
    public required string Name { get; init; }

    /// <summary>What a user's own strategy was compiled from; null for one of the program's.</summary>
    public required StrategySource? Source { get; init; }

    /// <summary>With its parameters set.</summary>
    public required Strategy Strategy { get; init; }

    /// <summary>Stored strategies that run beside it, behind the seat of people.</summary>
    public IReadOnlyList<FurtherStrategy> Further { get; init; } = [];

    /// <summary>Recordings to trade on; may be none.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>The real venue whose market is traded on; null: none.</summary>
    public required VenueSettings? Venue { get; init; }

    public required SimulationOptions Models { get; init; }

    public required RiskLimits Risk { get; init; }

    /// <summary>By how much later than recorded our side sees every row of the market.</summary>
    public required long FeedOffsetNs { get; init; }

    public required ulong Seed { get; init; }

    public required RunSettings Run { get; init; }

    // Of a live session the venue itself decides these.
    private static readonly Setting[] OfModels = [Settings.Queue, Settings.Exchange, Settings.Latency, Settings.Fees, Settings.Deposit, Settings.Leverage, Settings.Maintenance, Settings.LiquidationFee];

    // A venue's market is traded on as it comes.
    private static readonly Setting[] OfRecordedMarkets = [Settings.Data, Settings.Speed, Settings.Impact, Settings.FeedOffset];

    /// <summary>What the recovery of a live session's journal can be told: all that it does anything with.</summary>
    public static IReadOnlyList<Setting> OfRecoveries { get; } =
        [.. Settings.All.Except([.. OfModels, .. OfRecordedMarkets, Settings.Journal, Settings.Live, Settings.For, Settings.Record, Settings.OnStop, .. HttpSetting.All, .. TelegramSetting.All, .. MonitoringSetting.All])];

    /// <summary>How the session is reached from outside; null: not at all.</summary>
    public ControlSettings? Control { get; init; }

    /// <summary>The session's log, metrics and alerts.</summary>
    public MonitoringSettings Monitoring { get; init; } = new();

    /// <summary>What a session is written to; null: none.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>Chats that may command the session; null: none.</summary>
    public TelegramSettings? Telegram { get; init; }

    /// <summary>It is the one in the journal's folder, which nobody named.</summary>
    public bool IsDatabaseOfJournal { get; init; }

    public static TradingSettings Of(EffectiveSettings settings) => new()
    {
        Name = settings.Value(Settings.Strategy),
        Source = settings.Source,
        Strategy = settings.Strategy,
        Data = settings.Value(Settings.Data),
        Venue = null,
        Models = new SimulationOptions
        {
            Latency = settings.Value(Settings.Latency),
            Fees = settings.Value(Settings.Fees),
            Margin = MarginOf(settings),
            Seed = settings.Value(Settings.Seed),
            Exchange = settings.Value(Settings.Exchange),
            Queue = settings.Value(Settings.Queue),
        },
        FeedOffsetNs = settings.Value(Settings.FeedOffset),
        Risk = RiskOf(settings),
        Seed = settings.Value(Settings.Seed),
        Run = new RunSettings(settings.Value(Settings.Speed), TimeOf(settings.Value(Settings.For)), settings.Value(Settings.Record), settings.Value(Settings.Journal), settings.Value(Settings.Impact), settings.Value(Settings.Live),
            settings.Value(Settings.Waiting))
        {
            Watch = new WatchOptions
            {
                OnPosition = settings.Value(Settings.OnPositionDifference),
                OnBalance = settings.Value(Settings.OnBalanceDifference),
                OnEntryPrice = settings.Value(Settings.OnEntryPriceDifference),
            },
            OpeningNs = settings.Value(Settings.Opening),
            KeepsOrders = settings.Value(Settings.OnStop),
        },
    };

    /// <summary>The same for a session, which may be about a real venue.</summary>
    /// <exception cref="BadInputException">Settings contradict each other.</exception>
    public static TradingSettings OfSession(EffectiveSettings settings) => WithDatabase(
        Of(settings) with { Venue = VenueOf(settings), Telegram = TelegramSettings.Of(settings), Monitoring = MonitoringSettings.Of(settings), Further = FurtherOf(settings), StrategyFolder = settings.Value(StrategySetting.Folder), Rules = RulesOf(settings) }, settings);

    /// <summary>Where stored strategies are.</summary>
    public string StrategyFolder { get; init; } = StrategySetting.Folder.Default;

    /// <summary>What code of strategies may do.</summary>
    public StrategyRules Rules { get; init; } = StrategyRules.Usual;

    // Beside the chosen one and people's.
    private const int MostFurther = Engine.MostStrategies - 2;

    /// <summary>All strategies of a session, as the engine is given them.</summary>
    /// <param name="listener">Hears trades from people's seat.</param>
    public IReadOnlyList<StrategySetup> Setups(ITradeListener? listener = null) =>
        [FurtherStrategy.SetUpToRun(Name, Source, Strategy), Operator.Setup(listener), .. Further.Select(f => FurtherStrategy.SetUpToRun(f.Name, f.Source, f.Strategy))];

    /// <summary>What a version was made from with which the session began; null where none was.</summary>
    public StrategySource? SourceOf(string strategy, string version) =>
        Further.Select(f => (f.Name, f.Source)).Prepend((Name, Source)).FirstOrDefault(s => s.Name == strategy && s.Source?.Version == version).Source;

    /// <summary>With a place for each stored strategy that earlier sessions left something of, and that doesn't begin with this one; also where the store has lost it.</summary>
    /// <exception cref="BadInputException">There are more of them than places.</exception>
    public TradingSettings WithPlacesFor(EngineCheckpoint before)
    {
        string[] left = [.. before.Strategies.Select((s, i) => (s, i)).Where(s => before.IsInUse(s.i)).Select(s => s.s.Name)
            .Where(n => n != Name && Further.All(f => f.Name != n) && StrategyId.IsRight(VersionName.IdOf(n)))];
        if (left.Length + Further.Count > MostFurther)
            throw new BadInputException($"the journal has positions or live orders of {left.Length} stored strategies ({string.Join(", ", left)}), {Further.Count} others are to start with the session, and it has room for {MostFurther} beside its own; 'touchline strategy disable ID' for some of the others");
        return left.Length == 0 ? this : this with { Further = [.. Further, .. left.Select(FurtherStrategy.Vacant)] };
    }

    // One that can't begin ends the session before it trades, rather than be missed later.
    private static FurtherStrategy[] FurtherOf(EffectiveSettings settings)
    {
        FurtherStrategy[] further = [.. StrategyCatalog.Enabled(settings.Value(StrategySetting.Folder), RulesOf(settings)).Where(e => e.Id != settings.Value(Settings.Strategy)).Select(e => FurtherStrategy.Of(e.Id, e.Source))];
        return further.Length <= MostFurther
            ? further
            : throw new BadInputException($"{further.Length} stored strategies are to start with the session, and it has room for {MostFurther} beside its own ('touchline strategy disable ID' for the others)");
    }

    private static StrategyRules RulesOf(EffectiveSettings settings) => StrategySetting.RulesFor(settings.Value(StrategySetting.AllowAll));

    /// <summary>What a recovery adds to the user's settings, above all other layers.</summary>
    public static SettingLayer RecoveryLayer(string journal)
    {
        var layer = new SettingLayer();
        layer.Add(new Assignment(Settings.Live.Path, [SettingText.On], "touchline recover"));
        layer.Add(new Assignment(Settings.Journal.Path, [journal], "touchline recover"));
        return layer;
    }

    /// <summary>
    /// The same for the recovery of a live session's journal, which places nothing: no limit is demanded of it, and what only a simulation would do something with doesn't keep it from its work.
    /// </summary>
    /// <param name="settings">With <see cref="RecoveryLayer"/> above all others.</param>
    /// <exception cref="BadInputException">Settings contradict each other, or don't name the venue and key.</exception>
    public static TradingSettings OfRecovery(EffectiveSettings settings)
    {
        VenueSettings venue = VenueSettings.Of(settings)?.WithSymbols()
            ?? throw new BadInputException($"setting {VenueSetting.Name.Path} is missing: a journal's orders are at a venue; right is --venue {VenueSetting.Binance} with the key and symbols of the session");
        venue.CheckKey();
        TradingSettings chosen = Of(settings) with { Venue = venue };
        return WithDatabase(chosen with { Run = chosen.Run with { Record = [] } }, settings);
    }

    // Where orders with money go out, their database is beside the journal unless another is named, or none.
    private static TradingSettings WithDatabase(TradingSettings chosen, EffectiveSettings settings)
    {
        if (settings.Value(Settings.Database) is { } text)
            return chosen with { Database = DatabaseAddress.Parse(text) };
        return chosen.Run is { Live: true, Journal: { } journal } && settings.SourceOf(Settings.Database) is null
            ? chosen with { Database = DatabaseAddress.Parse(Path.Combine(journal, DatabaseOfJournal)), IsDatabaseOfJournal = true }
            : chosen;
    }

    // What takes no part in the simulation isn't to be set: somebody who set it would believe that it does.
    private static void CheckTogether(EffectiveSettings settings)
    {
        if (settings.Value(Settings.Impact))
            Refuse(settings, [Settings.Queue, Settings.Exchange], $"{Settings.Impact.Path} is on: own orders trade in the market itself, and no model of queue or exchange takes part");
        if (settings.SourceOf(Settings.Deposit) is null)
            Refuse(settings, [Settings.Leverage, Settings.Maintenance, Settings.LiquidationFee], $"{Settings.Deposit.Path} isn't given: without a deposit nothing is limited or liquidated");
    }

    private static VenueSettings? VenueOf(EffectiveSettings settings)
    {
        VenueSettings? venue = VenueSettings.Of(settings)?.WithSymbols();
        if (!settings.Value(Settings.Live))
            Refuse(settings, [Settings.OnPositionDifference, Settings.OnBalanceDifference, Settings.OnEntryPriceDifference], $"{Settings.Live.Path} is off: no venue has anything to compare the ledger with");
        if (!settings.Value(Settings.Live))
            Refuse(settings, [Settings.Opening], $"{Settings.Live.Path} is off: no account is read");
        if (!settings.Value(Settings.Live))
            Refuse(settings, [Settings.OnStop], $"{Settings.Live.Path} is off: orders on paper end with the session");
        if (venue is null)
        {
            Refuse(settings, [Settings.Live], $"{VenueSetting.Name.Path} isn't given: orders can only go to a venue");
            Refuse(settings, [Settings.Waiting], $"{VenueSetting.Name.Path} isn't given: only a venue's messages are waited for");
            return null;
        }

        Refuse(settings, OfRecordedMarkets, $"{VenueSetting.Name.Path} is {venue.Name}: its market is traded on, as it comes");
        if (settings.Value(Settings.Live))
        {
            Refuse(settings, OfModels, $"{Settings.Live.Path} is on: the venue itself decides");
            venue.CheckKey();
            if (settings.Value(Settings.OnStop) && settings.Value(Settings.Journal) is null)
                throw new BadInputException($"{settings.SourceOf(Settings.OnStop)}: setting {Settings.OnStop.Path} is keep, but setting {Settings.Journal.Path} is missing: without a journal no session would find the orders again (--journal FOLDER)");
            if (venue.IsRealMoney)
                RealMoney.Check(settings, venue);
        }

        return venue;
    }

    private static void Refuse(EffectiveSettings settings, Setting[] idle, string because)
    {
        foreach (Setting setting in idle)
        {
            if (settings.SourceOf(setting) is { } source)
                throw new BadInputException($"{source}: setting {setting.Path} has no effect, as {because}");
        }
    }

    private static MarginTerms MarginOf(EffectiveSettings settings)
    {
        CheckTogether(settings);
        var margin = new MarginTerms
        {
            Deposit = settings.Value(Settings.Deposit),
            Leverage = settings.Value(Settings.Leverage),
            Maintenance = settings.Value(Settings.Maintenance),
            LiquidationFee = settings.Value(Settings.LiquidationFee),
        };
        margin.Check();
        return margin;
    }

    /// <exception cref="BadInputException">Limits contradict each other.</exception>
    internal static RiskLimits RiskOf(EffectiveSettings settings)
    {
        RiskLimits limits = settings.Value(Settings.Live) ? new RiskLimits().ForVenue() : new RiskLimits();
        for (int i = 0; i < RiskLimit.All.Count; i++)
        {
            if (settings.SourceOf(Settings.Limits[i]) is not null && RiskLimit.All[i].TrySet(limits, settings.Value(Settings.Limits[i]), out RiskLimits? changed))
                limits = changed;
        }

        return limits.Contradiction is { } contradiction ? throw new BadInputException($"section risk: {contradiction}") : limits;
    }

    private static TimeSpan? TimeOf(long ns) => ns == long.MaxValue ? null : TimeSpan.FromTicks(Math.Max(1, ns / 100));
}
