namespace Touchline.Simulation;

/// <summary>Follows an equity for its deepest fall. It starts at 0.</summary>
internal sealed class EquityCurve
{
    private decimal _peak;

    public decimal MaxDrawdown { get; private set; }

    public void Look(decimal equity)
    {
        _peak = Math.Max(_peak, equity);
        MaxDrawdown = Math.Max(MaxDrawdown, _peak - equity);
    }
}
