using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulate;

internal sealed class ExitsWithinOpen : Invariant
{
    private readonly FollowingOrders _exits = new();
    private readonly Dictionary<long, Bracket> _terms = [];
    private readonly BracketUpdate[] _brackets = new BracketUpdate[Engine.MaxBrackets];
    private long _inputs = -1;
    private int _count;

    public override string Name => "exits-within-open";

    public override string Sentence =>
        "What a bracket's guards and exits have filled at the venue and could still fill there is never more than its entry has filled there; at rest what is open is known, and stands at the venue as agreed.";

    public override void OnProcess(SimulatedWorld world) => (_inputs, _count) = (-1, 0);

    public override string? AfterStep(SimulatedWorld world)
    {
        if (!world.HasConditionals)
            return null;
        Look(world);
        return _exits.Touched(world).Select(entry => TooMuch(world, entry)).FirstOrDefault(wrong => wrong is not null);
    }

    public override string? AtRest(SimulatedWorld world)
    {
        if (!world.HasConditionals || world.Engine is not { } engine)
            return null;
        for (int i = 0; i < _count; i++)
        {
            if ((Quantities(world, engine, _brackets[i]) ?? Orders(world, engine, _brackets[i])) is { } wrong)
                return wrong;
        }

        return Positions(world, engine);
    }

    private void Look(SimulatedWorld world)
    {
        if (world.Engine is not { } engine || engine.Inputs == _inputs)
            return;
        _inputs = engine.Inputs;
        foreach ((long number, Bracket terms) in world.Process!.Trader.Bracketed)
            _terms[number] = terms;
        _count = engine.CopyBrackets(_brackets);
        for (int i = 0; i < _count; i++)
        {
            _exits.Note(_brackets[i].Entry.Number, _brackets[i].Guard);
            _exits.Note(_brackets[i].Entry.Number, _brackets[i].Exit);
        }
    }

    // What a loss of power took from the journal is placed anew, and gone as soon as it is found.
    private string? TooMuch(SimulatedWorld world, long entry)
    {
        if (!world.Truth.Orders.TryGetValue(entry, out VenueOrder? entered))
            return null;
        decimal most = 0;
        foreach (VenueOrder exit in _exits.Of(world, entry))
            most += world.Journal.Lost.Contains(exit.Number) ? 0 : exit.IsLive ? exit.Quantity : exit.Executed;
        return most <= entered.Executed ? null
            : string.Create(CultureInfo.InvariantCulture, $"{most} of {entered} are or could be taken out by {string.Join("; ", _exits.Of(world, entry))}");
    }

    private string? Quantities(SimulatedWorld world, Engine engine, BracketUpdate bracket)
    {
        decimal Decimal(Quantity quantity) => engine.Instruments[bracket.Instrument].QuantityUnit.ToDecimal(quantity);
        decimal entered = world.Truth.Orders.GetValueOrDefault(bracket.Entry.Number)?.Executed ?? 0;
        if (Decimal(bracket.Filled) != entered)
            return string.Create(CultureInfo.InvariantCulture, $"the engine has {bracket}, and {entered} of the entry were executed");
        decimal left = entered - _exits.Of(world, bracket.Entry.Number).Sum(e => e.Executed);
        return Decimal(bracket.Open) <= left ? null : string.Create(CultureInfo.InvariantCulture, $"the engine has {bracket}, and {left} of the entry can be open");
    }

    // Where the account's position doesn't cover it an exit can't be reduce-only, and then the venue takes none worth so little.
    private static bool IsDust(SimulatedWorld world, Instrument traded, in BracketUpdate bracket)
    {
        decimal open = traded.QuantityUnit.ToDecimal(bracket.Open);
        return bracket.Side.Sign() * world.Truth.Position(bracket.Instrument) < open && open * world.Truth.Mark(bracket.Instrument) < 1.1m * traded.MinNotional;
    }

    // More orders than there may be aren't taken, and are tried again. What was asked for isn't known where the process died as it was sent.
    private string? Orders(SimulatedWorld world, Engine engine, BracketUpdate bracket)
    {
        Instrument traded = engine.Instruments[bracket.Instrument];
        if (bracket.Open.Units < traded.LotUnits || engine.LiveOrders >= engine.Limits.MaxLiveOrders)
            return null;
        if (bracket.State == BracketState.Exiting)
            return IsDust(world, traded, bracket) ? null : $"{bracket} hasn't been taken out";
        if (!_terms.TryGetValue(bracket.Entry.Number, out Bracket terms) || terms.AtVenue == BracketPart.None || bracket.IsGuardRefused)
            return null;
        VenueOrder? guard = world.Truth.Live.GetValueOrDefault(bracket.Guard.Number);
        return guard is not null && guard.Left == traded.QuantityUnit.ToDecimal(traded.WholeLots(traded.QuantityUnit.ToDecimal(bracket.Open))) ? null
            : $"{bracket} has {(guard is null ? "nothing" : guard)} at the exchange";
    }

    private string? Positions(SimulatedWorld world, Engine engine)
    {
        for (int i = 0; i < world.Symbols.Count; i++)
        {
            long longs = 0, shorts = 0, position = engine.Strategies[0].Ledger(i).Position.Units;
            foreach (ref readonly BracketUpdate bracket in _brackets.AsSpan(0, _count))
            {
                if (bracket.Instrument == i && bracket.Side == Side.Buy)
                    longs += bracket.Open.Units;
                else if (bracket.Instrument == i)
                    shorts += bracket.Open.Units;
            }

            if (longs > Math.Max(0, position + shorts) || shorts > Math.Max(0, longs - position))
                return $"{world.Symbols[i]}: brackets hold {longs} units long and {shorts} short of a position of {position}";
        }

        return null;
    }
}
