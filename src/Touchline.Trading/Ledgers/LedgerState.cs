using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Everything that a <see cref="Ledger"/> knows, to make the same one again.</summary>
public sealed record LedgerState
{
    /// <summary>Signed.</summary>
    public required Quantity Position { get; init; }

    /// <summary>What the open position cost on average, signed like it.</summary>
    public required decimal Cost { get; init; }

    public required decimal Balance { get; init; }

    public required decimal Funding { get; init; }

    public required decimal Turnover { get; init; }

    public required long Fills { get; init; }

    /// <summary>By asset: the quote currency first, then 1, 2, ... of the engine's list as far as there were any.</summary>
    public required IReadOnlyList<AssetFees> Fees { get; init; }

    /// <summary>Oldest first; their units are the position's.</summary>
    public required IReadOnlyList<PositionLot> Lots { get; init; }

    public required long JoinedLots { get; init; }

    /// <summary>The same for an instrument whose quantity unit is so many times finer.</summary>
    public LedgerState InFinerUnits(long factor) => this with
    {
        Position = new Quantity(checked(Position.Units * factor)),
        Lots = [.. Lots.Select(l => new PositionLot(checked(l.Units * factor), l.Value, l.UnitValue / factor))],
    };
}

/// <summary>A ledger's figures at a moment, for whoever looks. Money is quote currency, but for fees by asset.</summary>
/// <param name="Strategy">Its index; <see cref="Account"/> and <see cref="Nobody"/> are none.</param>
/// <param name="Instrument">Index.</param>
public sealed record LedgerSnapshot(int Strategy, int Instrument)
{
    /// <summary>Stands for a strategy's index: the account, all strategies together and what is nobody's.</summary>
    public const int Account = -1;

    /// <summary>Likewise: what of the account belongs to no strategy.</summary>
    public const int Nobody = -2;

    /// <summary>Signed, in the instrument's own quantity.</summary>
    public required decimal Position { get; init; }

    /// <summary>Of the open position; 0 when flat.</summary>
    public required decimal AveragePrice { get; init; }

    /// <summary>The mid at which the position is valued; null: there was none yet, and the position counts nothing.</summary>
    public required decimal? Mid { get; init; }

    /// <summary>At average cost, without fees.</summary>
    public required decimal Realised { get; init; }

    public required decimal Unrealised { get; init; }

    /// <summary>Where the oldest is closed first; the sum with <see cref="UnrealisedFifo"/> is that of the two above.</summary>
    public required decimal RealisedFifo { get; init; }

    public required decimal UnrealisedFifo { get; init; }

    /// <inheritdoc cref="Ledger.Fees"/>
    public required decimal Fees { get; init; }

    /// <summary>The quote currency first, then those of <see cref="Engine.FeeAssets"/> in which some were paid.</summary>
    public required IReadOnlyList<AssetFees> FeesByAsset { get; init; }

    /// <inheritdoc cref="Ledger.UnpricedFees"/>
    public required long UnpricedFees { get; init; }

    /// <summary>Received less paid.</summary>
    public required decimal Funding { get; init; }

    public required decimal Turnover { get; init; }

    public required long Fills { get; init; }

    /// <summary>Realised + unrealised − fees + funding.</summary>
    public decimal Net => Realised + Unrealised - Fees + Funding;

    internal static LedgerSnapshot Of(int strategy, int index, Ledger ledger, Instrument instrument, decimal? mid) => new(strategy, index)
    {
        Position = instrument.QuantityUnit.ToDecimal(ledger.Position),
        AveragePrice = ledger.AveragePrice(instrument),
        Mid = mid,
        Realised = ledger.Realised,
        Unrealised = ledger.Unrealised(instrument, mid),
        RealisedFifo = ledger.RealisedFifo,
        UnrealisedFifo = ledger.UnrealisedFifo(instrument, mid),
        Fees = ledger.Fees,
        FeesByAsset = [.. Enumerable.Range(0, ledger.FeeAssets).Select(ledger.FeesIn).Where(f => f.Asset == 0 || f != new AssetFees(f.Asset, 0, 0, 0, 0))],
        UnpricedFees = ledger.UnpricedFees,
        Funding = ledger.Funding,
        Turnover = ledger.Turnover,
        Fills = ledger.Fills,
    };
}
