using System.Globalization;
using Touchline.Trading;

namespace Touchline.Simulate;

internal sealed class EveryFillOnce : Invariant
{
    public override string Name => "every-fill-once";

    public override string Sentence => "The ledger never has more fills than the venue made; where it has as many, the positions are equal; and the account is the sum of its strategies and what is nobody's.";

    public override string? AfterStep(SimulatedWorld world)
    {
        if (world.Engine is not { } engine)
            return null;
        for (int i = 0; i < world.Symbols.Count; i++)
        {
            Ledger account = engine.Ledger(i);
            long made = world.Truth.Fills(i);
            if (account.Fills > made)
                return $"{world.Symbols[i]}: {account.Fills} fills are booked, the last of order {world.Journal.Story[^1].Number}, and the exchange made {made}";
            decimal ours = engine.Instruments[i].QuantityUnit.ToDecimal(account.Position), theirs = world.Truth.Position(i);
            if (account.Fills == made && ours != theirs)
                return string.Create(CultureInfo.InvariantCulture, $"{world.Symbols[i]}: all {made} fills are booked, and the position is {ours} by the ledger, {theirs} at the exchange");
            if (!IsSum(engine, i))
                return $"{world.Symbols[i]}: the account isn't the sum of its parts";
        }

        return null;
    }

    private static bool IsSum(Engine engine, int instrument)
    {
        Ledger account = engine.Ledger(instrument), nobody = engine.Unassigned(instrument);
        (long position, decimal balance, decimal fees, decimal funding) = (nobody.Position.Units, nobody.Balance, nobody.Fees, nobody.Funding);
        foreach (StrategySlot strategy in engine.Strategies)
        {
            Ledger own = strategy.Ledger(instrument);
            (position, balance, fees, funding) = (position + own.Position.Units, balance + own.Balance, fees + own.Fees, funding + own.Funding);
        }

        return (position, balance, fees, funding) == (account.Position.Units, account.Balance, account.Fees, account.Funding);
    }
}
