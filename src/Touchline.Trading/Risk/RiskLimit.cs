using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>One of the limits of <see cref="RiskLimits"/> by its name: the same in settings, commands and journals.</summary>
public abstract class RiskLimit
{
    /// <summary>Stands for no limit.</summary>
    public const string NoLimit = "none";

    private const string AboveZero = "a number above 0, or none for no limit";
    private const string Count = "a whole number from 1 to 2147483646, or none for no limit";
    private const string Time = "a time above 0 with its unit (ns, us, ms, s, m, h)";
    private const long MostRateWindowNs = 24 * 3_600_000_000_000;

    private RiskLimit(string name, string right, string text)
    {
        Name = name;
        Right = right;
        Text = text;
    }

    public string Name { get; }

    /// <summary>What a right value looks like.</summary>
    public string Right { get; }

    /// <summary>What it limits.</summary>
    public string Text { get; }

    /// <summary>Its values are numbers, rather than texts.</summary>
    public abstract bool IsNumber { get; }

    /// <summary>A strategy has none of its own.</summary>
    public bool IsOfAccount { get; private init; }

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<RiskLimit> All { get; } =
    [
        new Of<decimal>("max_order", TryReadLimit, Write, l => l.MaxOrder, (l, v) => l with { MaxOrder = v }, AboveZero, "largest quantity of one order"),
        new Of<decimal>("max_position", TryReadLimit, Write, l => l.MaxPosition, (l, v) => l with { MaxPosition = v }, AboveZero,
            "largest position on either side of one instrument, all that could still trade counted"),
        new Of<bool>("open_positions", TryReadSwitch, v => v ? "on" : "off", l => l.OpensPositions, (l, v) => l with { OpensPositions = v }, "on or off",
            "positions may be opened and added to; off: only what reduces passes"),
        new Of<int>("max_open_positions", TryReadCount, Write, l => l.MaxOpenPositions, (l, v) => l with { MaxOpenPositions = v }, Count,
            "most instruments with a position, by the same count"),
        new Of<decimal>("max_instrument_exposure", TryReadLimit, Write, l => l.MaxInstrumentExposure, (l, v) => l with { MaxInstrumentExposure = v }, AboveZero,
            "largest value of one instrument's position in quote currency, by the same count"),
        new Of<decimal>("max_exposure", TryReadLimit, Write, l => l.MaxExposure, (l, v) => l with { MaxExposure = v }, AboveZero,
            "largest value of all positions together in quote currency, by the same count"),
        new Of<decimal>("max_leverage", TryReadLimit, Write, l => l.MaxLeverage, (l, v) => l with { MaxLeverage = v }, AboveZero + "; capital has to be given",
            "how many times capital and profit that value may be"),
        new Of<decimal>("capital", TryReadAmount, WriteAmount, l => l.Capital, (l, v) => l with { Capital = v }, "an amount above 0, or none", "what there is to trade with, in quote currency"),
        new Of<decimal>("max_daily_loss", TryReadLimit, Write, l => l.MaxDailyLoss, (l, v) => l with { MaxDailyLoss = v }, AboveZero,
            "loss since midnight UTC, in quote currency, from which on only what reduces passes"),
        new Of<decimal>("max_drawdown", TryReadLimit, Write, l => l.MaxDrawdown, (l, v) => l with { MaxDrawdown = v }, AboveZero,
            "loss since the best moment, in quote currency, from which on only what reduces passes"),
        new Of<decimal>("price_collar", TryReadShare, Write, l => l.PriceCollar, (l, v) => l with { PriceCollar = v },
            "a share of the touch above 0 and up to 1 (0.05 is five percent), or none for no limit", "how far from the touch a limit price may be, as a share of it"),
        new Of<decimal>("min_notional", TryReadAmount, WriteAmount, l => l.MinNotional, (l, v) => l with { MinNotional = v }, "an amount above 0, or none",
            "what an order must at least be worth, in quote currency"),
        new Of<decimal>("max_correlation", TryReadShare, Write, l => l.MaxCorrelation, (l, v) => l with { MaxCorrelation = v }, "a number above 0 and up to 1, or none for no limit",
            "correlation from which on two instruments aren't held on the same side"),
        new Of<long>("correlation_window", TryReadWindow, Duration.Format, l => l.CorrelationWindowNs, (l, v) => l with { CorrelationWindowNs = v },
            $"a time from {Correlations.Samples}ms to 24h with its unit", "over how long correlations are looked at") { IsOfAccount = true },
        new Of<OrderRate>("order_rate", TryReadOrderRate, Write, l => l.OrderRate, (l, v) => l with { OrderRate = v },
            $"ORDERS/TIME with 1 to {OrderRate.MostOrders} orders in at most 24h, e.g. 300/10s, or none for no limit", "most new orders and amends within a time"),
        new Of<long>("max_book_age", TryReadTime, WriteTime, l => l.MaxBookAgeNs, (l, v) => l with { MaxBookAgeNs = v }, Time + ", or none for no limit",
            "oldest that the newest market event may be when an order leaves"),
        new Of<int>("max_live_orders", TryReadLiveOrders, Write, l => l.MaxLiveOrders, (l, v) => l with { MaxLiveOrders = v },
            $"a whole number from 1 to {RiskLimits.MostLiveOrders}", "most orders live at once"),
        new Of<bool>("self_trade", TryReadSwitch, v => v ? "on" : "off", l => !l.RefusesSelfTrade, (l, v) => l with { RefusesSelfTrade = !v }, "on or off",
            "own orders may meet in the market; off with run.live unless given") { IsOfAccount = true },
        new Of<int>("breaker_failures", TryReadCount, Write, l => l.BreakerFailures, (l, v) => l with { BreakerFailures = v }, Count,
            "failures of the venue in a row from which on nothing new is sent there; 5 with run.live unless given") { IsOfAccount = true },
        new Of<long>("breaker_cool_down", TryReadSpan, Duration.Format, l => l.BreakerCoolDownNs, (l, v) => l with { BreakerCoolDownNs = v }, Time,
            "how long the venue is left alone then") { IsOfAccount = true },
    ];

    /// <summary>Null when there is none of that name.</summary>
    public static RiskLimit? Find(string name) => All.FirstOrDefault(l => l.Name == name);

    /// <summary>The same limits with another value for this one; false when the text is no right value.</summary>
    public abstract bool TrySet(RiskLimits limits, string text, [MaybeNullWhen(false)] out RiskLimits changed);

    /// <summary>Its value as one would type it.</summary>
    public abstract string Get(RiskLimits limits);

    private static bool TryReadNumber(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool TryReadLimit(string text, out decimal limit)
    {
        limit = decimal.MaxValue;
        return text == NoLimit || (TryReadNumber(text, out limit) && limit > 0);
    }

    private static bool TryReadShare(string text, out decimal share) => TryReadLimit(text, out share) && (text == NoLimit || share <= 1);

    private static bool TryReadAmount(string text, out decimal amount)
    {
        amount = 0;
        return text == NoLimit || (TryReadNumber(text, out amount) && amount > 0);
    }

    private static bool TryReadCount(string text, out int count)
    {
        count = int.MaxValue;
        return text == NoLimit || TryReadWhole(text, int.MaxValue - 1, out count);
    }

    private static bool TryReadLiveOrders(string text, out int orders) => TryReadWhole(text, RiskLimits.MostLiveOrders, out orders);

    private static bool TryReadWhole(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;

    private static bool TryReadSpan(string text, out long ns) => Duration.TryParse(text, out ns) && ns > 0;

    private static bool TryReadWindow(string text, out long ns) => Duration.TryParse(text, out ns) && ns is >= Correlations.Samples * 1_000_000L and <= MostRateWindowNs;

    private static bool TryReadTime(string text, out long ns)
    {
        ns = long.MaxValue;
        return text == NoLimit || TryReadSpan(text, out ns);
    }

    private static bool TryReadSwitch(string text, out bool isOn)
    {
        isOn = text == "on";
        return text is "on" or "off";
    }

    private static bool TryReadOrderRate(string text, out OrderRate rate)
    {
        rate = OrderRate.Unlimited;
        if (text == NoLimit)
            return true;
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !TryReadWhole(parts[0], OrderRate.MostOrders, out int orders) || !Duration.TryParse(parts[1], out long windowNs)
            || windowNs is 0 or > MostRateWindowNs)
            return false;
        rate = new OrderRate(orders, windowNs);
        return true;
    }

    private static string Write(decimal value) => value == decimal.MaxValue ? NoLimit : value.ToString(CultureInfo.InvariantCulture);

    private static string WriteAmount(decimal value) => value == 0 ? NoLimit : value.ToString(CultureInfo.InvariantCulture);

    private static string Write(int value) => value == int.MaxValue ? NoLimit : value.ToString(CultureInfo.InvariantCulture);

    private static string Write(OrderRate rate) => rate.IsUnlimited ? NoLimit : $"{rate.Orders}/{Duration.Format(rate.WindowNs)}";

    private static string WriteTime(long ns) => ns == long.MaxValue ? NoLimit : Duration.Format(ns);

    private delegate bool Reading<T>(string text, out T value);

    private sealed class Of<T>(
        string name, Reading<T> read, Func<T, string> write, Func<RiskLimits, T> get, Func<RiskLimits, T, RiskLimits> set, string right, string text)
        : RiskLimit(name, right, text)
    {
        public override bool IsNumber => typeof(T) == typeof(decimal) || typeof(T) == typeof(int);

        public override bool TrySet(RiskLimits limits, string value, [MaybeNullWhen(false)] out RiskLimits changed)
        {
            changed = read(value, out T read1) ? set(limits, read1) : null;
            return changed is not null;
        }

        public override string Get(RiskLimits limits) => write(get(limits));
    }
}
