using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Trades that met a taker of one side at one price within a tenth of a second, told as one.</summary>
internal readonly record struct AggregateTrade(long Id, Price Price, Quantity Quantity, long FirstId, long LastId, Side Aggressor, long TimeNs)
{
    public long TimeMs => TimeNs / 1_000_000;
}

/// <summary>A funding settlement that took place.</summary>
internal readonly record struct FundingSettlement(long TimeMs, decimal Rate, decimal MarkPrice);

/// <summary>What trades of the last 24 hours come to, in whole minutes.</summary>
internal sealed record DayStatistics(
    Price Open, Price High, Price Low, Price Last, Quantity LastQuantity, Quantity Volume, decimal QuoteVolume, long OpenMs, long CloseMs, long FirstId, long LastId, long Trades);

/// <summary>What has been traded in a market since the exchange began, as far back as its limits go. Nothing before that is invented.</summary>
internal sealed class MarketHistory
{
    public const int MostTrades = 10_000;
    public const int MostAggregates = 100_000;
    public const int MostSettlements = 1_000;

    // The venue's ids count more than one book's changes, so those of one book have gaps: a client that takes the next id for the one before plus one is wrong there.
    private const long UpdateIdStep = 7;

    private const long MsPerDay = 24 * 3600 * 1000;
    private const long MsPerMinute = 60_000;

    private readonly List<AggregateTrade> _open = [];
    private FundingSettlement _awaited;
    private long _nextAggregate = 1;

    public MarketHistory(BinanceMarket market)
    {
        Market = market;
        Numbers = new BinanceNumbers(market.Symbol);
        OnMark();
    }

    public BinanceMarket Market { get; }

    public BinanceNumbers Numbers { get; }

    /// <summary>The last update id of the book, as clients are told it.</summary>
    public long UpdateId => Market.UpdateId * UpdateIdStep;

    /// <summary>The id of the first update behind one.</summary>
    public static long Next(long updateId) => updateId + UpdateIdStep;

    public RecentItems<BinanceTrade> Trades { get; } = new(MostTrades);

    public RecentItems<AggregateTrade> Aggregates { get; } = new(MostAggregates);

    public RecentItems<FundingSettlement> Settlements { get; } = new(MostSettlements);

    /// <summary>By index in <see cref="BinanceInterval.All"/>.</summary>
    public IReadOnlyList<BinanceCandles> Candles { get; } = [.. BinanceInterval.All.Select(i => new BinanceCandles(i))];

    public BinanceTrade? LastTrade => Trades.Count == 0 ? null : Trades[Trades.Count - 1];

    public void OnTrade(in BinanceTrade trade)
    {
        Trades.Add(trade);
        decimal value = Numbers.Value(trade.Price) * Numbers.Value(trade.Quantity);
        foreach (BinanceCandles candles in Candles)
            candles.Add(trade, value);
        Aggregate(trade);
    }

    public void OnMark()
    {
        long nextMs = Market.NextFundingNs / 1_000_000;
        if (_awaited.TimeMs != 0 && _awaited.TimeMs < nextMs)
            Settlements.Add(_awaited);
        _awaited = new FundingSettlement(nextMs, Market.FundingRate, Market.MarkPrice);
    }

    /// <summary>Ends the aggregates of the tenth of a second that is over, and hands them out.</summary>
    public void CloseAggregates(List<AggregateTrade> closed)
    {
        closed.Clear();
        closed.AddRange(_open);
        _open.Clear();
        foreach (AggregateTrade aggregate in closed)
            Aggregates.Add(aggregate);
    }

    /// <summary>Null before the first trade and when there was none for a day.</summary>
    public DayStatistics? Day(long nowMs)
    {
        BinanceCandles minutes = Candles[0];
        minutes.Roll(nowMs);
        if (LastTrade is not { } last)
            return null;
        long openMs = nowMs - nowMs % MsPerMinute - MsPerDay + MsPerMinute;
        DayStatistics? day = null;
        foreach (BinanceCandle candle in minutes.Kept)
        {
            if (candle.OpenMs >= openMs && candle.Trades > 0)
                day = Add(day, candle, openMs, nowMs);
        }

        return day is null ? null : day with { LastQuantity = last.Quantity };
    }

    private static DayStatistics Add(DayStatistics? day, BinanceCandle candle, long openMs, long nowMs) => day is null
        ? new DayStatistics(candle.Open, candle.High, candle.Low, candle.Close, default, candle.Volume, candle.QuoteVolume, openMs, nowMs, candle.FirstId, candle.LastId, candle.Trades)
        : day with
        {
            High = candle.High > day.High ? candle.High : day.High,
            Low = candle.Low < day.Low ? candle.Low : day.Low,
            Last = candle.Close,
            Volume = day.Volume + candle.Volume,
            QuoteVolume = day.QuoteVolume + candle.QuoteVolume,
            LastId = candle.LastId,
            Trades = day.Trades + candle.Trades,
        };

    // Only neighbours merge, so that first and last id always enclose just what was merged.
    private void Aggregate(in BinanceTrade trade)
    {
        if (_open.Count > 0 && _open[^1] is { } last && last.Price == trade.Price && last.Aggressor == trade.Aggressor)
            _open[^1] = last with { Quantity = last.Quantity + trade.Quantity, LastId = trade.Id, TimeNs = trade.TimeNs };
        else
            _open.Add(new AggregateTrade(_nextAggregate++, trade.Price, trade.Quantity, trade.Id, trade.Id, trade.Aggressor, trade.TimeNs));
    }
}
