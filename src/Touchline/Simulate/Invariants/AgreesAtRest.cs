using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulate;

internal sealed class AgreesAtRest : Invariant
{
    // The exchange rounds what a fill realised, and the cost of what is left, to eight places.
    private const decimal MoneyStep = 1e-7m;

    public override string Name => "agrees-at-rest";

    public override string Sentence => "Once the network is well, within three minutes no outcome is unknown, every fill is booked once, orders, positions, fees and money are the venue's, and the session says so too.";

    public override string? AtRest(SimulatedWorld world)
    {
        if (world.Engine is not { } engine || world.Process is not { IsPlaying: true })
            return "no session is up";
        return Unknown(world) ?? Orders(world, engine) ?? Fills(world, engine) ?? Money(world, engine) ?? world.Process.Session!.DifferencesNow.FirstOrDefault();
    }

    private static string? Unknown(SimulatedWorld world)
    {
        foreach (OrderUpdate order in world.EngineOrders.Values)
        {
            if (order.IsUnknown || order.InFlight != OrderInFlight.None)
                return $"nobody knows what became of {order}";
        }

        return null;
    }

    private static string? Orders(SimulatedWorld world, Engine engine)
    {
        foreach (OrderUpdate ours in world.EngineOrders.Values)
        {
            if (!world.Truth.Live.TryGetValue(ours.Id.Number, out VenueOrder? theirs))
                return $"the engine has {ours}, which isn't live at the exchange";
            Instrument traded = engine.Instruments[ours.Instrument];
            if ((traded.Symbol, ours.Side, ours.ReduceOnly, traded.PriceUnit.ToDecimal(ours.Price), traded.PriceUnit.ToDecimal(ours.Trigger), traded.QuantityUnit.ToDecimal(ours.Quantity), traded.QuantityUnit.ToDecimal(ours.Remaining))
                != (theirs.Symbol, theirs.Side, theirs.ReduceOnly, theirs.Price, theirs.Trigger, theirs.Quantity, theirs.Left))
                return $"the engine has {ours}, the exchange {theirs}";
        }

        return world.Truth.Live.Count == world.EngineOrders.Count ? null : $"the engine has {world.EngineOrders.Count} live orders, the exchange {world.Truth.Live.Count}";
    }

    private static string? Fills(SimulatedWorld world, Engine engine)
    {
        for (int i = 0; i < world.Symbols.Count; i++)
        {
            if (engine.Ledger(i).Fills != world.Truth.Fills(i))
                return $"{world.Symbols[i]}: {engine.Ledger(i).Fills} fills are booked, and the exchange made {world.Truth.Fills(i)}";
            decimal ours = engine.Instruments[i].QuantityUnit.ToDecimal(engine.Ledger(i).Position);
            if (ours != world.Truth.Position(i))
                return string.Create(CultureInfo.InvariantCulture, $"{world.Symbols[i]}: the position is {ours} by the ledger, {world.Truth.Position(i)} at the exchange");
        }

        return null;
    }

    // What closed trades earned depends on the order in which they were told; the wallet and what the open position cost together don't.
    private static string? Money(SimulatedWorld world, Engine engine)
    {
        decimal ours = world.Truth.Money, theirs = world.Truth.Wallet, fees = 0, funding = 0;
        for (int i = 0; i < world.Symbols.Count; i++)
        {
            Ledger ledger = engine.Ledger(i);
            (fees, funding) = (fees + ledger.Fees, funding + ledger.Funding);
            ours += ledger.Balance - ledger.Fees + ledger.Funding;
            theirs -= world.Truth.PositionCost(i);
        }

        if (fees != world.Truth.FeesPaid)
            return string.Create(CultureInfo.InvariantCulture, $"fees of {fees} are booked, and {world.Truth.FeesPaid} were paid");
        if (funding != world.Truth.FundingReceived)
            return string.Create(CultureInfo.InvariantCulture, $"funding of {funding} is booked, and {world.Truth.FundingReceived} was received");
        return Math.Abs(ours - theirs) <= MoneyStep * (world.Truth.AllFills + 1) ? null
            : string.Create(CultureInfo.InvariantCulture, $"wallet less the open positions' cost: {ours} by the ledger, {theirs} at the exchange");
    }
}
