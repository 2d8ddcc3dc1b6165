using Touchline.Core;
using Touchline.Sdk;
using Touchline.StoredStrategies;
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

    /// <summary>A strategy as the engine of a session is given it.</summary>
    public static StrategySetup SetUpToRun(string name, StrategySource? source, Strategy strategy)
    {
        // Its parameters stay with the session; whoever runs elsewhere has its own.
        OutpostPlace? place = null;
        if (source is { IsInProcess: true })
        {
            place = new OutpostPlace(source.Assemble());
        }
        else if (source is { IsElsewhere: true })
        {
            Strategy another = source.Create();
            place = new OutpostPlace(() => another);
        }

        return SetUp(name, source, strategy, place);
    }

    /// <summary>A strategy as an engine is given it, in a replay too.</summary>
    /// <param name="place">Of one in a thread or process of its own: where. Null: nobody runs there.</param>
    public static StrategySetup SetUp(string name, StrategySource? source, Strategy strategy, OutpostPlace? place = null) => new(name, source is { IsElsewhere: true } ? OutpostStrategy.Of(strategy, place) : strategy)
    {
        Version = source?.Version ?? "",
        Limits = RiskLimits.None with { OpensPositions = source?.Opens ?? true },
    };
}
