namespace Touchline.Trading;

/// <summary>What the context of a strategy's stand-in can besides, whose code runs elsewhere.</summary>
public interface IStrategySeat
{
    /// <summary>Takes back every quote and order of the strategy's place, whoever placed it, and again where that is refused. Orders that close positions after a kill go on.</summary>
    void LeaveNothing();
}
