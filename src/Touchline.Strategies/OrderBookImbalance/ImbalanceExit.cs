namespace Touchline.Strategies;

/// <summary>Why a position is left.</summary>
internal enum ImbalanceExit
{
    None,
    OppositeSignal,
    TakeProfit,
    StopLoss,
    MaxHold,
}
