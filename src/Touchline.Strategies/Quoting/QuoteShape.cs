namespace Touchline.Strategies;

/// <summary>Where a model wants its quotes, in quote currency.</summary>
/// <param name="HalfSpread">From the reservation price to either best quote.</param>
/// <param name="Skew">How far the reservation price is below the mid for each order size held.</param>
internal readonly record struct QuoteShape(double HalfSpread, double Skew);
