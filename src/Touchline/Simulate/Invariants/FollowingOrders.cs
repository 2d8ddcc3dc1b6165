using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>Orders that the engine sends because of another: guards and exits of an entry, hedges of a first leg. The engine says whose they are before they leave.</summary>
internal sealed class FollowingOrders
{
    private readonly Dictionary<long, long> _owners = [];
    private readonly Dictionary<long, List<long>> _following = [];

    public void Note(long owner, OrderId follower)
    {
        if (follower.IsNone || !_owners.TryAdd(follower.Number, owner))
            return;
        if (!_following.TryGetValue(owner, out List<long>? numbers))
            _following[owner] = numbers = [];
        numbers.Add(follower.Number);
    }

    public bool Knows(long follower) => _owners.ContainsKey(follower);

    /// <summary>Of the last step: orders of which something happened to one that follows them.</summary>
    public IEnumerable<long> Touched(SimulatedWorld world)
    {
        foreach (VenueEvent happened in world.Truth.Events)
        {
            if (_owners.TryGetValue(happened.Order.Number, out long owner))
                yield return owner;
        }
    }

    /// <summary>Those that the exchange knows of.</summary>
    public IEnumerable<VenueOrder> Of(SimulatedWorld world, long owner)
    {
        foreach (long number in _following.GetValueOrDefault(owner) ?? [])
        {
            if (world.Truth.Orders.TryGetValue(number, out VenueOrder? follower))
                yield return follower;
        }
    }
}
