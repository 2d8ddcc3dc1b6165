using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the context of a strategy's stand-in can besides, whose code runs elsewhere.</summary>
public interface IStrategySeat
{
    /// <summary>Takes back every quote and order of the strategy's place, whoever placed it, and again where that is refused. Orders that close positions after a kill go on.</summary>
    void LeaveNothing();

    /// <summary>The engine's reason for a name that the strategy gave where it runs. No version that runs in the engine ever has its code.</summary>
    /// <exception cref="ArgumentException">It isn't a name, or there are too many.</exception>
    OrderReason ReasonElsewhere(string name);
}
