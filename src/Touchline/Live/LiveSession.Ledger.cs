using Touchline.Control;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>What the session does where its ledger and the venue differ.</summary>
internal sealed partial class LiveSession
{
    // Lasting differences for which instruments are frozen.
    private readonly HashSet<(int Instrument, ComparedFigure Figure, string? Asset)> _frozenFor = [];

    // What the venue said last, by asset.
    private readonly SortedDictionary<string, WalletPortrait> _balances = new(StringComparer.Ordinal);
    private LookPortrait? _askedLook;

    public LookPortrait? AskedLook => _askedLook;

    public (IReadOnlyList<WalletPortrait> Wallets, string? Why) Balances =>
        _balances.Count > 0 ? ([.. _balances.Values], null) : ([], $"{_chosen.Venue!.Name} hasn't said yet what the account has");

    // Of what changes the venue tells the wallet alone; the rest of it stays as it was said last.
    private void NoteBalances(AccountSnapshot account)
    {
        if (account.IsWhole)
            _balances.Clear();
        foreach (AccountBalance told in account.Balances)
        {
            WalletPortrait? before = _balances.GetValueOrDefault(told.Asset);
            bool isSaid = told.Available is not null;
            _balances[told.Asset] = new WalletPortrait(told.Asset, told.Wallet, told.Available ?? before?.Available, isSaid ? told.Margin : before?.Margin, isSaid ? _times.Of(_line.NowNs) : before?.AtNs);
        }
    }

    /// <summary>Wallets as the venue says and as the ledger makes them; only once the session has begun.</summary>
    public IEnumerable<WalletComparison> Wallets => _watchedLedger!.Wallets;

    /// <summary>Instruments in which ledger and venue differ just now, with both numbers, for people; messages on their way make such differences.</summary>
    public IEnumerable<string> DifferencesNow => _watchedLedger?.Differences() ?? [];

    // Of what the venue has said of the account so far. Nothing is done about a difference before the session looks, which it does while strategies run.
    private LedgerWatch WatchLedger(Engine engine)
    {
        string?[] quotes = [.. engine.Instruments.Select(i => QuoteAsset.Of(i.Symbol, _accounts))];
        for (int i = 0; i < quotes.Length; i++)
        {
            if (quotes[i] is null && _accounts.Exists(a => a.Balances.Count > 0))
                _say($"{engine.Instruments[i].Symbol}: the account lists no asset that it is paid in, so its wallet isn't compared with the ledger");
        }

        var watched = new LedgerWatch(
            engine.Instruments, quotes, engine.FeeAssets, engine.Ledger, _chosen.Run.Watch, _say, d => React(d, quotes), d => RelentOn(d, quotes));
        foreach (AccountSnapshot account in _accounts)
            watched.OnAccount(account);
        watched.BeginWallets();
        _accounts.Clear();
        return watched;
    }

    // What is told to the engine is an input as any other, so that a replay has it.
    private void React(LedgerDifference difference, string?[] quotes)
    {
        if (difference.Reaction == DifferenceReaction.Kill)
        {
            Tell(EngineCommand.Kill);
            return;
        }

        foreach (int instrument in Concerned(difference, quotes))
        {
            _frozenFor.Add((instrument, difference.Figure, difference.Asset));
            Tell(EngineCommand.Freeze(instrument, FreezeReason.Ledger));
        }
    }

    // What is frozen for something else too stays so.
    private void RelentOn(LedgerDifference difference, string?[] quotes)
    {
        if (difference.Reaction != DifferenceReaction.Freeze)
            return;
        foreach (int instrument in Concerned(difference, quotes))
        {
            _frozenFor.Remove((instrument, difference.Figure, difference.Asset));
            if (!_frozenFor.Any(f => f.Instrument == instrument))
                Tell(EngineCommand.Thaw(instrument, FreezeReason.Ledger));
        }
    }

    // A wallet concerns every instrument that is paid in it.
    private IEnumerable<int> Concerned(LedgerDifference difference, string?[] quotes)
    {
        for (int i = 0; i < quotes.Length; i++)
        {
            if (difference.Asset is null ? i == difference.Instrument : quotes[i] == difference.Asset || Engine.FeeAssets.Contains(difference.Asset))
                yield return i;
        }
    }

    private void Tell(EngineCommand command)
    {
        _say($"because of that: {command}");
        if (Command(command) is { } refusal)
            _say($"'{command}' is refused: {refusal}");
    }
}
