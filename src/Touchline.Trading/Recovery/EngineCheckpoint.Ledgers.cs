using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A checkpoint's ledgers as bytes.</summary>
public sealed partial class EngineCheckpoint
{
    // Position, fills, joined lots; cost, balance, funding, turnover; two counts; the fees in quote currency.
    private const int LeastLedger = 3 * sizeof(long) + 4 * sizeof(decimal) + 2 * sizeof(int) + FeesSize;
    private const int FeesSize = 3 * sizeof(decimal) + sizeof(long);
    private const int LotSize = sizeof(long) + 2 * sizeof(decimal);
    private const int MostLedger = LeastLedger + byte.MaxValue * FeesSize + LotQueue.Most * LotSize;

    // Room for the name of an asset.
    private const int FeeAssetName = 32;

    internal static void Write(LedgerState ledger, CheckpointWriter to)
    {
        to.Long(ledger.Position.Units);
        to.Decimal(ledger.Cost);
        to.Decimal(ledger.Balance);
        to.Decimal(ledger.Funding);
        to.Decimal(ledger.Turnover);
        to.Long(ledger.Fills);
        to.Int(ledger.Fees.Count);
        foreach (AssetFees fees in ledger.Fees)
        {
            to.Decimal(fees.Amount);
            to.Decimal(fees.InQuote);
            to.Decimal(fees.Unpriced);
            to.Long(fees.UnpricedFills);
        }

        to.Int(ledger.Lots.Count);
        foreach (PositionLot lot in ledger.Lots)
        {
            to.Long(lot.Units);
            to.Decimal(lot.Value);
            to.Decimal(lot.UnitValue);
        }

        to.Long(ledger.JoinedLots);
    }

    internal static LedgerState ReadLedger(ref CheckpointReader from)
    {
        var ledger = new LedgerState
        {
            Position = new Quantity(from.Long()),
            Cost = from.Decimal(),
            Balance = from.Decimal(),
            Funding = from.Decimal(),
            Turnover = from.Decimal(),
            Fills = from.Long(),
            Fees = ReadFees(ref from),
            Lots = ReadLots(ref from),
            JoinedLots = from.Long(),
        };
        Int128 open = 0;
        foreach (PositionLot lot in ledger.Lots)
            open += lot.Units;
        return open == Int128.Abs(ledger.Position.Units) ? ledger : throw from.Wrong($"lots of {open} for a position of {ledger.Position.Units}");
    }

    private static AssetFees[] ReadFees(ref CheckpointReader from)
    {
        var fees = new AssetFees[from.Count(FeesSize)];
        if (fees.Length is 0 or > byte.MaxValue + 1)
            throw from.Wrong($"fees in {fees.Length} assets");
        for (int i = 0; i < fees.Length; i++)
            fees[i] = new AssetFees((byte)i, from.Decimal(), from.Decimal(), from.Decimal(), from.Long());
        return fees;
    }

    private static PositionLot[] ReadLots(ref CheckpointReader from)
    {
        var lots = new PositionLot[from.Count(LotSize)];
        if (lots.Length > LotQueue.Most)
            throw from.Wrong($"{lots.Length} lots");
        for (int i = 0; i < lots.Length; i++)
        {
            lots[i] = new PositionLot(from.Long(), from.Decimal(), from.Decimal());
            if (lots[i].Units <= 0)
                throw from.Wrong($"a lot of {lots[i].Units} units");
        }

        return lots;
    }
}
