namespace Touchline.Control;

/// <summary>What an account has of an asset.</summary>
/// <param name="Asset">As the venue writes it; on paper the symbol whose quote currency it is.</param>
/// <param name="Wallet">Without unrealised profit.</param>
/// <param name="Available">What orders can be placed with, as it was said last; null: it wasn't.</param>
/// <param name="Margin">What positions and open orders hold, likewise.</param>
/// <param name="AtNs">When available and margin were said; null: they weren't.</param>
internal sealed record WalletPortrait(string Asset, decimal Wallet, decimal? Available, decimal? Margin, long? AtNs);

/// <summary>The newest look at the venue that somebody asked for.</summary>
/// <param name="DoneNs">When the venue had answered; null: it hasn't yet.</param>
/// <param name="Differences">Between ledger and venue just then, for people.</param>
/// <param name="Reports">What was told of orders, fills and funding while it looked.</param>
/// <param name="StrangeOrders">Open orders that aren't the session's; null: not known.</param>
internal sealed record LookPortrait(long AskedNs, long? DoneNs, IReadOnlyList<string> Differences, long Reports, int? StrangeOrders);
