using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>Figures of one instrument, or of a whole run. Money is quote currency. Definitions: docs/results.md.</summary>
public sealed record BacktestFigures
{
    public required OrderCounts Orders { get; init; }

    public required long Fills { get; init; }

    /// <summary>Signed, in the instrument's own quantity; null for several instruments together.</summary>
    public required decimal? Position { get; init; }

    /// <summary>Cash from trades, without fees.</summary>
    public required decimal Balance { get; init; }

    public required decimal Fees { get; init; }

    /// <summary>Funding received less funding paid.</summary>
    public required decimal Funding { get; init; }

    /// <summary>What closed positions earned at average cost, without fees.</summary>
    public required decimal Realised { get; init; }

    /// <summary>What they earned where the oldest of a position is closed first, without fees.</summary>
    public required decimal RealisedFifo { get; init; }

    /// <summary>What the open position would earn at the last mid, without fees.</summary>
    public required decimal Unrealised { get; init; }

    /// <summary>Balance + position × last mid × multiplier − fees + funding.</summary>
    public required decimal Equity { get; init; }

    /// <summary>The deepest fall of equity from its highest point before; looked at after every fill, at every whole local second, and now.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Σ |price × quantity × multiplier| over the fills.</summary>
    public required decimal Turnover { get; init; }

    /// <summary>The last middle of a two-sided book on our side; null when there never was one, and for several instruments together.</summary>
    public required decimal? LastMid { get; init; }

    /// <summary>Where the money came from.</summary>
    public required ProfitSplit Split { get; init; }

    public required TradeFigures Trades { get; init; }

    public required ReturnFigures Returns { get; init; }

    /// <summary>Of several instruments together only the time in market means something.</summary>
    public required InventoryFigures Inventory { get; init; }

    /// <summary>From the first row that our side sees to the last that happens on it, local time.</summary>
    public required long SpanNs { get; init; }

    /// <summary>What the account had to begin with, in all instruments together; null when that was unlimited.</summary>
    public required decimal? Deposit { get; init; }

    /// <summary>Equity ÷ deposit; null without one.</summary>
    public double? ReturnOnDeposit => Deposit is { } deposit ? (double)(Equity / deposit) : null;

    /// <summary>Orders with a fill ÷ orders sent; 0 when none was sent.</summary>
    public decimal FillRatio => Orders.Sent == 0 ? 0 : (decimal)Orders.Filled / Orders.Sent;

    /// <summary>Orders sent, and cancels and amends carried out, for each fill; null without a fill.</summary>
    public double? OrderToTradeRatio => Fills == 0 ? null : (double)(Orders.Sent + Orders.Cancelled + Orders.Amended) / Fills;

    /// <summary>Null when no time went by.</summary>
    public double? ProfitPerHour => SpanNs == 0 ? null : (double)Equity / (SpanNs / 3.6e12);

    /// <summary>Closing fills; null when no time went by.</summary>
    public double? TradesPerDay => SpanNs == 0 ? null : Trades.Count / (SpanNs / 8.64e13);
}

/// <summary>Equity in parts: spread captured + inventory − fees + funding, to the last digit.</summary>
/// <param name="SpreadCaptured">Σ over fills of how much better than the mid it was priced, by our side's mid as it reached us.</param>
/// <param name="Inventory">What moves of the mid made of the positions held: all the rest.</param>
/// <param name="AdverseSelection1s">
/// Part of <paramref name="Inventory"/>, as a loss: what the mid moved against each fill in the second after it reached us, times its size.
/// </param>
/// <param name="AdverseSelection10s">The same within ten seconds.</param>
public readonly record struct ProfitSplit(decimal SpreadCaptured, decimal Inventory, decimal AdverseSelection1s, decimal AdverseSelection10s)
{
    public static ProfitSplit operator +(ProfitSplit a, ProfitSplit b) => new(
        a.SpreadCaptured + b.SpreadCaptured, a.Inventory + b.Inventory, a.AdverseSelection1s + b.AdverseSelection1s,
        a.AdverseSelection10s + b.AdverseSelection10s);
}

/// <summary>Fills that closed a position or a part of one, at average cost with fees.</summary>
/// <param name="Wins">Those that earned more than 0.</param>
/// <param name="Profit">Of all together.</param>
public readonly record struct TradeFigures(long Count, long Wins, decimal Profit)
{
    public double? WinRate => Count == 0 ? null : (double)Wins / Count;

    public double? ProfitPerTrade => Count == 0 ? null : (double)Profit / Count;

    public static TradeFigures operator +(TradeFigures a, TradeFigures b) => new(a.Count + b.Count, a.Wins + b.Wins, a.Profit + b.Profit);
}

/// <summary>What the changes of equity from second to second say; ratios are annualised, and null where undefined.</summary>
/// <param name="Statistics">Their mean, spread and shape.</param>
/// <param name="Sortino">Mean by what was lost.</param>
/// <param name="LongestDrawdownNs">The longest time from a highest point of equity to a later look below it.</param>
public readonly record struct ReturnFigures(ReturnStatistics Statistics, double? Sortino, long LongestDrawdownNs)
{
    public double? Sharpe => Statistics.AnnualSharpe;
}

/// <summary>Positions weighted with the time they were held, in the instrument's quantity; null when no time went by.</summary>
public sealed record InventoryFigures
{
    /// <summary>Share of the time with a position.</summary>
    public required double? TimeInMarket { get; init; }

    public double? Mean { get; init; }

    /// <summary>Of the position without its sign.</summary>
    public double? MeanAbsolute { get; init; }

    public decimal Least { get; init; }

    public decimal Greatest { get; init; }

    /// <summary>At or below it for 5 % of the time; exact to <see cref="BinWidth"/>, as those below.</summary>
    public decimal? P5 { get; init; }

    public decimal? P25 { get; init; }

    public decimal? P50 { get; init; }

    public decimal? P75 { get; init; }

    public decimal? P95 { get; init; }

    public decimal BinWidth { get; init; }

    /// <summary>From short to long; empty ones are left out. Empty for several instruments together.</summary>
    public IReadOnlyList<InventoryBin> Bins { get; init; } = [];
}

/// <param name="Outermost">The position in the bin that is furthest from 0; the bin of 0 holds nothing else.</param>
public readonly record struct InventoryBin(decimal Outermost, long Ns);

/// <summary>Equity over time, in stretches of equal length.</summary>
public sealed record EquityCourse(long StepNs, IReadOnlyList<SeriesPoint> Points);

/// <summary>One instrument's part of a result.</summary>
/// <param name="FromNs">Local time of its first row.</param>
/// <param name="ToNs">Local time of its last row.</param>
public sealed record InstrumentResult(Instrument Instrument, long Rows, long FromNs, long ToNs, BacktestFigures Figures);

/// <summary>What came out of a backtest. Everything but <see cref="Seconds"/> is the same on every machine and in every run.</summary>
public sealed record BacktestResult(long Rows, BacktestFigures Figures, IReadOnlyList<InstrumentResult> Instruments, double Seconds);
