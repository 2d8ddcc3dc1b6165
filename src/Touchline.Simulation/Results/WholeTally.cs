namespace Touchline.Simulation;

/// <summary>What is counted for all instruments together. One instrument is the whole, and counted as such.</summary>
internal sealed class WholeTally(InstrumentTally[] parts)
{
    private readonly bool _isOne = parts.Length == 1;
    private long _sinceNs;
    private long _startNs = long.MaxValue;
    private long _inMarketNs;
    private bool _isInMarket;

    public EquityCurve Curve { get; } = parts.Length == 1 ? parts[0].Curve : new EquityCurve();

    public void Start(long ns, long firstSecondNs, decimal peak)
    {
        (_startNs, _sinceNs) = (ns, ns);
        if (!_isOne)
            Curve.Start(ns, firstSecondNs, peak);
    }

    public void OnFill(long ns)
    {
        if (_isOne)
            return;
        Curve.Look(ns, Equity());
        _inMarketNs = InMarketNs(ns);
        _sinceNs = ns;
        _isInMarket = !Array.TrueForAll(parts, static p => p.IsFlat);
    }

    public void OnFunding(long ns)
    {
        if (!_isOne)
            Curve.Look(ns, Equity());
    }

    public void LookAtSecond(long ns)
    {
        if (!_isOne)
            Curve.LookAtSecond(ns, Equity());
    }

    /// <param name="figures">Of the parts.</param>
    public BacktestFigures Figures(BacktestFigures[] figures, long nowNs) => new()
    {
        Orders = figures.Aggregate(default(Trading.OrderCounts), (sum, p) => sum + p.Orders),
        Fills = figures.Sum(p => p.Fills),
        Position = null,
        Balance = figures.Sum(p => p.Balance),
        Fees = figures.Sum(p => p.Fees),
        Funding = figures.Sum(p => p.Funding),
        Realised = figures.Sum(p => p.Realised),
        RealisedFifo = figures.Sum(p => p.RealisedFifo),
        Unrealised = figures.Sum(p => p.Unrealised),
        Equity = figures.Sum(p => p.Equity),
        MaxDrawdown = Curve.MaxDrawdown(Equity()),
        Turnover = figures.Sum(p => p.Turnover),
        LastMid = null,
        Deposit = figures[0].Deposit * figures.Length,
        Split = figures.Aggregate(default(ProfitSplit), (sum, p) => sum + p.Split),
        Trades = figures.Aggregate(default(TradeFigures), (sum, p) => sum + p.Trades),
        Returns = Curve.Returns(nowNs, Equity()),
        Inventory = new InventoryFigures { TimeInMarket = nowNs > _startNs ? (double)InMarketNs(nowNs) / (nowNs - _startNs) : null },
        SpanNs = figures[0].SpanNs,
    };

    private long InMarketNs(long nowNs) => _inMarketNs + (_isInMarket ? nowNs - _sinceNs : 0);

    private decimal Equity()
    {
        decimal equity = 0;
        foreach (InstrumentTally part in parts)
            equity += part.Equity;
        return equity;
    }
}
