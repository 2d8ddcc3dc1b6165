namespace Touchline.Trading;

public enum BreakerState : byte
{
    Closed = 0,

    /// <summary>Nothing new is sent.</summary>
    Open = 1,

    /// <summary>One order or amend may leave; what becomes of it decides.</summary>
    HalfOpen = 2,
}

/// <summary>A venue's breaker, for people to look at.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="SinceNs">Engine time of the last change.</param>
public readonly record struct BreakerStatus(string Venue, BreakerState State, int Failures, long SinceNs);

/// <summary>
/// Keeps new orders from a venue that fails: so many failures in a row open it; after a while one order is let through, whose answer closes it or opens it anew. A failure is a request whose
/// outcome is unknown, or a refusal for which the venue is at fault; any other answer shows that it works.
/// </summary>
internal sealed class CircuitBreaker
{
    private BreakerState _state;

    public int Failures { get; private set; }

    public long SinceNs { get; private set; }

    public BreakerState State(long nowNs, long coolDownNs) => _state == BreakerState.Open && IsCool(nowNs, coolDownNs) ? BreakerState.HalfOpen : _state;

    // A probe that nobody ever answers isn't waited for longer than that.
    public bool Allows(long nowNs, long coolDownNs) => _state == BreakerState.Closed || IsCool(nowNs, coolDownNs);

    /// <summary>Something new leaves.</summary>
    public void OnSent(long nowNs)
    {
        if (_state != BreakerState.Closed)
            Become(BreakerState.HalfOpen, nowNs);
    }

    /// <returns>It has just opened.</returns>
    public bool OnFailure(long nowNs, int most)
    {
        Failures++;
        if (_state == BreakerState.Open || (_state == BreakerState.Closed && (Failures < most || most == int.MaxValue)))
            return false;
        Become(BreakerState.Open, nowNs);
        return true;
    }

    public void OnSuccess(long nowNs)
    {
        Failures = 0;
        // What was sent before it opened may still be answered: that shows nothing of now.
        if (_state == BreakerState.HalfOpen)
            Become(BreakerState.Closed, nowNs);
    }

    public void Reset(long nowNs)
    {
        Failures = 0;
        Become(BreakerState.Closed, nowNs);
    }

    private bool IsCool(long nowNs, long coolDownNs) => nowNs - SinceNs >= coolDownNs;

    private void Become(BreakerState state, long nowNs)
    {
        _state = state;
        SinceNs = nowNs;
    }
}
