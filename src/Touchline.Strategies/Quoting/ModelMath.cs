using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>What the models' formulas share.</summary>
internal static class ModelMath
{
    private const double Small = 1e-4;

    /// <summary>ln(1 + x) / x, which is 1 at 0: how far risk aversion shortens the distance 1/k. For x from 0 on.</summary>
    public static double LogOnePlusOver(double x) => x < Small
        ? 1 - x * (1.0 / 2 - x * (1.0 / 3 - x * (1.0 / 4)))
        : PortableMath.Log(1 + x) / x;
}
