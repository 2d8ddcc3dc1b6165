using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Makes the markets and accounts that an exchange opens with, and says what is wrong with what it was told.</summary>
internal static class BinanceOpening
{
    public static IEnumerable<BinanceMarket> Markets(BinanceExchangeOptions options)
    {
        if (options.Symbols.Count == 0)
            throw new BadInputException("an exchange needs a symbol: give at least one, such as BTCUSDT");
        if (options.Symbols.GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"symbol {twice.Key} is there twice: give each once");
        if (options.Data.Keys.FirstOrDefault(s => !options.Symbols.Contains(s)) is { } other)
            throw new BadInputException($"there is a recording for {other}, which isn't among the symbols: add it to them");
        if (!(options.Pace > 0) || double.IsInfinity(options.Pace))
            throw new BadInputException($"pace {options.Pace} isn't above 0: give 1 for the usual one");
        ulong seed = options.Seed;
        foreach (string name in options.Symbols)
        {
            if (options.Data.TryGetValue(name, out RowSource? source))
                yield return new RecordedBinanceMarket(BinanceSymbols.Of(name, RecordedBinanceMarket.InstrumentOf(source)), source, options.StartNs);
            else
                yield return new SyntheticBinanceMarket(BinanceSymbols.Of(name), seed, options.StartNs, options.Pace);
            seed++;
        }
    }

    public static IEnumerable<BinanceAccount> Accounts(BinanceExchangeOptions options)
    {
        if (options.Accounts.GroupBy(a => a.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"API key {twice.Key} is there twice: each account has its own");
        int number = 0;
        foreach (BinanceAccountTerms terms in options.Accounts)
        {
            if (terms.Balance < 0)
                throw new BadInputException($"balance {terms.Balance} of API key {terms.Key} is below 0: give what the account has in USDT");
            if (terms.Key.Length == 0)
                throw new BadInputException("an account has no API key: give KEY:SECRET:BALANCE");
            yield return new BinanceAccount
            {
                Number = ++number,
                OpenedMs = options.StartNs / 1_000_000,
                Key = terms.Key,
                Secret = terms.Secret,
                Signature = SignatureOf(terms),
                Wallet = terms.Balance,
            };
        }
    }

    private static SignatureKind SignatureOf(BinanceAccountTerms terms) => terms.Signature.ToLowerInvariant() switch
    {
        "hmac" => SignatureKind.Hmac,
        "ed25519" => SignatureKind.Ed25519,
        "rsa" => SignatureKind.Rsa,
        _ => throw new BadInputException($"'{terms.Signature}' is no kind of signature: give hmac, ed25519 or rsa"),
    };
}
