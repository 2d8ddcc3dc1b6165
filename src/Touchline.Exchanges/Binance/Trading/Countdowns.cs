namespace Touchline.Exchanges.Binance;

/// <summary>The dead man's switches of all accounts, one for each symbol: when its time is up all orders of the symbol are cancelled.</summary>
internal sealed class Countdowns
{
    private readonly Dictionary<(BinanceAccount Account, BinanceSymbol Symbol), long> _dueNs = [];

    public long NextNs { get; private set; } = long.MaxValue;

    public void Set(BinanceAccount account, BinanceSymbol symbol, long milliseconds, long nowNs)
    {
        if (milliseconds == 0)
            _dueNs.Remove((account, symbol));
        else
            _dueNs[(account, symbol)] = nowNs + milliseconds * 1_000_000;
        Look();
    }

    /// <summary>One whose time is up, and it is off then.</summary>
    public bool TryTake(long nowNs, out (BinanceAccount Account, BinanceSymbol Symbol) due)
    {
        due = default;
        if (NextNs > nowNs)
            return false;
        foreach (((BinanceAccount, BinanceSymbol) key, long ns) in _dueNs)
        {
            if (ns == NextNs)
                due = key;
        }

        _dueNs.Remove(due);
        Look();
        return true;
    }

    private void Look() => NextNs = _dueNs.Count == 0 ? long.MaxValue : _dueNs.Values.Min();
}
