using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the wallet of an asset is and should be.</summary>
/// <param name="Expected">Null until the venue has said what it was.</param>
/// <param name="Wallet">What the venue says; null until it has.</param>
public readonly record struct WalletComparison(string Asset, decimal? Expected, decimal? Wallet, bool Agrees);

/// <summary>
/// Compares the account's ledgers with what the venue says of it, all the time: positions, their average prices, and the wallets of the assets that the session trades and
/// pays fees in. A difference that lasts is told with both numbers, and what is to be done about it is asked of the host, since what is told to an engine is an input. One
/// thread. docs/ledger.md.
/// </summary>
public sealed class LedgerWatch
{
    /// <summary>Differences that are shorter are messages on their way, in nanoseconds.</summary>
    public const long LastingNs = 5_000_000_000;

    /// <summary>A difference that becomes another is told again at most so often, in nanoseconds.</summary>
    public const long AgainNs = 60_000_000_000;

    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly PositionWatch[] _positions;
    private readonly BalanceWatch[] _balances;

    /// <param name="quoteAssets">The asset in which each instrument's profit is paid, as the venue writes it; null: not known, its wallet isn't compared.</param>
    /// <param name="feeAssets">The engine's.</param>
    /// <param name="ledger">The account's in an instrument.</param>
    /// <param name="say">Gets what people should know of.</param>
    /// <param name="react">Is told a lasting difference whose reaction isn't <see cref="DifferenceReaction.Alert"/>, and told again when it becomes another.</param>
    /// <param name="over">Is told the end of a difference that was told to <paramref name="react"/>.</param>
    public LedgerWatch(
        IReadOnlyList<Instrument> instruments, IReadOnlyList<string?> quoteAssets, IReadOnlyList<string> feeAssets, Func<int, Ledger> ledger, WatchOptions options,
        Action<string> say, Action<LedgerDifference> react, Action<LedgerDifference> over)
    {
        _instruments = instruments;
        _positions = [.. instruments.Select((n, i) => new PositionWatch(i, n, () => ledger(i), options, say, Act(react), Act(over)))];
        _balances = [.. quoteAssets.OfType<string>().Concat(feeAssets).Distinct()
            .Select(a => new BalanceWatch(new ShadowBalance(a, instruments, quoteAssets, feeAssets, ledger), options, say, Act(react), Act(over)))];
    }

    /// <summary>Wallets of the assets that matter to the session.</summary>
    public IEnumerable<WalletComparison> Wallets => _balances.Select(b => new WalletComparison(b.Asset, b.Expected, b.Wallet, b.Agrees));

    /// <summary>What the venue said last of a position; null before it said anything.</summary>
    public decimal? VenueOf(int instrument) => _positions[instrument].Venue?.Quantity;

    /// <summary>The positions do.</summary>
    public bool Agrees(int instrument) => _positions[instrument].Agrees;

    public void OnAccount(AccountSnapshot account)
    {
        // The whole account tells of an instrument, or an asset, by leaving it out.
        if (account.IsWhole)
        {
            for (int i = 0; i < _positions.Length; i++)
                _positions[i].OnVenue(new AccountPosition(_instruments[i].Symbol, 0, 0));
        }

        foreach (AccountPosition position in account.Positions)
        {
            for (int i = 0; i < _positions.Length; i++)
            {
                if (_instruments[i].Symbol == position.Symbol)
                    _positions[i].OnVenue(position);
            }
        }

        TellWallets(account);
    }

    /// <summary>
    /// The comparison of wallets begins here: what the venue said last is right. For a moment at which the ledgers have every fill that the wallets have.
    /// </summary>
    public void BeginWallets()
    {
        foreach (BalanceWatch balance in _balances)
            balance.Begin();
    }

    /// <summary>From time to time, by the machine's clock.</summary>
    public void Look(long nowNs)
    {
        foreach (PositionWatch position in _positions)
            position.Look(nowNs);
        foreach (BalanceWatch balance in _balances)
            balance.Look(nowNs);
    }

    /// <summary>The instruments in which the positions differ now, with both numbers; for people.</summary>
    public IEnumerable<string> Differences() => _positions.Where(p => !p.Agrees).Select(p => p.Text);

    /// <summary>The differences of every kind that were told and aren't over.</summary>
    public IEnumerable<ToldDifference> Lasting() =>
        _positions.SelectMany(p => (ToldDifference?[])[p.LastingPosition, p.LastingEntry]).Concat(_balances.Select(b => b.Lasting)).OfType<ToldDifference>();

    private void TellWallets(AccountSnapshot account)
    {
        foreach (BalanceWatch balance in _balances)
        {
            bool isTold = false;
            foreach (AccountBalance told in account.Balances)
            {
                if (told.Asset != balance.Asset)
                    continue;
                isTold = true;
                balance.OnWallet(told.Wallet);
            }

            if (account.IsWhole && !isTold)
                balance.OnWallet(0);
        }
    }

    private static Action<LedgerDifference> Act(Action<LedgerDifference> act) => difference =>
    {
        if (difference.Reaction != DifferenceReaction.Alert)
            act(difference);
    };
}
