namespace Touchline.Strategies;

/// <summary>
/// Reservation price and spread of M. Avellaneda and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8(3), 2008:
/// r = s − q γ σ² (T − t), and γ σ² (T − t) + (2/γ) ln(1 + γ/k) between bid and ask. Inventory counts order sizes.
/// </summary>
internal static class AvellanedaStoikovFormula
{
    /// <param name="gamma">Aversion to risk, one over quote currency. Above 0.</param>
    /// <param name="k">Decay of the arrival intensity by distance, one over quote currency. Above 0.</param>
    /// <param name="sigma">Quote currency by the square root of a second.</param>
    /// <param name="secondsLeft">T − t.</param>
    public static QuoteShape Of(double gamma, double k, double sigma, double secondsLeft)
    {
        double risk = gamma * sigma * sigma * secondsLeft;
        return new QuoteShape(risk / 2 + ModelMath.LogOnePlusOver(gamma / k) / k, risk);
    }
}
