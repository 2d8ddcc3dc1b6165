using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Strategies that begin, end and are replaced while the session runs: docs/hot-reload.md.</content>
public sealed partial class Engine
{
    /// <summary>Places for strategies in a session; one is never taken away, for what was made there stays.</summary>
    public const int MostStrategies = 16;

    /// <summary>Added to a strategy's index: the owner of its other version's timers and candles.</summary>
    internal const int SecondSeat = 1 << 16;

    private readonly ulong _seed;
    private StrategySlot[] _strategies;

    public IReadOnlyList<StrategySlot> Strategies => _strategies;

    /// <summary>The first strategy that failed in the engine's thread, once none but people's seat runs any more; null before. One that failed elsewhere can be started again.</summary>
    public StrategySlot? Failed
    {
        get
        {
            StrategySlot? failed = null;
            foreach (StrategySlot strategy in _strategies)
            {
                // Or another version is about to.
                if (strategy.IsCalled && !strategy.IsOperator)
                    return null;
                if (failed is null && strategy.Failure is { IsElsewhere: false })
                    failed = strategy;
            }

            return failed;
        }
    }

    /// <summary>Where versions of the strategies come from; null: nowhere. Set by the host before the first command that asks for one.</summary>
    public IStrategyVersions? Versions { get; set; }

    /// <summary>The index of the strategy whose order it is, which is known here.</summary>
    public int OwnerOf(OrderId id) => Desk.OwnerOf(id);

    /// <summary>What works of a strategy, but for orders that close positions after a kill. Allocates.</summary>
    public IReadOnlyList<OrderId> OrdersOf(int strategy) => [.. SnapshotOrders().Select(o => o.Id).Where(id => Desk.OwnerOf(id) == strategy && !Desk.IsFlattening(id))];

    internal StrategySlot Slot(int strategy) => _strategies[strategy];

    // Of the owner of a timer or of candles.
    private StrategySlot SlotOf(int owner) => _strategies[owner % SecondSeat];

    /// <summary>
    /// What a strategy elsewhere asks for, an input like any other. A new order's id, or that of the order; or why it was refused: <see cref="RiskRefusal.UnknownOrder"/> also for the cancel of one that is being cancelled.
    /// </summary>
    public Placement OnRequest(in OrderRequest request, long localNs)
    {
        Take(localNs);
        Placement answer = CarryOut(request);
        foreach (OutpostFeed feed in _feeds)
            feed.OnRequest(request, answer);
        TellSignals();
        return answer;
    }

    private Placement CarryOut(in OrderRequest request)
    {
        if (!_isTrading || (uint)request.Strategy >= (uint)_strategies.Length)
            return new Placement(default, RiskRefusal.NotTrading);
        StrategySlot strategy = _strategies[request.Strategy];
        return request.Kind switch
        {
            IntentKind.Place => Desk.Place(strategy, request.Terms),
            IntentKind.Amend => Desk.Amend(strategy, request.Id, request.Terms.Price, request.Terms.Quantity),
            _ => Desk.Cancel(request.Id, strategy.Index) ? new Placement(request.Id, RiskRefusal.None) : new Placement(default, RiskRefusal.UnknownOrder),
        };
    }

    private string? Start(EngineCommand command)
    {
        if (PlaceOf(command.Value) is not { } strategy)
            return $"a session has room for {MostStrategies} strategies, and has had as many; end it and begin anew";
        if (strategy.IsRunning)
            return $"strategy {strategy.Name} runs already";
        if (Created(strategy, command.Parameter, out Strategy? next) is { } refusal)
            return refusal;
        refusal = strategy.Begin(next!, command.Parameter, command.Opens, Array.Find(_strategies, s => s.Name == command.Like)?.Limits);
        WatchScopes();
        return refusal;
    }

    private string? Replace(StrategySlot strategy, EngineCommand command)
    {
        if (!strategy.IsRunning)
            return $"strategy {strategy.Name} has stopped";
        return Created(strategy, strategy.Version, out Strategy? fallback) ?? Created(strategy, command.Parameter, out Strategy? next)
            ?? strategy.Replace(next!, fallback!, command.Parameter, command.Closes);
    }

    private string? Created(StrategySlot strategy, string version, out Strategy? created)
    {
        created = null;
        if (Versions is null)
            return "this session has no versions of strategies";
        try
        {
            created = Versions.Create(strategy.Name, version);
            return null;
        }
        catch (BadInputException e)
        {
            return e.Message;
        }
    }

    // By the command alone, whatever becomes of it: who reads a journal counts places as the session did.
    private StrategySlot? PlaceOf(string name)
    {
        if (Array.Find(_strategies, s => s.Name == name) is { } there)
            return there;
        if (_strategies.Length == MostStrategies)
            return null;
        var added = new StrategySlot(this, _strategies.Length, new StrategySetup(name, new Vacant()), _instruments, _seed + (ulong)_strategies.Length);
        _strategies = [.. _strategies, added];
        WatchScopes();
        return added;
    }
}
