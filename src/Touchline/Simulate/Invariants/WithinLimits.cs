using System.Globalization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>
/// At the venue, by its own books. What left while a higher limit was in force may still come for a while, and what a lower limit finds there stays; nothing that comes later may add to it. A bracket's
/// guards and exits pass these limits, and count in full for whatever comes later than what may have left before.
/// </summary>
internal sealed class WithinLimits : Invariant
{
    // As long as a request is good for at the venue, with what clocks may be off.
    private const long InForceNs = 10_000_000_000;

    // Values are by the last mid here and by the mark price there, moments apart.
    private const decimal PriceSlack = 1.02m;

    private readonly List<(long UntilNs, RiskLimits Limits)> _before = [];
    private readonly Dictionary<(int Instrument, Side Side), (decimal Worst, decimal ByHand)> _worst = [];
    private readonly List<(long CameNs, VenueOrder Order)> _exits = [];
    private RiskLimits _limits = SimulatedWorld.Limits;
    private int _live;

    public override string Name => "within-limits";

    public override string Sentence => "No order that comes to the venue makes what could be there larger than the limits in force allow, with every live and unknown order counted in full.";

    public override string? AfterStep(SimulatedWorld world)
    {
        if (world.Engine?.Limits is { } limits && limits != _limits)
        {
            _before.Add((world.Clock.NowNs, _limits));
            _limits = limits;
        }

        if (world.Truth.Events.Count == 0)
            return null;
        _before.RemoveAll(b => b.UntilNs < world.Clock.NowNs - InForceNs);
        _exits.RemoveAll(e => e.CameNs < world.Clock.NowNs - InForceNs);
        foreach (VenueEvent happened in world.Truth.Events)
        {
            if (happened.Execution == "NEW" && happened.Order.ReduceOnly && world.Journal.Exits.Contains(happened.Order.Number))
                _exits.Add((world.Clock.NowNs, happened.Order));
        }

        for (int i = 0; i < world.Symbols.Count; i++)
        {
            if ((Check(world, i, Side.Buy) ?? Check(world, i, Side.Sell)) is { } wrong)
                return wrong;
        }

        int before = _live;
        _live = world.Truth.Live.Count;
        int most = (int)Most(l => l.MaxLiveOrders) + world.Journal.Lost.Count;
        return _live <= most || _live <= before ? null : $"{_live} orders are live at the exchange, and max_live_orders is {most}";
    }

    private string? Check(SimulatedWorld world, int instrument, Side side)
    {
        decimal worst = world.Truth.Worst(instrument, side), byHand = world.Truth.ByHand(instrument);
        (decimal before, decimal byHandBefore) = _worst.GetValueOrDefault((instrument, side));
        _worst[(instrument, side)] = (worst, byHand);
        // What was traded by hand is learned of later, and so is what a loss of power took from the journal.
        decimal unseen = byHand + world.LostQuantity(instrument) + ExitsOf(instrument, side);
        if (worst <= before + byHand - byHandBefore || worst <= unseen)
            return null;
        decimal mostQuantity = Most(l => l.MaxPosition);
        if (worst - unseen > mostQuantity)
            return Text(world, instrument, side, worst, $"max_position is {mostQuantity}");
        decimal mostValue = Most(l => l.MaxInstrumentExposure);
        return (worst - unseen) * world.Truth.Mark(instrument) <= mostValue * PriceSlack ? null
            : Text(world, instrument, side, worst, $"max_instrument_exposure is {mostValue} at a price of {world.Truth.Mark(instrument)}");
    }

    private decimal ExitsOf(int instrument, Side side)
    {
        decimal quantity = 0;
        foreach ((_, VenueOrder order) in _exits)
        {
            if (order.Instrument == instrument && order.Side == side)
                quantity += order.Quantity;
        }

        return quantity;
    }

    private decimal Most(Func<RiskLimits, decimal> of)
    {
        decimal most = of(_limits);
        foreach ((_, RiskLimits limits) in _before)
            most = Math.Max(most, of(limits));
        return most;
    }

    private static string Text(SimulatedWorld world, int instrument, Side side, decimal worst, string limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{world.Symbols[instrument]}: the exchange holds {world.Truth.Position(instrument)}, and with every {(side == Side.Buy ? "buy" : "sell")} order there it would be {worst} on that side; {limit}. Last came {world.Truth.Events[^1].Order}");
}
