namespace Touchline.Trading;

/// <summary>
/// A strategy's stand-in in the engine, whose code runs elsewhere, in a replay nowhere. That code knows of its own orders alone, and of its orders nobody else knows what they are for: who comes after one, and a stand-in itself, begins
/// when none is left.
/// </summary>
public interface IStandIn;
