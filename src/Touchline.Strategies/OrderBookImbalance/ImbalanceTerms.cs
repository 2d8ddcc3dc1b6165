namespace Touchline.Strategies;

/// <summary>When the imbalance strategy enters and leaves, and with how much. Money in quote currency.</summary>
internal sealed record ImbalanceTerms
{
    /// <summary>Share of bids above which it buys.</summary>
    public required double BuyOver { get; init; }

    /// <summary>Share of bids below which it sells.</summary>
    public required double SellUnder { get; init; }

    /// <summary>What the pressing side must show at least.</summary>
    public required double MinCluster { get; init; }

    public required bool IsWeighted { get; init; }

    /// <summary>Entries rest at the own side's touch; else they take the other side's.</summary>
    public required bool Joins { get; init; }

    public required decimal OrderValue { get; init; }

    public required decimal MinOrder { get; init; }

    public required long EntryWaitNs { get; init; }

    public required long PauseNs { get; init; }

    /// <summary>Share of the entry price; 0 for none.</summary>
    public required decimal TakeProfit { get; init; }

    /// <summary>Share of the entry price; 0 for none.</summary>
    public required decimal StopLoss { get; init; }

    /// <summary>0 for none.</summary>
    public required long MaxHoldNs { get; init; }

    public required bool LeavesOnOpposite { get; init; }
}
