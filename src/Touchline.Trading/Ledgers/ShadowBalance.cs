using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// An asset's wallet as it should be: what the venue said it was when the comparison began, and what the ledgers have made of it since: realised profit at average
/// cost and funding of the instruments that are paid in it, less all fees paid in it.
/// </summary>
internal sealed class ShadowBalance
{
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly Func<int, Ledger> _ledger;
    private readonly bool[] _isPaidInIt;
    private readonly int _feeAsset;
    private decimal _startWallet;
    private decimal _startChange;

    /// <param name="quoteAssets">Of the instruments; null where it isn't known.</param>
    /// <param name="feeAssets">The engine's.</param>
    public ShadowBalance(
        string asset, IReadOnlyList<Instrument> instruments, IReadOnlyList<string?> quoteAssets, IReadOnlyList<string> feeAssets, Func<int, Ledger> ledger)
    {
        Asset = asset;
        _instruments = instruments;
        _ledger = ledger;
        _isPaidInIt = [.. quoteAssets.Select(q => q == asset)];
        for (int i = 0; i < feeAssets.Count; i++)
        {
            if (feeAssets[i] == asset)
                _feeAsset = i + 1;
        }
    }

    public string Asset { get; }

    /// <summary>What the wallet should be.</summary>
    public decimal Expected => _startWallet + Change - _startChange;

    /// <summary>What the ledgers have made of it in all.</summary>
    public decimal Change
    {
        get
        {
            decimal change = 0;
            for (int i = 0; i < _instruments.Count; i++)
            {
                Ledger ledger = _ledger(i);
                if (_isPaidInIt[i])
                    change += ledger.Realised + ledger.Funding - ledger.FeesIn(0).Amount;
                if (_feeAsset > 0)
                    change -= ledger.FeesIn(_feeAsset).Amount;
            }

            return change;
        }
    }

    /// <summary>What was turned over by the instruments that are paid in it.</summary>
    public decimal Turnover
    {
        get
        {
            decimal turnover = 0;
            for (int i = 0; i < _instruments.Count; i++)
                turnover += _isPaidInIt[i] ? _ledger(i).Turnover : 0;
            return turnover;
        }
    }

    /// <summary>From here on: the wallet is taken as the venue says.</summary>
    public void Begin(decimal wallet)
    {
        _startWallet = wallet;
        _startChange = Change;
    }
}
