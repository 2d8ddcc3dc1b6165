using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Signals emitted while one input is handled, with the strategy that each came from.</summary>
internal sealed class SignalQueue
{
    /// <summary>Signals for one input; more are dropped and counted, so that two strategies can't answer each other for ever.</summary>
    public const int Most = 256;

    private readonly (int From, Signal Signal)[] _signals = new (int, Signal)[Most];

    public int Count { get; private set; }

    public long Dropped { get; private set; }

    public (int From, Signal Signal) this[int index] => _signals[index];

    public void Add(int from, in Signal signal)
    {
        if (Count == Most)
            Dropped++;
        else
            _signals[Count++] = (from, signal);
    }

    public void Clear()
    {
        Array.Clear(_signals, 0, Count);
        Count = 0;
    }
}
