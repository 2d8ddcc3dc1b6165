using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// The exchange without its protocol: markets, accounts, orders, margin, funding, liquidations. Refusals are values. Everything that happens is told to
/// <see cref="IBinanceEvents"/> before the call that caused it returns.
/// </summary>
internal sealed class BinanceTrading
{
    private const long MostCountdownMs = 365L * 24 * 3600 * 1000;

    private readonly BinanceMarket[] _markets;
    private readonly Dictionary<string, BinanceMarket> _bySymbol = [];
    private readonly BinanceAccount[] _accounts;
    private readonly Dictionary<string, BinanceAccount> _byKey = [];
    private readonly IBinanceEvents _events;
    private readonly AccountLedger _ledger;
    private readonly MarginRules _margin;
    private readonly ReduceOnlyRule _reduceOnly;
    private readonly Settlement _settlement;
    private readonly OrderDesk _desk;
    private readonly GoodTillDates _dates = new();
    private readonly AlgoDesk _algos;
    private readonly AccountSettings _settings;
    private readonly Countdowns _countdowns = new();
    private readonly FundingRounds _funding;
    private readonly Liquidations _liquidations;
    private readonly List<(BinanceOrder Order, decimal Left)> _excess = [];

    /// <exception cref="BadInputException">No symbol or one twice, a symbol that can't be, a key twice, a balance below 0, an unknown kind of signature, a pace that isn't above 0.</exception>
    public BinanceTrading(BinanceExchangeOptions options, IBinanceEvents events)
    {
        _events = events;
        NowNs = options.StartNs;
        _markets = [.. BinanceOpening.Markets(options)];
        _accounts = [.. BinanceOpening.Accounts(options)];
        foreach (BinanceAccount account in _accounts)
            _byKey.Add(account.Key, account);
        _ledger = new AccountLedger(_markets);
        _margin = new MarginRules(MarketOf);
        _reduceOnly = new ReduceOnlyRule(_ledger);
        _settlement = new Settlement(_ledger, _dates, events, MarketOf);
        _desk = new OrderDesk(new OrderChecks(_margin, _reduceOnly), _ledger, _settlement, _dates, events);
        _algos = new AlgoDesk(_desk, _ledger, options.KeepsAlgoClientIds, events);
        _settings = new AccountSettings(_margin, events);
        _funding = new FundingRounds(_ledger, events);
        _liquidations = new Liquidations(_ledger, _margin, _settlement, events, MarketOf);
        foreach (BinanceMarket market in _markets)
        {
            _bySymbol.Add(market.Symbol.Name, market);
            market.Closable = order => _reduceOnly.Closable(order.Account, order.Symbol, order.Side, order.PositionSide);
        }
    }

    public IReadOnlyList<BinanceMarket> Markets => _markets;

    public IReadOnlyList<BinanceAccount> Accounts => _accounts;

    public long NowNs { get; private set; }

    /// <summary>When something happens by itself next.</summary>
    public long NextNs
    {
        get
        {
            long next = Math.Min(Math.Min(_dates.NextNs, _algos.NextNs), _countdowns.NextNs);
            foreach (BinanceMarket market in _markets)
                next = Math.Min(next, Math.Min(market.NextNs, market.NextFundingNs));
            return next;
        }
    }

    /// <summary>For tests and faults: resting orders trade in pieces of at most so many steps; 0 ends it.</summary>
    public long MostStepsAFill
    {
        get => _markets[0].MostStepsAFill;
        set
        {
            foreach (BinanceMarket market in _markets)
                market.MostStepsAFill = value;
        }
    }

    /// <summary>Everything up to and including a time happens.</summary>
    public void Advance(long nowNs)
    {
        for (long next = NextNs; next <= nowNs; next = NextNs)
        {
            NowNs = Math.Max(NowNs, next);
            Step();
            Follow();
        }

        NowNs = Math.Max(NowNs, nowNs);
    }

    public BinanceMarket? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    public BinanceAccount? FindKey(string apiKey) => _byKey.GetValueOrDefault(apiKey);

    /// <summary>LIMIT or MARKET. The order as it stands when the call returns, or the refusal; exactly one is null.</summary>
    public (BinanceOrder? Order, BinanceError? Error) Place(BinanceAccount account, BinanceOrderTerms terms)
    {
        if (Find(terms.Symbol) is not { } market)
            return (null, BinanceErrors.BadSymbol);
        (BinanceOrder?, BinanceError?) done = _desk.Place(account, market, terms, NowNs);
        Follow();
        return done;
    }

    /// <summary>As <see cref="Place"/> without doing it (order/test).</summary>
    public BinanceError? Test(BinanceAccount account, BinanceOrderTerms terms) =>
        Find(terms.Symbol) is { } market ? _desk.Test(account, market, terms, NowNs) : BinanceErrors.BadSymbol;

    /// <summary>New price and quantity (in all, what was executed included) for a live LIMIT order. The order as it stands when the call returns.</summary>
    public (BinanceOrder? Order, BinanceError? Error) Amend(
        BinanceAccount account, string symbol, long? orderId, string? clientOrderId, Side side, decimal? quantity, decimal? price, string priceMatch, long? modifyId)
    {
        if (Find(symbol) is not { } market)
            return (null, BinanceErrors.BadSymbol);
        if (orderId is null && clientOrderId is null)
            return (null, BinanceErrors.NoOrderNamed);
        if (quantity is null)
            return (null, BinanceErrors.Missing("quantity"));
        if (price is null && priceMatch == "NONE")
            return (null, BinanceErrors.Missing("price"));
        if (price is not null && priceMatch != "NONE")
            return (null, BinanceErrors.NotRequired("price"));
        if (FindOrder(account, symbol, orderId, clientOrderId) is not { IsLive: true } order)
            return (null, BinanceErrors.NoSuchOrder);
        if (order.Side != side)
            return (null, BinanceErrors.BadSide);
        decimal asked = price ?? 0;
        BinanceError? error = price is null ? OrderChecks.MatchedPrice(market, side, priceMatch, out asked) : null;
        error ??= _desk.Amend(order, market, quantity.Value, asked, modifyId, NowNs);
        Follow();
        return error is null ? (order, null) : (null, error);
    }

    public (BinanceOrder? Order, BinanceError? Error) Cancel(BinanceAccount account, string symbol, long? orderId, string? clientOrderId)
    {
        if (Find(symbol) is null)
            return (null, BinanceErrors.BadSymbol);
        if (orderId is null && clientOrderId is null)
            return (null, BinanceErrors.NoOrderNamed);
        if (FindOrder(account, symbol, orderId, clientOrderId) is not { IsLive: true } order)
            return (null, BinanceErrors.UnknownOrder);
        _desk.Cancel(order, NowNs);
        Follow();
        return (order, null);
    }

    /// <summary>Algo orders stay.</summary>
    public BinanceError? CancelAll(BinanceAccount account, string symbol)
    {
        if (Find(symbol) is not { } market)
            return BinanceErrors.BadSymbol;
        _desk.CancelAll(account, market.Symbol, NowNs);
        Follow();
        return null;
    }

    /// <summary>Live or ended; null when unknown or of another symbol. The order id wins; of one client id the newest.</summary>
    public BinanceOrder? FindOrder(BinanceAccount account, string symbol, long? orderId, string? clientOrderId)
    {
        BinanceOrder? order = orderId is { } id ? account.Orders.GetValueOrDefault(id)
            : clientOrderId is not null ? account.ByClientId.GetValueOrDefault(clientOrderId)
            : null;
        return order is not null && order.Symbol == Find(symbol)?.Symbol ? order : null;
    }

    /// <summary>STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET or TRAILING_STOP_MARKET; the client order id is the algo order's.</summary>
    public (BinanceAlgoOrder? Order, BinanceError? Error) PlaceAlgo(BinanceAccount account, BinanceOrderTerms terms) =>
        Find(terms.Symbol) is { } market ? _algos.Place(account, market, terms, NowNs) : (null, BinanceErrors.BadSymbol);

    public (BinanceAlgoOrder? Order, BinanceError? Error) CancelAlgo(BinanceAccount account, long? algoId, string? clientAlgoId) =>
        algoId is null && clientAlgoId is null ? (null, BinanceErrors.NoAlgoNamed) : _algos.Cancel(account, algoId, clientAlgoId, NowNs);

    public BinanceError? SetLeverage(BinanceAccount account, string symbol, int leverage) =>
        Find(symbol) is { } market ? _settings.SetLeverage(account, market, leverage, NowNs) : BinanceErrors.BadSymbol;

    public BinanceError? SetMarginType(BinanceAccount account, string symbol, bool isolated) =>
        Find(symbol) is { } market ? _settings.SetMarginType(account, market.Symbol, isolated, NowNs) : BinanceErrors.BadSymbol;

    public BinanceError? SetHedged(BinanceAccount account, bool hedged)
    {
        BinanceError? error = AccountSettings.SetHedged(account, hedged);
        Follow();
        return error;
    }

    public BinanceError? SetMultiAssets(BinanceAccount account, bool multiAssets) => _settings.SetMultiAssets(account, multiAssets, NowNs);

    /// <summary>Cancels all orders of the symbol unless called again within the time; 0 ends it. Algo orders stay.</summary>
    public BinanceError? Countdown(BinanceAccount account, string symbol, long milliseconds)
    {
        if (Find(symbol) is not { } market)
            return BinanceErrors.BadSymbol;
        if (milliseconds is < 0 or > MostCountdownMs)
            return BinanceErrors.BadValue("countdownTime");
        _countdowns.Set(account, market.Symbol, milliseconds, NowNs);
        return null;
    }

    public BinanceSymbolSettings SettingsOf(BinanceAccount account, string symbol) => AccountLedger.SettingsOf(account, _bySymbol[symbol].Symbol);

    public BinanceMargin MarginOf(BinanceAccount account) => _margin.MarginOf(account);

    public BinancePositionFigures FiguresOf(BinanceAccount account, BinancePosition position) => _margin.FiguresOf(account, position);

    /// <summary>The account's positions in a symbol (one or two, flat ones too).</summary>
    public IReadOnlyList<BinancePosition> PositionsOf(BinanceAccount account, BinanceSymbol symbol) => account.IsHedged
        ? [_ledger.PositionOf(account, symbol, PositionSide.Long), _ledger.PositionOf(account, symbol, PositionSide.Short)]
        : [_ledger.PositionOf(account, symbol, PositionSide.Both)];

    private BinanceMarket MarketOf(BinanceSymbol symbol) => _bySymbol[symbol.Name];

    private void Step()
    {
        _desk.Expire(NowNs);
        _algos.Expire(NowNs);
        while (_countdowns.TryTake(NowNs, out (BinanceAccount Account, BinanceSymbol Symbol) due))
            _desk.CancelAll(due.Account, due.Symbol, NowNs);
        foreach (BinanceMarket market in _markets)
        {
            if (market.NextFundingNs <= NowNs)
                Fund(market);
            if (market.NextNs <= NowNs)
                Step(market);
        }
    }

    private void Step(BinanceMarket market)
    {
        market.Step();
        _settlement.Settle(market, NowNs);
        if (!market.HasNewMark)
            return;
        market.HasNewMark = false;
        _events.OnMark(market, NowNs);
        TouchHolders(market.Symbol);
        _algos.OnPrice(market, isMark: true, market.MarkPrice, NowNs);
    }

    private void Fund(BinanceMarket market)
    {
        _funding.Settle(market, _accounts, NowNs);
        TouchHolders(market.Symbol);
    }

    private void TouchHolders(BinanceSymbol symbol)
    {
        foreach (BinanceAccount account in _accounts)
        {
            if (account.Positions.Exists(p => p.Symbol == symbol && p.Amount != 0))
                _settlement.Touch(account, symbol);
        }
    }

    // What follows from what happened, until nothing does any more: every pass ends an order, closes a position or uses up a price.
    private void Follow()
    {
        while (true)
        {
            if (_settlement.Touched.TryDequeue(out (BinanceAccount Account, BinanceSymbol Symbol) touched))
            {
                foreach (BinancePosition position in PositionsOf(touched.Account, touched.Symbol))
                    KeepReduceOnly(touched.Account, position);
                _liquidations.Check(touched.Account, NowNs);
            }
            else if (_settlement.Prices.TryDequeue(out (BinanceMarket Market, decimal Price) price))
            {
                _algos.OnPrice(price.Market, isMark: false, price.Price, NowNs);
            }
            else if (_settlement.Ended.TryDequeue(out BinanceOrder? ended))
            {
                _algos.OnEnded(ended, NowNs);
            }
            else
            {
                return;
            }
        }
    }

    private void KeepReduceOnly(BinanceAccount account, BinancePosition position)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            _reduceOnly.Excess(account, position.Symbol, side, position.Side, _excess);
            foreach ((BinanceOrder order, decimal left) in _excess)
            {
                if (left == 0)
                    _settlement.End(order, BinanceOrderStatus.Expired, 4, NowNs);
                else
                    _settlement.Cut(order, left, NowNs);
            }
        }
    }
}
