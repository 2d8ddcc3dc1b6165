using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Everything that a <see cref="Ledger"/> holds, to be kept and taken up again.</summary>
/// <param name="Position">In quantity units.</param>
/// <param name="Cost">What the open position cost, signed like it.</param>
public readonly record struct LedgerState(Quantity Position, decimal Cost, decimal Balance, decimal Fees, decimal Funding, decimal Turnover, long Fills);
