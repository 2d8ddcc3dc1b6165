namespace Touchline.Exchanges.Binance;

/// <summary>How an account's requests are signed.</summary>
internal enum SignatureKind { Hmac, Ed25519, Rsa }

/// <summary>An account as the program was told to open it.</summary>
/// <param name="Key">The API key.</param>
/// <param name="Secret">HMAC: the secret. Ed25519 and RSA: the public key, PEM.</param>
/// <param name="Balance">USDT.</param>
public sealed record BinanceAccountTerms(string Key, string Secret, string Signature, decimal Balance);

/// <summary>
/// An account: wallet, positions, orders, settings. USDT alone is its margin. Changed by trading alone; all others read.
/// </summary>
internal sealed class BinanceAccount
{
    public required int Number { get; init; }
    public required string Key { get; init; }
    public required SignatureKind Signature { get; init; }
    public required string Secret { get; init; }
    /// <summary>When it got its first money. Clients pass over balances of time 0.</summary>
    public required long OpenedMs { get; init; }
    public decimal Wallet { get; set; }
    public bool IsHedged { get; set; }
    public bool IsMultiAssets { get; set; }
    public decimal MakerRate { get; set; } = 0.0002m;
    public decimal TakerRate { get; set; } = 0.0005m;

    /// <summary>By symbol, in the order of symbols; a symbol has one position (BOTH) or two (LONG, SHORT), made when first needed.</summary>
    public List<BinancePosition> Positions { get; } = [];

    /// <summary>Live orders by id.</summary>
    public SortedDictionary<long, BinanceOrder> Live { get; } = [];

    /// <summary>Live orders by client id.</summary>
    public Dictionary<string, BinanceOrder> LiveByClientId { get; } = [];

    /// <summary>All orders kept, by id: live ones and the newest ended ones, bounded.</summary>
    public SortedDictionary<long, BinanceOrder> Orders { get; } = [];

    public SortedDictionary<long, BinanceAlgoOrder> Algos { get; } = [];

    /// <summary>The newest fills, oldest first, bounded.</summary>
    public List<BinanceFill> Fills { get; } = [];

    /// <summary>The newest income lines, oldest first, bounded.</summary>
    public List<BinanceIncome> Incomes { get; } = [];

    public Dictionary<string, BinanceSymbolSettings> Settings { get; } = [];

    /// <summary>The newest order of each client id among those kept.</summary>
    internal Dictionary<string, BinanceOrder> ByClientId { get; } = [];

    /// <summary>Ended orders kept, oldest first.</summary>
    internal Queue<BinanceOrder> Ended { get; } = [];

    /// <summary>What isn't bound in isolated positions.</summary>
    public decimal CrossWallet
    {
        get
        {
            decimal cross = Wallet;
            foreach (BinancePosition position in Positions)
                cross -= position.IsolatedWallet;
            return cross;
        }
    }
}

/// <summary>What an account has set for a symbol.</summary>
internal sealed class BinanceSymbolSettings
{
    public int Leverage { get; set; } = 20;
    public bool IsIsolated { get; set; }
}

/// <summary>A position. Figures that depend on the mark price are computed when asked for.</summary>
internal sealed class BinancePosition
{
    private const int PriceDecimals = 12;

    public required BinanceSymbol Symbol { get; init; }
    public required PositionSide Side { get; init; }
    /// <summary>Signed.</summary>
    public decimal Amount { get; set; }
    /// <summary>What it was entered at, price × signed amount: exact, where <see cref="EntryPrice"/> is rounded.</summary>
    public decimal EntryValue { get; set; }
    /// <summary>What was paid less what was received since it was opened, fees included.</summary>
    public decimal NetCost { get; set; }
    public decimal EntryPrice => Amount == 0 ? 0 : Math.Round(EntryValue / Amount, PriceDecimals, MidpointRounding.AwayFromZero);
    /// <summary>Closing the rest of it here leaves what there was before it was opened, less the fee of closing.</summary>
    public decimal BreakEvenPrice => Amount == 0 ? 0 : Math.Round(NetCost / Amount, PriceDecimals, MidpointRounding.AwayFromZero);
    public bool IsIsolated { get; set; }
    public decimal IsolatedWallet { get; set; }
    public decimal RealizedPnl { get; set; }
    public long UpdateMs { get; set; }
}

/// <summary>What an account is worth and what is bound, at the mark prices of now.</summary>
internal readonly record struct BinanceMargin(
    decimal Wallet, decimal UnrealizedProfit, decimal MarginBalance, decimal Maintenance, decimal Initial, decimal PositionInitial, decimal OrderInitial, decimal Available);

/// <summary>A position's figures at the mark price of now. Nobody is auto-deleveraged here, so Adl is 0.</summary>
internal readonly record struct BinancePositionFigures(
    decimal MarkPrice, decimal UnrealizedProfit, decimal LiquidationPrice, decimal Notional, decimal Initial, decimal Maintenance, decimal PositionInitial, decimal OrderInitial,
    decimal BidNotional, decimal AskNotional, int Adl);
