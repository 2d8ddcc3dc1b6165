namespace Touchline.Trading;

/// <summary>Why an instrument is frozen; several may hold at once.</summary>
[Flags]
public enum FreezeReason : byte
{
    None = 0,

    /// <summary>Somebody said so.</summary>
    Command = 1,

    /// <summary>What became of an order couldn't be found out.</summary>
    Unresolved = 2,

    /// <summary>The venue's position isn't ours.</summary>
    Ledger = 4,
}
