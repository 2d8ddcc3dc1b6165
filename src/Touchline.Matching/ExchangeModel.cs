using Touchline.Core;

namespace Touchline.Matching;

/// <summary>How the simulated venue fills own orders. Rules: docs/simulation.md, "Fill rules".</summary>
public enum ExchangeModel : byte
{
    /// <summary>Any fill fills a whole order, and own orders leave the market as it was: the simple reference model.</summary>
    NoPartialFill = 1,

    /// <summary>Own orders trade what there is and no more: a quantity that was traded or shown fills them once.</summary>
    PartialFill = 2,

    /// <summary>
    /// Trades at our price fill what they leave for us, takers what is shown, and own orders leave the market as it was: comparable
    /// fill for fill with the reference that many know.
    /// </summary>
    ReferencePartialFill = 3,
}

/// <summary>The names by which the exchange models are chosen and printed.</summary>
public static class ExchangeModels
{
    private static readonly (ExchangeModel Model, string Name)[] Known =
    [
        (ExchangeModel.PartialFill, "partial-fill"),
        (ExchangeModel.NoPartialFill, "no-partial-fill"),
        (ExchangeModel.ReferencePartialFill, "reference-partial-fill"),
    ];

    /// <summary>All names, for help and messages.</summary>
    public static string Names => string.Join(", ", Known.Select(known => known.Name));

    /// <exception cref="BadInputException">No model has that name.</exception>
    public static ExchangeModel Parse(string name)
    {
        foreach ((ExchangeModel model, string known) in Known)
        {
            if (name == known)
                return model;
        }

        throw new BadInputException($"exchange model '{name}' is unknown; known are {Names}");
    }

    public static string Name(this ExchangeModel model) => Known.First(known => known.Model == model).Name;
}
