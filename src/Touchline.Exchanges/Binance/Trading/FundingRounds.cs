namespace Touchline.Exchanges.Binance;

/// <summary>
/// At a market's funding time longs pay shorts the rate on the notional at the mark price, each to or from its wallet: an isolated position's own, else the cross
/// wallet. Accounts are told one after the other.
/// </summary>
internal sealed class FundingRounds(AccountLedger ledger, IBinanceEvents events)
{
    private readonly BinancePosition[] _one = new BinancePosition[1];

    public void Settle(BinanceMarket market, IReadOnlyList<BinanceAccount> accounts, long nowNs)
    {
        decimal rate = market.FundingRate;
        foreach (BinanceAccount account in accounts)
        {
            foreach (BinancePosition position in account.Positions)
            {
                if (position.Symbol == market.Symbol && position.Amount != 0)
                    Pay(account, position, AccountLedger.Rounded(-position.Amount * market.MarkPrice * rate), nowNs);
            }
        }

        market.FundingDone();
    }

    private void Pay(BinanceAccount account, BinancePosition position, decimal amount, long nowNs)
    {
        if (amount == 0)
            return;
        account.Wallet += amount;
        if (position.IsIsolated)
            position.IsolatedWallet += amount;
        ledger.AddIncome(account, position.Symbol.Name, "FUNDING_FEE", amount, nowNs);
        _one[0] = position;
        events.OnAccount(account, "FUNDING_FEE", amount, walletChanged: true, position.IsIsolated ? _one : [], position.Symbol.Name, nowNs);
    }
}
