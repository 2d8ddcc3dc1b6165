using System.Globalization;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// Compares the wallet of one asset with what it should be. A wallet that changes while our own books stand still was changed by somebody else (a transfer, another program): that
/// is told once, and the comparison begins anew from there.
/// </summary>
internal sealed class BalanceWatch(ShadowBalance shadow, WatchOptions options, Action<string> say, Action<LedgerDifference> react, Action<LedgerDifference> over)
{
    private readonly LastingDifference _lasting = new();
    private decimal? _wallet;
    private decimal _agreedChange;

    public string Asset => shadow.Asset;

    /// <summary>What it should be; null until the venue has said what it was.</summary>
    public decimal? Expected => _wallet is null ? null : shadow.Expected;

    /// <summary>What the venue says; null until it has.</summary>
    public decimal? Wallet => _wallet;

    public bool Agrees => _wallet is not { } wallet || Math.Abs(wallet - shadow.Expected) <= Tolerance;

    /// <summary>Null: they agree, or it wasn't told yet.</summary>
    public ToldDifference? Lasting => _lasting.IsTold && !Agrees ? new ToldDifference($"{Asset} balance", Text) : null;

    private decimal Tolerance => options.BalanceTolerance + options.BalanceToleranceOfTurnover * shadow.Turnover;

    public void OnWallet(decimal wallet)
    {
        if (_wallet is null)
            Begin(wallet);
        _wallet = wallet;
    }

    /// <summary>What the venue said last is right, and is what should be from here on.</summary>
    public void Begin()
    {
        if (_wallet is { } wallet)
            Begin(wallet);
    }

    public void Look(long nowNs)
    {
        if (_wallet is not { } wallet)
            return;
        decimal expected = shadow.Expected, change = shadow.Change;
        if (Agrees)
            _agreedChange = change;
        DifferenceNews news = _lasting.Look(wallet - expected, Tolerance, nowNs);
        if (news == DifferenceNews.Lasting && change == _agreedChange)
        {
            say($"balance of {Asset}: the venue says {Write(wallet)}, by the ledger it is {Write(expected)}: an external transfer or other activity; from here on the venue's is right");
            Begin(wallet);
        }
        else if (news is DifferenceNews.Lasting or DifferenceNews.Changed)
        {
            say(Text);
            react(Difference(expected, wallet));
        }
        else if (news == DifferenceNews.Over)
        {
            say($"balance of {Asset}: ledger and venue agree again on {Write(wallet)}");
            over(Difference(expected, wallet));
        }
    }

    private string Text => $"balance of {Asset}: by the ledger it is {Write(shadow.Expected)}, the venue says {Write(_wallet ?? 0)}";

    private LedgerDifference Difference(decimal expected, decimal wallet) => new(ComparedFigure.Balance, -1, Asset, expected, wallet, options.OnBalance);

    private void Begin(decimal wallet)
    {
        shadow.Begin(wallet);
        _agreedChange = shadow.Change;
        _lasting.Forget();
    }

    private static string Write(decimal amount) => amount.ToString("0.########", CultureInfo.InvariantCulture);
}
