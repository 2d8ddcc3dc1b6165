using Touchline.Core;

namespace Touchline.Matching;

/// <summary>A trade between an order that rested, at its price, and one that came.</summary>
/// <param name="MakerLeft">What rests on of the maker; 0 when it is gone.</param>
public readonly record struct Execution(
    long Maker, int MakerOwner, long Taker, int TakerOwner, Side TakerSide, Price Price, Quantity Quantity, Quantity MakerLeft);

/// <summary>The level at the price now shows the quantity; 0: it is gone.</summary>
public readonly record struct LevelChange(Side Side, Price Price, Quantity Quantity);

public enum SubmissionOutcome : byte
{
    /// <summary>What is left of it stands in the book.</summary>
    Rests = 1,

    /// <summary>It traded wholly.</summary>
    Filled = 2,

    /// <summary>What is left of it is gone by its own terms, or because it would have met an order of its owner.</summary>
    Expired = 3,

    /// <summary>It never entered: the id is there already, or the quantity isn't a whole number of lots above 0.</summary>
    Refused = 4,
}

/// <summary>What became of an order that came.</summary>
/// <param name="Filled">What it traded on arrival.</param>
/// <param name="Left">The rest of it.</param>
public readonly record struct Submission(SubmissionOutcome Outcome, Quantity Filled, Quantity Left);
