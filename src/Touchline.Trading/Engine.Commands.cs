namespace Touchline.Trading;

/// <summary>What the engine does with the commands of those who watch it.</summary>
public sealed partial class Engine
{
    /// <summary>Everything is cancelled and nothing new passes, until it is armed again.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Carries out a command. Null when that was done, else why it was refused: then it changed nothing.</summary>
    public string? OnCommand(EngineCommand command, long localNs)
    {
        Take(localNs);
        string? refusal = CarryOut(command);
        TellSignals();
        return refusal;
    }

    private string? CarryOut(EngineCommand command)
    {
        if (!_isTrading)
            return "the session has ended";
        if (command.Kind is CommandKind.Kill or CommandKind.Arm)
        {
            IsKilled = command.Kind == CommandKind.Kill;
            if (IsKilled)
                Withdraw(_strategies);
            return null;
        }

        if ((uint)command.Strategy >= (uint)_strategies.Length)
            return $"there is no strategy {command.Strategy}; there are {_strategies.Length}, counted from 0";
        StrategySlot strategy = _strategies[command.Strategy];
        if (!strategy.IsRunning)
            return $"strategy {strategy.Name} has stopped";
        if (command.Kind == CommandKind.Set)
            return strategy.SetParameter(command.Parameter, command.Value);
        strategy.IsPaused = command.Kind == CommandKind.Pause;
        if (strategy.IsPaused)
            Withdraw([strategy]);
        return null;
    }

    // What was wanted is wanted no more before orders are cancelled one by one, so that nothing is put in place of them.
    private void Withdraw(ReadOnlySpan<StrategySlot> strategies)
    {
        foreach (StrategySlot strategy in strategies)
        {
            strategy.WithdrawQuotes();
            Desk.CancelAll(strategy.Index);
        }
    }
}
