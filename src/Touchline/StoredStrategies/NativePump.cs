using Touchline.Commands;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// Carries what native plug-ins ask for into the session, and looks after those that end or die: their orders are cancelled, and a child that died is started again as often as it may. On the session's thread.
/// </summary>
/// <param name="say">Gets what people should know of.</param>
/// <param name="release">Ends a plug-in that nobody needs any more, on another thread: that may take seconds.</param>
internal sealed class NativePump(Action<string> say, Action<NativePlugin> release)
{
    // Of one plug-in between two steps.
    private const int MostRequests = 256;

    // So long, by the engine's time, the orders of one that died have to end.
    private const long MostCancelNs = 30_000_000_000;

    private readonly List<NativeStrategy> _strategies = [];

    /// <summary>There is one to be asked.</summary>
    public bool IsBusy => _strategies.Count > 0;

    public void Add(NativeStrategy strategy) => _strategies.Add(strategy);

    public void OnStep(IWatchedSession session)
    {
        for (int i = _strategies.Count - 1; i >= 0; i--)
        {
            NativeStrategy strategy = _strategies[i];
            if (PlaceOf(session.Engine, strategy) is not { } slot)
            {
                _strategies.RemoveAt(i);
                if (strategy.Plugin is { } left)
                    release(left);
            }
            else if (strategy.Restarts is { } restart)
            {
                BeginAgain(session, slot, strategy, restart);
            }
            else if (strategy.Plugin is { } plugin)
            {
                Take(session, slot, strategy, plugin);
                if (plugin.State is PluginState.Ended or PluginState.Failed or PluginState.Died or PluginState.Stuck)
                    OnOver(session, slot, strategy, plugin);
            }
            else if (strategy.Trouble is not null)
            {
                OnOver(session, slot, strategy, null);
            }
        }
    }

    // Between all steps: it allocates nothing.
    private static StrategySlot? PlaceOf(Engine engine, NativeStrategy strategy)
    {
        for (int i = 0; i < engine.Strategies.Count; i++)
        {
            if (engine.Strategies[i].Holds(strategy))
                return engine.Strategies[i];
        }

        return null;
    }

    /// <summary>The session is over.</summary>
    public void End()
    {
        foreach (NativeStrategy strategy in _strategies)
            strategy.Plugin?.Dispose();
        _strategies.Clear();
    }

    private static void Take(IWatchedSession session, StrategySlot slot, NativeStrategy strategy, NativePlugin plugin)
    {
        for (int taken = 0; taken < MostRequests && plugin.TryTakeRequest(out PluginRequest request); taken++)
            strategy.OnCarried(request, slot.Seats(strategy) ? Carry(session, slot, strategy, request) : new Placement(default, RiskRefusal.NotTrading));
    }

    private static Placement Carry(IWatchedSession session, StrategySlot slot, NativeStrategy strategy, in PluginRequest request)
    {
        if (request.Kind == PluginRequestKind.Cancel)
            return session.Request(OrderRequest.Cancel(slot.Index, new OrderId(request.OrderId)));
        return strategy.Order(request) is { } order ? session.Request(OrderRequest.Place(slot.Index, order)) : new Placement(default, RiskRefusal.BadPrice);
    }

    // It knows nothing of what it left: that is cancelled, and it begins anew when none of it is left, which may be filled meanwhile.
    private void OnOver(IWatchedSession session, StrategySlot slot, NativeStrategy strategy, NativePlugin? plugin)
    {
        string how = plugin is null ? strategy.Trouble! : plugin.State == PluginState.Ended ? $"its run has returned {plugin.ReturnCode}" : plugin.Why;
        if (slot.IsNext(strategy) || (slot.Seats(strategy) && slot.Replacement is { Stage: ReplacementStage.OnTrial }))
        {
            // The version before goes on, or comes back.
            say($"strategy {slot.Name}: {strategy.Label}: {how}");
            session.Command(EngineCommand.Fail(slot.Index, slot.IsNext(strategy), how));
            return;
        }

        if (!slot.Seats(strategy))
            return;
        if (plugin is null)
        {
            session.Command(EngineCommand.Fail(slot.Index, isNext: false, how));
            say($"strategy {slot.Name} has stopped: {how}");
            return;
        }

        strategy.ForgetRequests();
        foreach (OrderId order in session.Engine.OrdersOf(slot.Index))
            session.Command(EngineCommand.Cancel(order));
        if (plugin.State == PluginState.Died)
        {
            strategy.Restarts = (how, session.Engine.NowNs);
            return;
        }

        // One that returns by itself may be done.
        session.Command(plugin.State == PluginState.Ended ? EngineCommand.Stop(slot.Index, closes: false) : EngineCommand.Fail(slot.Index, isNext: false, how));
        say($"strategy {slot.Name} has stopped: {how}; its orders are cancelled");
    }

    private void BeginAgain(IWatchedSession session, StrategySlot slot, NativeStrategy strategy, (string How, long SinceNs) restart)
    {
        bool isFree = slot.LiveOrders == 0 || session.Engine.OrdersOf(slot.Index).Count == 0;
        if (!isFree && session.Engine.NowNs - restart.SinceNs < MostCancelNs)
            return;
        strategy.Restarts = null;
        string why = isFree ? "" : "its orders weren't cancelled within 30 s";
        if (isFree && TryRestart(strategy.Plugin!, out why))
        {
            strategy.OnRestarted();
            say($"strategy {slot.Name}: {restart.How}; its orders are cancelled, and it was started again");
            return;
        }

        session.Command(EngineCommand.Fail(slot.Index, isNext: false, why.Length == 0 ? restart.How : $"{restart.How}, and {why}"));
        say($"strategy {slot.Name} has stopped: {restart.How}; its orders are cancelled");
    }

    private static bool TryRestart(NativePlugin plugin, out string why)
    {
        try
        {
            return plugin.TryRestart(out why);
        }
        catch (Exception e) when (e is BadInputException or IOException)
        {
            why = e.Message;
            return false;
        }
    }
}
