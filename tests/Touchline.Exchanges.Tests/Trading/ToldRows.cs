using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>A recording written by hand: prices in tenths, quantities in thousandths, times in seconds since its beginning.</summary>
internal sealed class ToldRows() : RowLog(
    Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot")), BeginNs, BeginNs)
{
    public const long BeginNs = 1_700_000_000_000_000_000;

    private readonly EventBuffer _rows = new();

    public override string Name => "rows written by hand";

    /// <summary>A whole book: prices and quantities, bids and asks.</summary>
    public ToldRows Book(double second, (decimal Price, decimal Quantity)[] bids, (decimal Price, decimal Quantity)[] asks)
    {
        Row(EventKind.Clear, Side.None, 0, 0);
        foreach ((decimal price, decimal quantity) in bids)
            Row(EventKind.Snapshot, Side.Buy, price, quantity);
        foreach ((decimal price, decimal quantity) in asks)
            Row(EventKind.Snapshot, Side.Sell, price, quantity);
        return End(second);
    }

    public ToldRows Level(double second, Side side, decimal price, decimal quantity)
    {
        Row(EventKind.Depth, side, price, quantity);
        return End(second);
    }

    public ToldRows Trade(double second, Side aggressor, decimal price, decimal quantity)
    {
        Row(EventKind.Trade, aggressor, price, quantity);
        return End(second);
    }

    public ToldRows Mark(double second, decimal price)
    {
        ref MarketEvent row = ref _rows.Add(EventKind.MarkPrice, Side.None);
        row.Price = new Price((long)(price * 100_000_000));
        row.Reference = row.Price.Units;
        return End(second);
    }

    public ToldRows Funding(double second, decimal rate, double nextSecond)
    {
        ref MarketEvent row = ref _rows.Add(EventKind.Funding, Side.None);
        row.Price = new Price((long)(rate * 1_000_000_000_000));
        row.Reference = BeginNs + (long)(nextSecond * 1e9);
        return End(second);
    }

    private void Row(EventKind kind, Side side, decimal price, decimal quantity)
    {
        ref MarketEvent row = ref _rows.Add(kind, side);
        row.Price = new Price((long)(price * 10));
        row.Quantity = new Quantity((long)(quantity * 1000));
    }

    private ToldRows End(double second)
    {
        foreach (ref MarketEvent row in _rows.Events)
            row.ExchangeNs = row.LocalNs = BeginNs + (long)(second * 1e9);
        _rows.Events[^1].Flags |= EventFlags.EndOfBatch;
        Tell(_rows.Events);
        _rows.Clear();
        return this;
    }

    /// <summary>An exchange that plays it.</summary>
    public TradingScene Scene(params BinanceAccountTerms[] accounts) => new(new BinanceExchangeOptions
    {
        Symbols = [TradingScene.Btc],
        Data = new Dictionary<string, RowSource> { [TradingScene.Btc] = this },
        Accounts = accounts,
        StartNs = TradingScene.StartNs,
    });
}
