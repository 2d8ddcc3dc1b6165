using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Simulate;

/// <content>Entries with exits near enough that many are due, at the venue or in the engine, and pairs of legs.</content>
internal sealed partial class RandomTrader
{
    private const long MostEntryNs = 20_000_000_000;
    private const int TrailingStepPpm = 1_000;
    private const int MostNearTicks = 15;

    private readonly List<OrderId> _brackets = [];

    /// <summary>Pairs of legs that were placed, the first and the hedge, by the first's number.</summary>
    public Dictionary<long, (NewOrder First, NewOrder Hedge)> Pairs { get; } = [];

    /// <summary>Entries with exits that were placed, by the entry's number.</summary>
    public Dictionary<long, Bracket> Bracketed { get; } = [];

    private void ActConditionally(int instrument, int act)
    {
        _brackets.RemoveAll(b => !Context.TryBracket(b, out _));
        if (act < 8 && _brackets.Count > 0)
            EndBracket(_brackets[Context.Random.Below(_brackets.Count)]);
        else if (Context.CopyOrders(_orders) >= MostOrders)
            return;
        else if (act < 70)
            PlaceBracket(instrument);
        else if (act < 82 && Context.Instruments.Count > 1)
            PlaceLegs(instrument, 1 - instrument);
        else
            Count(Context.Place(Conditional(instrument, DrawSide(instrument), MostNearTicks) with { ReduceOnly = Context.Random.Chance(0.6) }));
    }

    private void EndBracket(OrderId bracket)
    {
        if (Context.Random.Chance(0.7))
            Context.CloseBracket(bracket, OrderReason.TakeProfit);
        else
            Context.ReleaseBracket(bracket);
    }

    private void PlaceBracket(int instrument)
    {
        Side side = DrawSide(instrument);
        NewOrder entry = Context.Random.Below(10) switch
        {
            < 3 => NewOrder.Market(instrument, side, Size(instrument)),
            < 8 => NewOrder.Limit(instrument, side, Away(instrument, side, Context.Random.Below(5)), Size(instrument)),
            _ => NewOrder.Limit(instrument, side, Away(instrument, side, Context.Random.Below(5)), Size(instrument), TimeInForce.PostOnly),
        };
        Bracket bracket = Exits(instrument, side);
        Placement placed = Context.PlaceBracket(entry, bracket);
        Count(placed);
        if (!placed.IsPlaced)
            return;
        _brackets.Add(placed.Id);
        Bracketed.Add(placed.Id.Number, bracket);
    }

    private Bracket Exits(int instrument, Side side)
    {
        int parts = 1 + Context.Random.Below(7);
        (bool profits, bool stops, bool trails) = ((parts & 1) != 0, (parts & 2) != 0, (parts & 4) != 0);
        BracketPart[] atVenue = [BracketPart.TakeProfit, BracketPart.TakeProfitLimit, BracketPart.StopLoss, BracketPart.StopLoss, BracketPart.Trailing, BracketPart.None];
        var bracket = new Bracket
        {
            TakeProfit = profits ? Away(instrument, side, -3 - Context.Random.Below(MostNearTicks)) : default,
            StopLoss = stops ? Away(instrument, side, 12 + Context.Random.Below(2 * MostNearTicks)) : default,
            TrailingPpm = trails ? TrailingStepPpm * (1 + Context.Random.Below(2)) : 0,
            Trigger = (BracketTrigger)Context.Random.Below(3),
            EntryNs = Context.Random.Chance(0.5) ? Context.Random.Below((int)(MostEntryNs / 1_000_000)) * 1_000_000L : 0,
            DropsBarelyFilled = Context.Random.Chance(0.3),
        };
        return bracket with { AtVenue = Array.Find(atVenue[Context.Random.Below(atVenue.Length)..], p => p == BracketPart.None || bracket.Has(p)) };
    }

    private void PlaceLegs(int instrument, int other)
    {
        Side side = DrawSide(instrument);
        NewOrder first = Context.Random.Chance(0.4) ? NewOrder.Market(instrument, side, Size(instrument))
            : NewOrder.Limit(instrument, side, Away(instrument, side, Context.Random.Below(4)), Size(instrument));
        if (!Context.Book(other).IsTwoSided)
            return;
        NewOrder hedge = Context.Random.Chance(0.2) ? NewOrder.Market(other, side.Opposite(), Size(other))
            : NewOrder.Limit(other, side.Opposite(), Away(other, side.Opposite(), Context.Random.Below(10)), Size(other));
        long withinNs = (200 + Context.Random.Below(5_000)) * 1_000_000L;
        Placement placed = Context.PlaceLegs(first, hedge, new LegTerms(withinNs, Context.Random.Chance(0.5) ? LateHedge.Cross : LateHedge.Unwind));
        Count(placed);
        if (placed.IsPlaced)
            Pairs.Add(placed.Id.Number, (first, hedge));
    }
}
