using System.Globalization;
using Touchline.Core;
using Touchline.Exchanges.Binance;

namespace Touchline.Simulate;

/// <summary>What the exchange has of the session's account, past its protocol and its faults: every order and fill from the beginning, and nothing forgotten.</summary>
internal sealed class VenueTruth
{
    private readonly BinanceExchange _exchange;
    private readonly IReadOnlyList<string> _symbols;
    private readonly BinanceAccount _account;
    private readonly string _ids;
    private readonly Dictionary<long, VenueOrder> _orders = [];
    private readonly SortedDictionary<long, VenueOrder> _live = [];
    private readonly Dictionary<long, VenueOrder> _setOff = [];
    private readonly long[] _fills;
    private readonly decimal[] _byHand;
    private VenueOrder? _becoming;

    /// <param name="key">The account's.</param>
    /// <param name="prefix">Of the session's client order ids; all others are somebody else's.</param>
    /// <param name="step">The world's.</param>
    public VenueTruth(BinanceExchange exchange, string key, string prefix, IReadOnlyList<string> symbols, Func<long> step)
    {
        (_exchange, _symbols, _ids, Money) = (exchange, symbols, prefix + "-", exchange.Parts.Trading.FindKey(key)!.Wallet);
        _account = exchange.Parts.Trading.FindKey(key)!;
        _fills = new long[symbols.Count];
        _byHand = new decimal[symbols.Count];
        exchange.Parts.Watch = (order, execution, fill) =>
        {
            if (order.Account == _account)
                OnOrder(order, execution, fill, step());
        };
        exchange.Parts.WatchAlgos = order =>
        {
            if (order.Account == _account)
                OnAlgo(order, step());
        };
    }

    /// <summary>What the account began with.</summary>
    public decimal Money { get; }

    public decimal Wallet => _account.Wallet;

    public decimal FeesPaid { get; private set; }

    /// <summary>Less what was paid.</summary>
    public decimal FundingReceived => _account.Incomes.Where(i => i.Type == "FUNDING_FEE").Sum(i => i.Amount);

    /// <summary>Since somebody looked.</summary>
    public List<VenueEvent> Events { get; } = [];

    /// <summary>Numbers of orders that came a second time, since somebody looked.</summary>
    public List<long> Doubled { get; } = [];

    public IReadOnlyDictionary<long, VenueOrder> Orders => _orders;

    /// <summary>Ours that work, by number.</summary>
    public IReadOnlyDictionary<long, VenueOrder> Live => _live;

    public long AllFills => _fills.Sum();

    public long Fills(int instrument) => _fills[instrument];

    /// <summary>Signed.</summary>
    public decimal Position(int instrument) => _exchange.Parts.Trading.PositionsOf(_account, Market(instrument).Symbol).Sum(p => p.Amount);

    /// <summary>What the open position cost, signed like it.</summary>
    public decimal PositionCost(int instrument) => _exchange.Parts.Trading.PositionsOf(_account, Market(instrument).Symbol).Sum(p => p.EntryValue);

    public decimal Mark(int instrument) => Market(instrument).MarkPrice;

    /// <summary>What others have traded in the account so far, both sides added.</summary>
    public decimal ByHand(int instrument) => _byHand[instrument];

    /// <summary>The position on a side if every order of ours there filled and none of the other side's; may be below 0.</summary>
    public decimal Worst(int instrument, Side side)
    {
        decimal worst = side.Sign() * Position(instrument);
        foreach (VenueOrder order in _live.Values)
        {
            if (order.Instrument == instrument && order.Side == side)
                worst += order.Left;
        }

        return worst;
    }

    /// <summary>Somebody trades at the market in the account, with a client id of their own.</summary>
    public bool TradeByHand(int instrument, Side side, decimal quantity, long nowNs)
    {
        BinanceTrading trading = _exchange.Parts.Trading;
        trading.Advance(nowNs);
        return trading.Place(_account, new BinanceOrderTerms { Symbol = _symbols[instrument], Side = side, Type = "MARKET", Quantity = quantity, ClientOrderId = $"web_{AllFills}" }).Order is not null;
    }

    private BinanceMarket Market(int instrument) => _exchange.Parts.Trading.Find(_symbols[instrument])!;

    private void OnOrder(BinanceOrder order, string execution, BinanceFill? fill, long step)
    {
        int instrument = IndexOf(order.Symbol.Name);
        if (fill is not null)
        {
            _fills[instrument]++;
            FeesPaid += fill.Commission;
        }

        if (_becoming is { IsWaiting: true } set && execution == "NEW")
        {
            set.At = order;
            _setOff.Add(order.OrderId, set);
            Tell(set, "SET OFF");
            return;
        }

        if (_setOff.TryGetValue(order.OrderId, out VenueOrder? became))
        {
            Tell(became, execution);
            return;
        }

        if (NumberOf(order.ClientOrderId) is not { } number)
        {
            _byHand[instrument] += fill?.Quantity ?? 0;
            return;
        }

        if (execution == "NEW")
            Add(new VenueOrder(number, instrument, null, step) { At = order });
        Tell(_orders[number], execution);
    }

    // What it becomes may bear any client id: it is the first new order after that word.
    private void OnAlgo(BinanceAlgoOrder order, long step)
    {
        if (NumberOf(order.ClientAlgoId) is not { } number)
            return;
        if (_orders.GetValueOrDefault(number)?.Waiting != order)
            Add(new VenueOrder(number, IndexOf(order.Symbol.Name), order, step));
        VenueOrder known = _orders[number];
        if (order.Status == "TRIGGERING")
            _becoming = known;
        else if (_becoming == known)
            _becoming = null;
        Tell(known, order.Status);
    }

    private void Add(VenueOrder order)
    {
        if (_orders.ContainsKey(order.Number))
            Doubled.Add(order.Number);
        _orders[order.Number] = order;
    }

    private void Tell(VenueOrder order, string execution)
    {
        if (order.IsLive)
            _live[order.Number] = order;
        else
            _live.Remove(order.Number);
        Events.Add(new VenueEvent(order, execution));
    }

    private int IndexOf(string symbol)
    {
        int i = 0;
        while (_symbols[i] != symbol)
            i++;
        return i;
    }

    private long? NumberOf(string clientId) =>
        clientId.StartsWith(_ids, StringComparison.Ordinal) && long.TryParse(clientId.AsSpan(_ids.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
