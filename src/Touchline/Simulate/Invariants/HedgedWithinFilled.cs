using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulate;

internal sealed class HedgedWithinFilled : Invariant
{
    // Of a quotient.
    private const decimal Rounding = 1e-12m;

    private readonly FollowingOrders _seconds = new();
    private readonly Dictionary<long, (int First, int Hedge, decimal FirstByHedge)> _terms = [];
    private readonly LegsUpdate[] _pairs = new LegsUpdate[Engine.MaxLegs];
    private long _inputs = -1;
    private int _count;

    public override string Name => "hedged-within-filled";

    public override string Sentence =>
        "What the second orders of two legs have hedged or given back at the venue, and could still, is never more than the first has filled there, and no hedge is of no pair; at rest the engine has of both legs what the venue filled.";

    public override void OnProcess(SimulatedWorld world) => (_inputs, _count) = (-1, 0);

    public override string? AfterStep(SimulatedWorld world)
    {
        if (!world.HasConditionals)
            return null;
        Look(world);
        foreach (VenueEvent happened in world.Truth.Events)
        {
            if (world.Engine is not null && world.Journal.Hedges.Contains(happened.Order.Number) && !_seconds.Knows(happened.Order.Number))
                return $"{happened.Order} hedges no first leg that the engine knows of";
        }

        return _seconds.Touched(world).Select(first => TooMuch(world, first)).FirstOrDefault(wrong => wrong is not null);
    }

    public override string? AtRest(SimulatedWorld world)
    {
        if (!world.HasConditionals || world.Engine is not { } engine)
            return null;
        for (int i = 0; i < _count; i++)
        {
            LegsUpdate pair = _pairs[i];
            // Not known where the process died as the first was sent.
            if (!_terms.TryGetValue(pair.First.Number, out (int First, int Hedge, decimal FirstByHedge) terms))
                continue;
            (int first, int hedge, _) = terms;
            decimal filled = world.Truth.Orders.GetValueOrDefault(pair.First.Number)?.Executed ?? 0;
            decimal hedged = _seconds.Of(world, pair.First.Number).Where(o => o.Instrument == hedge).Sum(o => o.Executed);
            if (engine.Instruments[first].QuantityUnit.ToDecimal(pair.Filled) != filled || engine.Instruments[hedge].QuantityUnit.ToDecimal(pair.Hedged) != hedged)
                return string.Create(CultureInfo.InvariantCulture, $"the engine has {pair}, and the exchange filled {filled} of the first, {hedged} of the hedge");
        }

        return null;
    }

    private void Look(SimulatedWorld world)
    {
        if (world.Engine is not { } engine || engine.Inputs == _inputs)
            return;
        _inputs = engine.Inputs;
        foreach ((long number, (NewOrder first, NewOrder hedge)) in world.Process!.Trader.Pairs)
            _terms[number] = (first.Instrument, hedge.Instrument, Whole(engine, first) / Whole(engine, hedge));
        _count = engine.CopyLegs(_pairs);
        for (int i = 0; i < _count; i++)
        {
            _seconds.Note(_pairs[i].First.Number, _pairs[i].Second);
        }
    }

    private static decimal Whole(Engine engine, in NewOrder order) => engine.Instruments[order.Instrument].QuantityUnit.ToDecimal(order.Quantity);

    // By quantities of the first. What a loss of power took from the journal is placed anew, and gone as soon as it is found.
    private string? TooMuch(SimulatedWorld world, long number)
    {
        if (!world.Truth.Orders.TryGetValue(number, out VenueOrder? first) || !_terms.TryGetValue(number, out (int First, int Hedge, decimal FirstByHedge) terms))
            return null;
        decimal most = 0;
        foreach (VenueOrder second in _seconds.Of(world, number))
        {
            decimal quantity = world.Journal.LostTerms.Contains(second.Number) ? 0 : second.IsLive ? second.Quantity : second.Executed;
            most += second.Instrument == terms.First ? quantity : quantity * terms.FirstByHedge;
        }

        return most <= first.Executed + Rounding ? null
            : string.Create(CultureInfo.InvariantCulture, $"{most} of {first} are or could be hedged or given back by {string.Join("; ", _seconds.Of(world, number))}");
    }
}
