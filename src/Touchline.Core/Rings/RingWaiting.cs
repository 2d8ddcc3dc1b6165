namespace Touchline.Core;

/// <summary>How a thread waits on a ring that is empty (or full). Chosen once, at start.</summary>
public enum RingWaiting
{
    /// <summary>Looks again after one pause instruction: the lowest latency, one core kept busy by each waiting thread.</summary>
    Spin,

    /// <summary>Looks again after giving its turn to any other thread that is ready.</summary>
    Yield,

    /// <summary>Sleeps until the other side wakes it: no load, and a full memory fence on every publish and take.</summary>
    Block,
}
