using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The keys of user data streams: at most one an account, good for 60 minutes after it was last asked for.</summary>
internal sealed class BinanceListenKeys(ulong seed)
{
    public const int Length = 64;

    private const long LifeNs = 60L * 60 * 1_000_000_000;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly SeededRandom _random = new(seed);
    private readonly SortedDictionary<int, ListenKey> _byAccount = [];

    /// <summary>Is told of each key that is dead, because its time was up or it was closed: the key and when.</summary>
    public Action<string, long>? Ended { get; set; }

    /// <summary>When the next key's time is up; <see cref="long.MaxValue"/> without keys.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    /// <summary>The account's key, extended, or a new one.</summary>
    public string Start(BinanceAccount account, long nowNs)
    {
        if (Extend(account, nowNs) is { } known)
            return known;
        string text = string.Create(Length, _random, static (letters, random) =>
        {
            for (int i = 0; i < letters.Length; i++)
                letters[i] = Letters[random.Below(Letters.Length)];
        });
        _byAccount[account.Number] = new ListenKey(account, text) { EndNs = nowNs + LifeNs };
        FindNext();
        return text;
    }

    /// <summary>Null when the account has none.</summary>
    public string? Extend(BinanceAccount account, long nowNs)
    {
        if (!_byAccount.TryGetValue(account.Number, out ListenKey? key))
            return null;
        key.EndNs = nowNs + LifeNs;
        FindNext();
        return key.Text;
    }

    public bool Stop(BinanceAccount account, long nowNs)
    {
        if (!_byAccount.Remove(account.Number, out ListenKey? key))
            return false;
        FindNext();
        Ended?.Invoke(key.Text, nowNs);
        return true;
    }

    /// <summary>The account's live key; null without one.</summary>
    public string? Of(BinanceAccount account) => _byAccount.GetValueOrDefault(account.Number)?.Text;

    public void Advance(long nowNs)
    {
        if (NextNs <= nowNs)
            End(key => key.EndNs <= nowNs, nowNs);
    }

    /// <summary>Every key is dead at once, as after a fault of the venue.</summary>
    public void ExpireAll(long nowNs) => End(_ => true, nowNs);

    // The exchange asks far more often than keys change.
    private void FindNext()
    {
        NextNs = long.MaxValue;
        foreach (ListenKey key in _byAccount.Values)
            NextNs = Math.Min(NextNs, key.EndNs);
    }

    private void End(Predicate<ListenKey> isOver, long nowNs)
    {
        foreach (ListenKey key in _byAccount.Values.Where(key => isOver(key)).ToArray())
            Stop(key.Account, nowNs);
    }

    private sealed record ListenKey(BinanceAccount Account, string Text)
    {
        public long EndNs { get; set; }
    }
}
