using Touchline.Sdk;

namespace Touchline.Simulate;

internal sealed class EndedStaysEnded : Invariant
{
    private readonly HashSet<long> _ended = [];
    private HashSet<long> _live = [];
    private HashSet<long> _before = [];
    private long _inputs = -1;

    public override string Name => "ended-stays-ended";

    public override string Sentence => "An order that has ended never works again in the engine, and none that ended by the journal is taken up as live.";

    // What the journal hadn't yet is forgotten, and may be live again until the venue has said what became of it.
    public override void OnProcess(SimulatedWorld world)
    {
        _ended.Clear();
        _live.Clear();
        _inputs = -1;
    }

    public override string? AfterStep(SimulatedWorld world)
    {
        if (world.Engine is not { } engine || engine.Inputs == _inputs)
            return null;
        _inputs = engine.Inputs;
        (_before, _live) = (_live, _before);
        _live.Clear();
        foreach (OrderUpdate order in world.EngineOrders.Values)
        {
            if (order.IsTerminal)
                return $"{order} has ended and is among the live ones";
            if (_ended.Contains(order.Id.Number) || world.Journal.HasEnded(order.Id.Number))
                return $"{order} had ended, and is live again";
            _live.Add(order.Id.Number);
        }

        foreach (long number in _before)
        {
            if (!_live.Contains(number))
                _ended.Add(number);
        }

        return null;
    }
}
