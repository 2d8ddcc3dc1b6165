using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>How much a market maker quotes and may hold, in the units of one instrument.</summary>
internal sealed record LadderTerms
{
    /// <summary>On each side.</summary>
    public const int MostLevels = 50;

    public static LadderTerms Nothing { get; } = new() { Size = default, MaxPosition = default, Levels = 0 };

    public required Quantity Size { get; init; }

    public required Quantity MaxPosition { get; init; }

    /// <summary>Quotes on each side.</summary>
    public required int Levels { get; init; }

    /// <exception cref="BadInputException">The size is no multiple of the instrument's lot.</exception>
    public static LadderTerms Of(Instrument instrument, DecimalParameter size, DecimalParameter maxPosition, WholeParameter levels)
    {
        var quantity = new Quantity(instrument.QuantityUnit.Step.CountDown(size.Value));
        if (quantity.IsZero || quantity.Units % instrument.LotUnits != 0 || instrument.QuantityUnit.ToDecimal(quantity) != size.Value)
            throw new BadInputException($"parameter {size.Name} is {size.Value}; right is a multiple of {instrument}'s lot {instrument.Lot}");
        return new LadderTerms
        {
            Size = quantity,
            MaxPosition = new Quantity(instrument.QuantityUnit.Step.CountDown(maxPosition.Value)),
            Levels = levels.Value,
        };
    }

    /// <exception cref="BadInputException">Not even one quote fits the limit.</exception>
    public static void CheckRoom(DecimalParameter size, DecimalParameter maxPosition)
    {
        if (maxPosition.Value < size.Value)
            throw new BadInputException($"parameter {maxPosition.Name} is {maxPosition.Value}; right is at least {size.Name}, which is {size.Value}: with less nothing would be quoted");
    }
}
