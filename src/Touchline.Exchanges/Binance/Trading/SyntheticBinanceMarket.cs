using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// A market of agents and clients, who all meet on one matching engine by price and time. The agents' clock may run faster than the exchange's: so much more
/// often they act. Whom a client's order may meet of its own account is decided here before it comes, so to the engine every one of them is an owner of its own.
/// </summary>
internal sealed class SyntheticBinanceMarket : BinanceMarket
{
    private const long MarkEveryNs = 1_000_000_000;

    private readonly SyntheticMarket _market;
    private readonly SyntheticMark _mark = new();
    private readonly EventBuffer _rows = new();
    private readonly Dictionary<long, BinanceOrder> _clients = [];
    private readonly long _startNs;
    private readonly double _pace;
    private BinanceOrder? _taker;
    private long _nextMarkNs;
    private int _owners;

    /// <param name="symbol">What is traded.</param>
    /// <param name="seed">The same seed and the same orders at the same times give the same market.</param>
    /// <param name="startNs">Exchange time at which the book stands.</param>
    /// <param name="pace">Agents act so many times as often as by default; above 0.</param>
    public SyntheticBinanceMarket(BinanceSymbol symbol, ulong seed, long startNs, double pace)
    {
        Symbol = symbol;
        _startNs = startNs;
        _pace = pace;
        _market = new SyntheticMarket(SyntheticPresets.Of(symbol), seed, startNs) { MayTrade = MayTrade };
        _nextMarkNs = startNs;
        SetFunding(startNs);
        TellMark(startNs);
        HasNewMark = false;
        OpenAt(MarkPrice);
    }

    public override BinanceSymbol Symbol { get; }

    public override OrderBook Book => _market.Book;

    public override long UpdateId => _market.UpdateId;

    public override bool IsShared => true;

    public override long NextNs => Math.Min(_nextMarkNs, ExchangeTime(_market.NextNs));

    public override void Step()
    {
        long now = NextNs;
        if (_nextMarkNs <= now)
        {
            TellMark(now);
            return;
        }

        _market.Step(_rows);
        Gather(now);
    }

    public override Reach Reach(BinanceAccount account, Side side, Price limit, Quantity quantity, SelfTradePrevention mode, List<BinanceOrder> met)
    {
        met.Clear();
        long left = quantity.Units;
        bool isBlocked = false;
        var walk = OrderWalk.Of(side.Opposite());
        while (left > 0 && !isBlocked && _market.Orders.TryNext(ref walk, out RestingOrder maker) && (side == Side.Buy ? maker.Price <= limit : maker.Price >= limit))
        {
            if (mode == SelfTradePrevention.None || !_clients.TryGetValue(maker.Id, out BinanceOrder? order) || order.Account != account)
            {
                left -= Math.Min(left, maker.Quantity.Units);
                continue;
            }

            if (mode != SelfTradePrevention.ExpireTaker)
                met.Add(order);
            isBlocked = mode != SelfTradePrevention.ExpireMaker;
        }

        return new Reach(quantity - new Quantity(left), isBlocked);
    }

    public override void Take(BinanceOrder order, Price limit, Quantity quantity, long nowNs)
    {
        _taker = order;
        _market.Submit(_rows, MarketTime(nowNs), -order.OrderId, NextOwner(), order.Side, limit, quantity, TimeInForce.ImmediateOrCancel);
        Gather(nowNs);
        _taker = null;
    }

    public override void Rest(BinanceOrder order, Price price, Quantity quantity, long nowNs)
    {
        _clients[-order.OrderId] = order;
        Submission done = _market.Submit(_rows, MarketTime(nowNs), -order.OrderId, NextOwner(), order.Side, price, quantity, TimeInForce.PostOnly);
        if (done.Outcome != SubmissionOutcome.Rests)
            throw new InvalidOperationException($"order {order.OrderId} was to rest at {price} and didn't: {done.Outcome}");
        Gather(nowNs);
    }

    public override void Reduce(BinanceOrder order, Quantity left, long nowNs)
    {
        long id = -order.OrderId;
        if (!_market.Orders.TryFind(id, out RestingOrder resting))
            _clients.Remove(id); // cut away while others traded
        if (resting.Quantity <= left)
            return;
        if (left.IsZero)
        {
            _market.Cancel(_rows, MarketTime(nowNs), id);
            _clients.Remove(id);
        }
        else
        {
            _market.Amend(_rows, MarketTime(nowNs), id, resting.Price, left);
        }

        Gather(nowNs);
    }

    public override void FundingDone() => SetFunding(NextFundingNs);

    private void SetFunding(long afterNs)
    {
        long every = Symbol.FundingHours * 3600 * 1_000_000_000L;
        NextFundingNs = (afterNs / every + 1) * every;
    }

    private void TellMark(long now)
    {
        _mark.Tell(Book, _market.Value);
        (MarkPrice, IndexPrice, FundingRate) = (_mark.Price(Symbol), _mark.Index(Symbol), _mark.FundingRate);
        _nextMarkNs = now + MarkEveryNs;
        HasNewMark = true;
    }

    // Rows first: executions of an order that is gone wholly must still find it.
    private void Gather(long nowNs)
    {
        foreach (ref readonly Execution execution in _market.Executions)
        {
            _clients.TryGetValue(execution.Maker, out BinanceOrder? maker);
            AddTrade(execution.Price, execution.Quantity, execution.TakerSide, maker, execution.Taker < 0 ? _taker : null, nowNs);
            if (execution.MakerLeft.IsZero)
                _clients.Remove(execution.Maker);
        }

        foreach (ref readonly MarketEvent row in (ReadOnlySpan<MarketEvent>)_rows.Events)
        {
            if (row.Kind == EventKind.Depth)
                AddChange(row.Side, row.Price, row.Quantity, nowNs);
        }
    }

    private Quantity MayTrade(long id, Quantity left)
    {
        if (!_clients.TryGetValue(id, out BinanceOrder? order) || !order.ReduceOnly)
            return left;
        decimal underWay = 0;
        foreach (ref readonly Execution execution in _market.Executions)
        {
            _clients.TryGetValue(execution.Maker, out BinanceOrder? maker);
            underWay += Closes(order, maker, execution.Taker < 0 ? _taker : null, Symbol.Amount(execution.Quantity));
        }

        return MayTrade(order, left, underWay);
    }

    private int NextOwner() => _owners = _owners == int.MaxValue ? 1 : _owners + 1;

    private long ExchangeTime(long marketNs) => _pace == 1 ? marketNs : _startNs + (long)Math.Ceiling((marketNs - _startNs) / _pace);

    // Rounding must not lead out of the time between two acts.
    private long MarketTime(long exchangeNs) =>
        _pace == 1 ? exchangeNs : Math.Clamp(_startNs + (long)((exchangeNs - _startNs) * _pace), _market.NowNs, _market.NextNs);
}
