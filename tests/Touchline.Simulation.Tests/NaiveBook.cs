using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>A book as two sorted dictionaries.</summary>
internal sealed class NaiveBook
{
    private readonly SortedDictionary<decimal, double> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<decimal, double> _asks = [];

    public decimal? Mid => (Best(Side.Buy) + Best(Side.Sell)) / 2;

    public void Apply(Row row)
    {
        if (row.Kind == EventKind.Clear)
        {
            if (row.Side != Side.Sell)
                _bids.Clear();
            if (row.Side != Side.Buy)
                _asks.Clear();
        }

        if (row.Kind is not (EventKind.Depth or EventKind.Snapshot))
            return;
        SortedDictionary<decimal, double> levels = row.Side == Side.Buy ? _bids : _asks;
        levels.Remove(row.Price);
        if (row.Quantity > 0)
            levels.Add(row.Price, (double)row.Quantity);
    }

    public decimal? Best(Side side)
    {
        SortedDictionary<decimal, double> levels = side == Side.Buy ? _bids : _asks;
        return levels.Count == 0 ? null : levels.First().Key;
    }

    public double At(Side side, decimal price) => (side == Side.Buy ? _bids : _asks).GetValueOrDefault(price);
}
