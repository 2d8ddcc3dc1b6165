using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>
/// The asymptotic quotes of O. Guéant, C.-A. Lehalle and J. Fernandez-Tapia, "Dealing with the inventory risk", Mathematics and Financial
/// Economics 7, 2013, in the form of O. Guéant, "Optimal market making", 2017 (4.6 and 4.7), with ξ = γ and inventory counted in order
/// sizes, so that Δ = 1: half spread c1 + σ c2 / 2, skew σ c2 for each order size held,
/// c1 = (1/γ) ln(1 + γ/k), c2 = sqrt(γ / (2 A k) × (1 + γ/k)^(k/γ + 1)).
/// </summary>
internal static class GlftFormula
{
    /// <param name="gamma">Aversion to risk, one over quote currency. Above 0.</param>
    /// <param name="a">Arrivals a second at the mid on each side. Above 0.</param>
    /// <param name="k">Decay of the arrival intensity by distance, one over quote currency. Above 0.</param>
    /// <param name="sigma">Quote currency by the square root of a second.</param>
    public static QuoteShape Of(double gamma, double a, double k, double sigma)
    {
        double ratio = gamma / k, log = ModelMath.LogOnePlusOver(ratio);
        // (1 + x)^(1/x + 1) is e to the ln(1 + x)/x, times 1 + x.
        double power = PortableMath.Exp(log) * (1 + ratio);
        double skew = sigma * Math.Sqrt(gamma / (2 * a * k) * power);
        return new QuoteShape(log / k + skew / 2, skew);
    }
}
