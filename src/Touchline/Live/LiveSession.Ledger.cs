using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>What the session does where its ledger and the venue differ.</summary>
internal sealed partial class LiveSession
{
    /// <summary>Wallets as the venue says and as the ledger makes them; only once the session has begun.</summary>
    public IEnumerable<WalletComparison> Wallets => _watchedLedger!.Wallets;

    private LedgerWatch WatchLedger(Engine engine)
    {
        string?[] quotes = [.. engine.Instruments.Select(i => QuoteAsset.Of(i.Symbol, _accounts))];
        for (int i = 0; i < quotes.Length; i++)
        {
            if (quotes[i] is null && _accounts.Exists(a => a.Balances.Count > 0))
                _say($"{engine.Instruments[i].Symbol}: the account lists no asset that it is paid in, so its wallet isn't compared with the ledger");
        }

        return new LedgerWatch(
            engine.Instruments, quotes, engine.FeeAssets, engine.Ledger, _chosen.Run.Watch, _say, d => React(d, quotes), d => RelentOn(d, quotes));
    }

    // What is told to the engine is an input as any other, so that a replay has it.
    private void React(LedgerDifference difference, string?[] quotes)
    {
        if (difference.Reaction == DifferenceReaction.Kill)
            Tell(EngineCommand.Kill);
        else
            TellEach(difference, quotes, "freeze");
    }

    private void RelentOn(LedgerDifference difference, string?[] quotes)
    {
        if (difference.Reaction == DifferenceReaction.Freeze)
            TellEach(difference, quotes, "thaw");
    }

    // A wallet concerns every instrument that is paid in it.
    private void TellEach(LedgerDifference difference, string?[] quotes, string what)
    {
        for (int i = 0; i < quotes.Length; i++)
        {
            bool isMeant = difference.Asset is null ? i == difference.Instrument : quotes[i] == difference.Asset || Engine.FeeAssets.Contains(difference.Asset);
            if (isMeant && EngineCommand.Parse($"{what} {i}") is { } command)
                Tell(command);
        }
    }

    private void Tell(EngineCommand command)
    {
        _say($"because of that: {command}");
        if (Command(command) is { } refusal)
            _say($"'{command}' is refused: {refusal}");
    }
}
