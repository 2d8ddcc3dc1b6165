namespace Touchline.Trading;

/// <summary>What of ledger and venue is compared.</summary>
public enum ComparedFigure : byte
{
    /// <summary>The signed position in an instrument.</summary>
    Position = 1,

    /// <summary>The average price at which it was opened.</summary>
    EntryPrice = 2,

    /// <summary>An asset's wallet balance.</summary>
    Balance = 3,
}

/// <summary>What is done about a difference that lasts, besides telling it.</summary>
public enum DifferenceReaction : byte
{
    /// <summary>Nothing more.</summary>
    Alert = 0,

    /// <summary>The instrument takes no new risk until both agree again or somebody says otherwise.</summary>
    Freeze = 1,

    /// <summary>Everything is cancelled, and nothing is placed until somebody arms the engine again.</summary>
    Kill = 2,
}

/// <summary>What is done about differences of each kind, and how large they have to be.</summary>
public sealed record WatchOptions
{
    public DifferenceReaction OnPosition { get; init; } = DifferenceReaction.Freeze;

    public DifferenceReaction OnBalance { get; init; } = DifferenceReaction.Alert;

    public DifferenceReaction OnEntryPrice { get; init; } = DifferenceReaction.Alert;

    /// <summary>A wallet may differ by so much, in its asset.</summary>
    public decimal BalanceTolerance { get; init; } = 0.01m;

    /// <summary>And by so much for every unit of quote currency turned over: venues round each fill's profit, and the average price that it is counted from.</summary>
    public decimal BalanceToleranceOfTurnover { get; init; } = 0.000001m;

    /// <summary>An average price may differ by this share of it: venues round theirs.</summary>
    public decimal EntryPriceTolerance { get; init; } = 0.00001m;

    public DifferenceReaction ReactionTo(ComparedFigure figure) => figure switch
    {
        ComparedFigure.Position => OnPosition,
        ComparedFigure.Balance => OnBalance,
        _ => OnEntryPrice,
    };
}

/// <summary>A difference that was told and isn't over.</summary>
/// <param name="Subject">What differs: <c>BTCUSDT position</c>, <c>BTCUSDT entry price</c>, <c>USDT balance</c>.</param>
/// <param name="Text">Both numbers as they are now, for people.</param>
public sealed record ToldDifference(string Subject, string Text);

/// <summary>A difference between ledger and venue that lasts.</summary>
/// <param name="Instrument">Its index; -1 for a balance.</param>
/// <param name="Asset">Of a balance, as the venue writes it; else null.</param>
public sealed record LedgerDifference(ComparedFigure Figure, int Instrument, string? Asset, decimal Ledger, decimal Venue, DifferenceReaction Reaction);
