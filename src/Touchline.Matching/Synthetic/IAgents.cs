namespace Touchline.Matching;

/// <summary>A population of traders of one kind.</summary>
internal interface IAgents
{
    /// <summary>How many acts a second they are up to as things stand.</summary>
    double Rate();

    /// <summary>One of them acts.</summary>
    void Act();
}
