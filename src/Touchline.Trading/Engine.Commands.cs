using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What the engine does with the commands of those who watch it.</summary>
public sealed partial class Engine
{
    /// <summary>Carries out a command. Null when that was done, else why it was refused: then it changed nothing.</summary>
    public string? OnCommand(EngineCommand command, long localNs)
    {
        Take(localNs);
        string? refusal = command.Kind switch
        {
            CommandKind.Limit => SetLimit(command),
            CommandKind.Freeze or CommandKind.Thaw or CommandKind.Status => OnInstrument(command),
            CommandKind.Budget or CommandKind.BreakerReset or CommandKind.BudgetReset => OnVenue(command),
            CommandKind.Cancel => CancelEverything(),
            CommandKind.CancelOrder => CancelOrder(command.Order),
            _ => CarryOut(command),
        };
        TellSignals();
        return refusal;
    }

    /// <summary>The newest order that a command placed; none when none did.</summary>
    public OrderId LastByHand { get; private set; }

    // Also before the strategies start: what a session before left working.
    private string? CancelEverything()
    {
        foreach (StrategySlot strategy in _strategies)
            Desk.CancelAll(strategy.Index, Spared.Protection);
        return null;
    }

    private string? CarryOut(EngineCommand command)
    {
        if (!_isTrading)
            return "the session has ended";
        if (command.Kind is CommandKind.Kill or CommandKind.Arm)
        {
            if (command.Kind == CommandKind.Kill)
                Kill(command.Flattens);
            else
                _kill.Arm();
            return null;
        }

        if (command.Kind == CommandKind.Place)
            return Place(command);
        if (command.Kind == CommandKind.CloseOrder)
            return Close(command.Order);
        if (command.Kind == CommandKind.Start)
            return Start(command);
        if (MissingStrategy(command.Strategy) is { } missing)
            return missing;
        StrategySlot strategy = _strategies[command.Strategy];
        if (command.Kind == CommandKind.Replace)
            return Replace(strategy, command);
        if (command.Kind == CommandKind.Stop)
            return strategy.Stop(command.Closes);
        if (command.Kind == CommandKind.Fail)
            return strategy.FailElsewhere(command.IsOfNext, command.Parameter);
        if (command.Kind == CommandKind.Set)
            return strategy.IsRunning ? strategy.SetParameter(command.Parameter, command.Value) : $"strategy {strategy.Name} has stopped";
        // Of one that has stopped too: it holds for the next that begins there.
        strategy.IsPaused = command.Kind == CommandKind.Pause;
        if (strategy.IsPaused)
            Withdraw([strategy], Spared.Protection);
        return null;
    }

    // Nothing may pass while things are being cancelled, whatever a strategy does when it hears of it.
    private void Kill(bool flattens)
    {
        _kill.Close();
        Desk.Legs.EndAll();
        Withdraw(_strategies, Spared.Nothing);
        _kill.Begin(flattens);
    }

    private string? SetLimit(EngineCommand command)
    {
        if (command.Index != EngineCommand.All && MissingStrategy(command.Index) is { } missing)
            return missing;
        if (RiskLimit.Find(command.Parameter) is not { } limit)
            return $"limit '{command.Parameter}' is unknown; known are {string.Join(", ", RiskLimit.All.Select(l => l.Name))}";
        if (limit.IsOfAccount && command.Index != EngineCommand.All)
            return $"limit {limit.Name} is the account's alone; right is 'limit {limit.Name}={command.Value}'";
        RiskScope scope = ScopeOf(command.Index);
        if (!limit.TrySet(scope.Limits, command.Value, out RiskLimits? changed))
            return $"limit {limit.Name} is '{command.Value}'; right is {limit.Right}";
        if (command.Index == EngineCommand.All && changed.MaxLiveOrders > Desk.Orders.Capacity)
            return string.Create(CultureInfo.InvariantCulture, $"limit {limit.Name} is '{command.Value}'; right is at most {Desk.Orders.Capacity}, which the session began with");
        if (changed.Contradiction is { } contradiction)
            return contradiction;
        scope.SetLimits(changed);
        WatchScopes();
        return null;
    }

    // By the same way as every order: the operator's limits, the account's, the table, the budget.
    private string? Place(EngineCommand command)
    {
        if (MissingInstrument(command.Index) is { } missing)
            return missing;
        if (Array.Find(_strategies, s => s.IsOperator) is not { } seat)
            return "this session takes no orders by hand";
        NewOrder order = command.Terms(_instruments[command.Index], out string? refusal);
        order = order with { Reason = OrderReason.Operator };
        return refusal ?? Told(Desk.Place(seat, order), order, seat);
    }

    private string? CancelOrder(OrderId id)
    {
        if (FindOrder(id) is not { } order)
            return $"order {id} isn't known here, or ended long ago";
        if (order.State.IsTerminal())
            return $"order {id} has ended: {order.State}";
        Desk.Withdraw(id, Desk.OwnerOf(id));
        return null;
    }

    /// <summary>What closing an order would do now: whether it cancels the rest of it, and how much of the position that it brought it closes.</summary>
    public (bool Cancels, decimal Quantity) WouldClose(OrderId id)
    {
        if (FindOrder(id) is not { } order)
            return default;
        return (!order.State.IsTerminal(), _instruments[order.Instrument].QuantityUnit.ToDecimal(new Quantity(UnitsToClose(order))));
    }

    // Never more than the order's strategy still has of what the order brought.
    private long UnitsToClose(in OrderUpdate order)
    {
        long lot = _instruments[order.Instrument].LotUnits, held = order.Side.Sign() * _strategies[Desk.OwnerOf(order.Id)].Ledger(order.Instrument).Position.Units;
        long units = Math.Min(Math.Max(0, held), order.Quantity.Units - order.Remaining.Units);
        return units - units % lot;
    }

    private string? Close(OrderId id)
    {
        if (FindOrder(id) is not { } order)
            return $"order {id} isn't known here, or ended long ago";
        StrategySlot strategy = _strategies[Desk.OwnerOf(id)];
        if (!order.State.IsTerminal())
            Desk.Withdraw(id, strategy.Index);
        long units = UnitsToClose(order);
        if (units == 0)
            return null;
        NewOrder close = AtMarket(order.Instrument, order.Side.Opposite(), units);
        return Told(Desk.Close(strategy, close), close, strategy);
    }

    internal Placement CloseAtMarket(StrategySlot strategy, int instrument, Side side, long units) => Desk.Close(strategy, AtMarket(instrument, side, units));

    // Where others stand on the other side the venue would take no order that only reduces.
    private NewOrder AtMarket(int instrument, Side side, long units)
    {
        bool covers = -side.Sign() * Ledger(instrument).Position.Units >= units;
        return NewOrder.Market(instrument, side, new Quantity(units)) with { ReduceOnly = covers, Reason = OrderReason.Operator };
    }

    private string? Told(Placement placement, in NewOrder order, StrategySlot strategy)
    {
        if (placement.Refusal != RiskRefusal.None)
            return RefusalText.Of(placement.Refusal, order, _states[order.Instrument], ScopeOf(EngineCommand.All), strategy.Scope, NowNs);
        LastByHand = placement.Id;
        return null;
    }

    private string? OnInstrument(EngineCommand command)
    {
        if (MissingInstrument(command.Index) is { } missing)
            return missing;
        if (command.Kind == CommandKind.Freeze)
            Freeze(command.Index, command.Reason);
        else if (command.Kind == CommandKind.Thaw)
            Thaw(command.Index, command.Reason);
        else
            _states[command.Index].Status = command.Status;
        return null;
    }

    private string? OnVenue(EngineCommand command)
    {
        VenueDesk venues = Desk.Venues;
        if (command.Index != EngineCommand.All && (uint)command.Index >= (uint)venues.Count)
            return $"there is no venue {command.Index}; there are {venues.Count}, counted from 0";
        if (command.Kind == CommandKind.Budget)
        {
            if (!venues.Budget(command.Index).IsLimited)
                return null; // a recorded session had it, this one takes no notice
            bool isKnown = Duration.TryParse(command.Parameter, out long windowNs)
                && venues.Budget(command.Index).Correct(windowNs, int.Parse(command.Value, CultureInfo.InvariantCulture), NowNs);
            return isKnown ? null : $"venue {command.Index} has no allowance for {command.Parameter}; {venues.Budget(command.Index).Names}";
        }

        for (int venue = 0; venue < venues.Count; venue++)
        {
            if (command.Index != EngineCommand.All && command.Index != venue)
                continue;
            if (command.Kind == CommandKind.BudgetReset)
                venues.Budget(venue).Reset();
            else
                venues.Breaker(venue).Reset(NowNs);
        }

        return null;
    }

    private string? MissingStrategy(int strategy) =>
        (uint)strategy < (uint)_strategies.Length ? null : $"there is no strategy {strategy}; there are {_strategies.Length}, counted from 0";

    private string? MissingInstrument(int instrument) =>
        (uint)instrument < (uint)_states.Length ? null : $"there is no instrument {instrument}; there are {_states.Length}, counted from 0";

    // What was wanted is wanted no more before orders are cancelled one by one, so that nothing is put in place of them.
    private void Withdraw(ReadOnlySpan<StrategySlot> strategies, Spared spared)
    {
        foreach (StrategySlot strategy in strategies)
        {
            strategy.WithdrawQuotes();
            Desk.CancelAll(strategy.Index, spared);
        }
    }
}
