namespace Touchline.Simulate;

/// <summary>Something that must hold at every step of a simulated world, whatever has gone wrong in it. What is returned says what is wrong; null: nothing.</summary>
internal abstract class Invariant
{
    /// <summary>For the line that a failing seed prints.</summary>
    public abstract string Name { get; }

    /// <summary>What must hold.</summary>
    public abstract string Sentence { get; }

    /// <summary>A new order is about to leave the machine.</summary>
    public virtual string? OnLeaving(SimulatedWorld world, long number) => null;

    /// <summary>Another process has begun, which knows nothing but the journal.</summary>
    public virtual void OnProcess(SimulatedWorld world)
    {
    }

    public virtual string? AfterStep(SimulatedWorld world) => null;

    /// <summary>When all is calm, and again until it holds or too much time has passed.</summary>
    public virtual string? AtRest(SimulatedWorld world) => null;
}
