using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>The table of all settings. A strategy's parameters come besides, each by its name below <see cref="Parameters"/>.</summary>
internal static class Settings
{
    public const string Parameters = "parameters";
    public const string ParameterPrefix = Parameters + ".";
    public const string ParameterOption = "--param";
    public const string RiskOption = "--risk";

    private static readonly SimulationOptions Models = new();
    private static readonly RiskLimits NoLimits = new();
    private static readonly WatchOptions Watch = new();

    // Names that other programs have for them.
    private static readonly Dictionary<string, string> PlainLimits = new()
    {
        ["max_exposure"] = "MAX_EXPOSURE_USDT",
        ["max_open_positions"] = "MAX_OPEN_POSITIONS",
        ["min_notional"] = "MIN_ORDER_SIZE_USDT",
    };

    public static ScalarSetting<string> Strategy { get; } = new(
        "strategy", StrategyCatalog.Default, SettingText.TryReadStrategy, SettingText.Same,
        $"{string.Join(", ", StrategyCatalog.BuiltIn.Select(s => s.Name))}, a FILE.cs, or the id of a stored strategy", "what trades")
    { Option = "--strategy" };

    public static ListSetting Data { get; } = new("data", "a list of recordings (.tlr)", "the recordings to trade on (.tlr)") { Option = "--data" };

    public static ScalarSetting<QueueModel> Queue { get; } = new(
        "models.queue", Models.Queue, QueueModel.TryParse, q => q.ToString(), QueueModel.Right, "how a resting order advances in its queue")
    { Option = "--queue" };

    public static ScalarSetting<ExchangeModel> Exchange { get; } = new(
        "models.exchange", Models.Exchange, ModelNames.TryReadExchange, m => m.Name(), $"one of {ExchangeModels.Names}", "how orders are filled")
    { Option = "--exchange-model" };

    public static ScalarSetting<LatencyModel> Latency { get; } = new(
        "models.latency", Models.Latency, ModelNames.TryReadLatency, l => l.ToString(),
        "constant:ENTRY,RESPONSE with units ns, us, ms or s, each at most 1h, e.g. constant:2ms,500us; or recorded:FILE or sampled:FILE", "how long an order takes to the venue and its answer back")
    { Option = "--latency" };

    public static ScalarSetting<long> FeedOffset { get; } = new(
        "models.feed_offset", 0, SettingText.TryReadFeedOffset, Duration.Format, "a time with its unit from 0ns to 1h, e.g. 500us", "by how much later than recorded the market's data reaches us")
    { Option = "--feed-offset" };

    public static ScalarSetting<FeeRates> Fees { get; } = new(
        "models.fees", Models.Fees, FeesText.TryRead, FeesText.Write,
        "maker=RATE,taker=RATE as shares of the traded value between -1 and 1, e.g. maker=-0.00005,taker=0.0004, or "
            + "tiers:0=MAKER/TAKER,VALUE=MAKER/TAKER by the value traded in 30 days, e.g. tiers:0=0.0002/0.0005,1000000=0.00016/0.0004",
        "fees, negative for a rebate")
    { Option = "--fees", Members = ["maker", "taker"], ListMember = FeesText.Tiers };

    public static ScalarSetting<decimal> Deposit { get; } = new(
        "margin.deposit", Models.Margin.Deposit, SettingText.TryReadLimit, SettingText.Write, "an amount above 0, or none for no limit",
        "what the account has for each instrument, in quote currency")
    { Option = "--deposit" };

    public static ScalarSetting<decimal> Leverage { get; } = new(
        "margin.leverage", Models.Margin.Leverage, MarginText.TryReadLeverage, SettingText.Write, "a number from 1 to 1000",
        "how many times its margin a position may be worth when it is opened")
    { Option = "--leverage" };

    public static ScalarSetting<IReadOnlyList<MarginBracket>> Maintenance { get; } = new(
        "margin.maintenance", Models.Margin.Maintenance, MarginText.TryReadBrackets, MarginText.Write,
        "a share of the position's value from 0 to below 1, e.g. 0.004, or brackets by value, e.g. 0=0.004,50000=0.005", "margin below which a position is liquidated")
    { Option = "--maintenance" };

    public static ScalarSetting<decimal> LiquidationFee { get; } = new(
        "margin.liquidation_fee", Models.Margin.LiquidationFee, MarginText.TryReadRate, SettingText.Write, "a share of the traded value from 0 to below 1",
        "what a liquidation costs")
    { Option = "--liquidation-fee" };

    public static ScalarSetting<ulong> Seed { get; } = new(
        "seed", 1, SettingText.TryReadSeed, s => s.ToString(CultureInfo.InvariantCulture),
        "a whole number from 0 to 18446744073709551615", "seed of everything random; the same number gives the same run")
    { Option = "--seed" };

    /// <summary>One for each limit, in their order.</summary>
    public static IReadOnlyList<ScalarSetting<string>> Limits { get; } = [.. RiskLimit.All.Select(Limit)];

    public static ScalarSetting<double> Speed { get; } = new(
        "run.speed", 1, SettingText.TryReadSpeed, SettingText.WriteSpeed, "a factor such as 1x or 10x, at most 1000000x, or max", "how fast a recording plays")
    { Option = "--speed" };

    public static ScalarSetting<long> For { get; } = new(
        "run.for", long.MaxValue, SettingText.TryReadTime, SettingText.WriteTime, "a time above 0 with its unit, e.g. 30s, or none", "stop after this time")
    { Option = "--for" };

    public static ListSetting Record { get; } = new(
        "run.record", "a recording (.tlr) for each market", "records what the session sees, one file a market; a backtest of it gives the same fills")
    { Option = "--record" };

    public static ScalarSetting<string?> Journal { get; } = new(
        "run.journal", null, SettingText.TryReadFolder, SettingText.WriteFolder, "a folder without a journal in it, or none", "keeps the session's journal there, for touchline replay")
    { Option = "--journal" };

    public static ScalarSetting<bool> Impact { get; } = new(
        "run.impact", false, SettingText.TryReadSwitch, SettingText.WriteSwitch, "on or off", "own orders enter the synthetic market itself and move it, instead of the models")
    { Option = "--impact", IsSwitch = true };

    public static ScalarSetting<bool> Live { get; } = new(
        "run.live", false, SettingText.TryReadSwitch, SettingText.WriteSwitch, "on or off", "orders go to the venue, instead of a simulated one")
    { Option = "--live", IsSwitch = true };

    public static ScalarSetting<RingWaiting> Waiting { get; } = new(
        "run.wait", RingWaiting.Block, SettingText.TryReadWaiting, SettingText.WriteWaiting, "spin, yield or block", "how the session waits for the venue's next message: spin is the quickest and keeps a core busy")
    { Option = "--wait" };

    public static ScalarSetting<string?> Database { get; } = new(
        "storage.database", null, SettingText.TryReadFolder, t => t is null ? SettingText.None : DatabaseAddress.WithoutPassword(t), "a file (SQLite), Host=...;Database=...;Username=..., postgres://USER@HOST/DATABASE, or none",
        "the database of sessions, orders, trades and the audit log")
    { Option = "--database" };

    public static ScalarSetting<DifferenceReaction> OnPositionDifference { get; } = Reaction("position", Watch.OnPosition, "a position at the venue isn't the ledger's for more than 5 s");

    public static ScalarSetting<DifferenceReaction> OnBalanceDifference { get; } = Reaction("balance", Watch.OnBalance, "a wallet isn't what the ledger makes of it for more than 5 s");

    public static ScalarSetting<DifferenceReaction> OnEntryPriceDifference { get; } = Reaction("entry-price", Watch.OnEntryPrice, "a position's average price at the venue isn't the ledger's for more than 5 s");

    public static ScalarSetting<long> Opening { get; } = new(
        "run.opening", 60_000_000_000, SettingText.TryReadTime, SettingText.WriteTime, "a time above 0 with its unit, e.g. 60s, or none",
        "how long a live session tries to connect, to read the account and to bring earlier sessions' orders to their end, before it gives up and trades nothing")
    { Option = "--opening" };

    public static ScalarSetting<bool> OnStop { get; } = new(
        "run.on_stop", false, SettingText.TryReadOnStop, SettingText.WriteOnStop, "cancel or keep",
        "what becomes of a live session's orders when you end it: they are cancelled, or kept at the venue for the next session with the journal to find")
    { Option = "--on-stop" };

    /// <summary>Said behind a name that is none.</summary>
    public const string WhereListed = "; 'touchline config show' lists what there is";

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Strategy, Data, Queue, Exchange, Latency, FeedOffset, Fees, Deposit, Leverage, Maintenance, LiquidationFee, Seed,
        .. Limits,
        Speed, For, Record, Journal, Impact, Live, Waiting, OnPositionDifference, OnBalanceDifference, OnEntryPriceDifference, Opening, OnStop, Database,
        .. MonitoringSetting.All,
        .. VenueSetting.All,
        .. HttpSetting.All,
        .. TelegramSetting.All,
        .. StrategySetting.All,
    ];

    /// <summary>Those that matter without a session to pace and without a venue.</summary>
    public static IReadOnlyList<Setting> OfBacktest { get; } =
        [.. All.Where(s => !IsWithin(s, "run") && !IsWithin(s, StorageSection) && !IsWithin(s, VenueSetting.Section) && !IsWithin(s, HttpSetting.Section) && !IsWithin(s, TelegramSetting.Section)
            && !MonitoringSetting.IsWithin(s))];

    private const string StorageSection = "storage";

    public static bool IsWithin(Setting setting, string section) => setting.Path.StartsWith(section + ".", StringComparison.Ordinal);

    private static ScalarSetting<DifferenceReaction> Reaction(string name, DifferenceReaction usual, string when) => new(
        $"run.on_{name.Replace('-', '_')}_difference", usual, SettingText.TryReadReaction, SettingText.Write, "alert, freeze or kill", $"what is done when {when}")
    { Option = $"--on-{name}-difference" };

    private static ScalarSetting<string> Limit(RiskLimit limit) => new(
        $"risk.{limit.Name}",
        limit.Get(NoLimits),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = limit.TrySet(NoLimits, text, out RiskLimits? limits) ? limit.Get(limits) : null;
            return value is not null;
        },
        SettingText.Same,
        limit.Right,
        limit.Text)
    {
        Option = RiskOption,
        NameInOption = limit.Name,
        PlainName = PlainLimits.GetValueOrDefault(limit.Name),
        IsNumber = limit.IsNumber,
    };
}
