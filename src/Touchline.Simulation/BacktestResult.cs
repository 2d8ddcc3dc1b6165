using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>Figures of one instrument, or of a whole run. Money is quote currency. Definitions: docs/simulation.md, "Figures".</summary>
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
    public decimal Funding { get; init; }

    /// <summary>What closed positions earned at average cost, without fees.</summary>
    public required decimal Realised { get; init; }

    /// <summary>What the open position would earn at the last mid, without fees.</summary>
    public required decimal Unrealised { get; init; }

    /// <summary>Balance + position × last mid × multiplier − fees + funding.</summary>
    public required decimal Equity { get; init; }

    /// <summary>The deepest fall of equity from its highest point before; looked at after every fill and at every whole local second.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Σ |price × quantity × multiplier| over the fills.</summary>
    public required decimal Turnover { get; init; }

    /// <summary>The last middle of a two-sided book on our side; null when there never was one, and for several instruments together.</summary>
    public required decimal? LastMid { get; init; }

    /// <summary>Orders with a fill ÷ orders sent; 0 when none was sent.</summary>
    public decimal FillRatio => Orders.Sent == 0 ? 0 : (decimal)Orders.Filled / Orders.Sent;
}

/// <summary>One instrument's part of a result.</summary>
public sealed record InstrumentResult(Instrument Instrument, long Rows, BacktestFigures Figures);

/// <summary>What came out of a backtest. Everything but <see cref="Seconds"/> is the same on every machine and in every run.</summary>
public sealed record BacktestResult(long Rows, BacktestFigures Figures, IReadOnlyList<InstrumentResult> Instruments, double Seconds);
