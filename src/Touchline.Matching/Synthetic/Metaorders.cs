using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Large traders who split what they want into many small orders that take: the reason why the signs of trades are correlated for long
/// (Lillo, Mike and Farmer, "Theory for long memory in supply and demand", 2005). The number of pieces has a heavy tail.
/// </summary>
internal sealed class Metaorders(TradingFloor floor) : IAgents
{
    private const int Most = 16;

    private readonly Metaorder[] _active = new Metaorder[Most];
    private int _count;
    private double _rate;

    public double Rate() => floor.Options.MetaordersPerSecond + _rate * floor.Pace * (1 + floor.Flurry.Level);

    public void Act()
    {
        double which = floor.Random.NextDouble() * Rate();
        if (which < floor.Options.MetaordersPerSecond || _count == 0)
            Begin();
        else
            TakePiece(floor.Random.NextDouble() * _rate);
    }

    private void Begin()
    {
        if (_count == Most)
            return;
        var order = new Metaorder
        {
            Side = floor.AnySide(),
            Pieces = (int)floor.Options.MetaorderPieces.Draw(floor.Random),
            PerSecond = floor.Options.PiecesPerSecond * (0.3 + 0.7 * floor.Random.Exponential()),
        };
        _active[_count++] = order;
        _rate += order.PerSecond;
    }

    private void TakePiece(double which)
    {
        int i = 0;
        while (i < _count - 1 && (which -= _active[i].PerSecond) > 0)
            i++;
        Side side = _active[i].Side;
        floor.Take(side, floor.Best(side.Opposite()) + side.Sign() * floor.Options.TakerReachTicks, floor.Options.TakerLots.Draw(floor.Random));
        if (--_active[i].Pieces > 0)
            return;
        _active[i] = _active[--_count];
        // Summed anew: what is added and taken away again would leave a rest.
        _rate = 0;
        for (int k = 0; k < _count; k++)
            _rate += _active[k].PerSecond;
    }

    private struct Metaorder
    {
        public Side Side;
        public int Pieces;
        public double PerSecond;
    }
}
