using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// One population's resting orders on one side, to pick from at random. An order that traded away is found out when it is picked. Never
/// holds more than its capacity.
/// </summary>
internal sealed class OrderPool(int capacity)
{
    private const int Tries = 8;

    private readonly long[] _ids = new long[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    public void Add(long id) => _ids[Count++] = id;

    public bool TryPick(SeededRandom random, MatchingEngine engine, out int index, out RestingOrder order)
    {
        for (int i = 0; i < Tries && Count > 0; i++)
        {
            index = random.Below(Count);
            if (engine.TryFind(_ids[index], out order))
                return true;
            RemoveAt(index);
        }

        (index, order) = (-1, default);
        return false;
    }

    public void RemoveAt(int index) => _ids[index] = _ids[--Count];

    public void Replace(int index, long id) => _ids[index] = id;
}
