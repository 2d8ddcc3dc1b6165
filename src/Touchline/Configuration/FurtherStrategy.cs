using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>A stored strategy that a session has beside the chosen one.</summary>
/// <param name="Source">Null: nobody is called there, the place is kept for the position that earlier sessions left.</param>
internal sealed record FurtherStrategy(string Name, StrategySource? Source, Strategy Strategy)
{
    /// <exception cref="BadInputException">It can't begin: the message says so of the session.</exception>
    public static FurtherStrategy Of(string name, StrategySource source)
    {
        try
        {
            return new FurtherStrategy(name, source, source.Create());
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"the stored strategy '{name}' is to start with the session and can't: {e.Message}\nMend it, or 'touchline strategy disable {name}'", e);
        }
    }

    public static FurtherStrategy Vacant(string name) => new(name, null, new Vacant());

    /// <summary>A strategy as the engine is given it.</summary>
    public static StrategySetup SetUp(string name, StrategySource? source, Strategy strategy) => new(name, strategy)
    {
        Version = source?.Version ?? "",
        Limits = RiskLimits.None with { OpensPositions = source?.Opens ?? true },
    };
}
