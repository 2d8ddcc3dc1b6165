using Touchline.Core;

namespace Touchline.Matching;

/// <summary>What the venue knows of us in one instrument: the position and the money, from its own fills and payments.</summary>
internal sealed class VenueAccount
{
    /// <summary>Signed, in units.</summary>
    public long Position { get; private set; }

    /// <summary>What sells brought in less what buys cost, less fees, and funding; without the deposit.</summary>
    public decimal Cash { get; private set; }

    /// <summary>The side that makes the position smaller; none when there is none.</summary>
    public Side ClosingSide => (Side)(-Math.Sign(Position));

    public void OnFill(Side side, Quantity quantity, decimal value, decimal fee)
    {
        Position += side.Sign() * quantity.Units;
        Cash -= side.Sign() * value + fee;
    }

    public void Pay(decimal amount) => Cash -= amount;
}
