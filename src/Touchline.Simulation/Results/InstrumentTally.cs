using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What is counted for one instrument while a simulation runs. Definitions: docs/results.md.</summary>
internal sealed class InstrumentTally(Engine engine, int index, decimal? deposit)
{
    private readonly Instrument _instrument = engine.Instruments[index];
    private readonly Markouts _second = new(1_000_000_000);
    private readonly Markouts _tenSeconds = new(10_000_000_000);
    private readonly ClosedTrades _trades = new();
    private readonly InventoryTime _inventory = new();
    private decimal _spreadCaptured;
    private long _position;

    public EquityCurve Curve { get; } = new();

    public bool IsFlat => _position == 0;

    /// <summary>When the next mid is asked for; <see cref="long.MaxValue"/> when none is.</summary>
    public long NextMarkoutNs => Math.Min(_second.NextNs, _tenSeconds.NextNs);

    public decimal Equity => Ledger.Fills == 0 ? 0 : Ledger.Equity(_instrument, engine.LastMid(index));

    private Ledger Ledger => engine.Ledger(index);

    public void Start(long ns, long firstSecondNs, decimal peak)
    {
        Curve.Start(ns, firstSecondNs, peak);
        _inventory.Start(ns);
    }

    /// <summary>After the engine took it in.</summary>
    public ReportedFill OnFill(in OrderReport report)
    {
        long before = _position, now = engine.NowNs;
        _position = Ledger.Position.Units;
        Side side = _position > before ? Side.Buy : Side.Sell;
        decimal size = side.Sign() * _instrument.QuantityUnit.ToDecimal(report.Quantity) * _instrument.Multiplier;
        decimal price = _instrument.PriceUnit.ToDecimal(report.Price);
        _trades.OnFill(before, _position, size * price, report.FeeInQuote);
        _inventory.OnPosition(now, _position);
        if (engine.LastMid(index) is { } mid)
        {
            _spreadCaptured += size * (mid - price);
            _second.Add(now, size, mid);
            _tenSeconds.Add(now, size, mid);
        }

        Curve.Look(now, Equity);
        return new ReportedFill(report, side, _position);
    }

    /// <summary>After the engine took it in.</summary>
    public void OnFunding() => Curve.Look(engine.NowNs, Equity);

    /// <summary>The horizons that end before a time are over, with the mid as it is.</summary>
    public void SettleMarkouts(long beforeNs)
    {
        if (NextMarkoutNs >= beforeNs)
            return;
        decimal mid = engine.LastMid(index)!.Value; // there was one when they began
        _second.Settle(beforeNs, mid);
        _tenSeconds.Settle(beforeNs, mid);
    }

    public BacktestFigures Figures(long startNs)
    {
        decimal? mid = engine.LastMid(index);
        decimal equity = Ledger.Equity(_instrument, mid);
        return new BacktestFigures
        {
            Orders = engine.Counts(index),
            Fills = Ledger.Fills,
            Position = _instrument.QuantityUnit.ToDecimal(Ledger.Position),
            Balance = Ledger.Balance,
            Fees = Ledger.Fees,
            Funding = Ledger.Funding,
            Realised = Ledger.Realised,
            RealisedFifo = Ledger.RealisedFifo,
            Unrealised = Ledger.Unrealised(_instrument, mid),
            Equity = equity,
            MaxDrawdown = Curve.MaxDrawdown(equity),
            Turnover = Ledger.Turnover,
            LastMid = mid,
            Deposit = deposit,
            Split = new ProfitSplit(_spreadCaptured, equity + Ledger.Fees - Ledger.Funding - _spreadCaptured, _second.Against(mid), _tenSeconds.Against(mid)),
            Trades = _trades.Figures,
            Returns = Curve.Returns(engine.NowNs, equity),
            Inventory = _inventory.Figures(engine.NowNs, _instrument.QuantityUnit.Step.ToDecimal()),
            SpanNs = Math.Max(0, engine.NowNs - startNs),
        };
    }
}
