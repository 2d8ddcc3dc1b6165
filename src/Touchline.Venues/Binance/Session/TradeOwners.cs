using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// Whose an instrument's fills were told as, by trade and side: those of conditional and adopted orders, and strangers' while conditional orders waited. None is told both ways: not where an order's number is
/// known no more or not yet, nor where the algo service was so late that a fill had to be taken for a stranger's.
/// </summary>
internal sealed class TradeOwners
{
    private const int Kept = 16_384;

    private readonly Dictionary<(long Trade, Side Side), bool> _isStrangers = [];
    private readonly Queue<(long, Side)> _newest = new();

    public void Add(long trade, Side side, bool isStrangers)
    {
        if (!_isStrangers.TryAdd((trade, side), isStrangers))
            return;
        _newest.Enqueue((trade, side));
        if (_newest.Count > Kept)
            _isStrangers.Remove(_newest.Dequeue());
    }

    /// <summary>What an earlier session told as strangers'.</summary>
    public void AddStrangers(ToldTrades told)
    {
        foreach (long number in told.Numbers)
            Add(Math.Abs(number), number < 0 ? Side.Sell : Side.Buy, isStrangers: true);
    }

    public bool WasOurs(long trade, Side side) => _isStrangers.TryGetValue((trade, side), out bool isStrangers) && !isStrangers;

    public bool WasStrangers(long trade, Side side) => _isStrangers.TryGetValue((trade, side), out bool isStrangers) && isStrangers;
}
