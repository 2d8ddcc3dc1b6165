using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies.Tests;

/// <summary>A strategy's world in the test's hands: books, positions and the clock are set, what the strategy asks for is taken down.</summary>
internal sealed class HandContext : IStrategyContext
{
    private readonly Instrument[] _instruments;
    private readonly OrderBook[] _books;
    private readonly long[] _positions;
    private readonly Dictionary<int, long> _timers = [];
    private readonly Dictionary<OrderId, OrderUpdate> _live = [];
    private readonly decimal[] _averagePrices;
    private long _lastId;

    public HandContext(params Instrument[] instruments)
    {
        _instruments = instruments;
        _books = [.. instruments.Select(_ => new OrderBook())];
        _positions = new long[instruments.Length];
        _averagePrices = new decimal[instruments.Length];
    }

    public long NowNs { get; set; }

    public SeededRandom Random { get; } = new(1);

    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>What was asked for since the last look, a line each.</summary>
    public List<string> Asked { get; } = [];

    public List<string> Logged { get; } = [];

    /// <summary>How orders are answered; they pass without it.</summary>
    public Func<NewOrder, RiskRefusal>? Gate { get; set; }

    /// <summary>Orders that can't be cancelled any more, by number.</summary>
    public HashSet<long> Ended { get; } = [];

    public Dictionary<string, double> Metrics { get; } = [];

    public long NextTimerNs => _timers.Count == 0 ? long.MaxValue : _timers.Values.Min();

    public OrderBook BookOf(int instrument) => _books[instrument];

    /// <summary>Sets the touch in units.</summary>
    public void SetTouch(long bid, long ask, int instrument = 0) => _books[instrument].ApplySnapshot(
        [new BookLevel(new Price(bid), new Quantity(1))], [new BookLevel(new Price(ask), new Quantity(1))]);

    public void SetPosition(long units, int instrument = 0) => _positions[instrument] = units;

    public void SetPosition(long units, decimal averagePrice, int instrument = 0)
    {
        _positions[instrument] = units;
        _averagePrices[instrument] = averagePrice;
    }

    /// <summary>Fills the newest order, wholly and at its own price, and tells the strategy.</summary>
    public void Fill(Strategy strategy)
    {
        OrderUpdate order = _live[new OrderId(_lastId)];
        _live.Remove(order.Id);
        SetPosition(_positions[order.Instrument] + order.Side.Sign() * order.Remaining.Units, _instruments[order.Instrument].PriceUnit.ToDecimal(order.Price), order.Instrument);
        strategy.OnFill(new Fill(order.Id, order.Instrument, order.Side, order.Price, order.Remaining, false, NowNs));
        strategy.OnOrder(order with { State = OrderState.Filled });
    }

    /// <summary>The newest order ends without trading.</summary>
    public void End(Strategy strategy)
    {
        OrderUpdate order = _live[new OrderId(_lastId)];
        _live.Remove(order.Id);
        strategy.OnOrder(order with { State = OrderState.Expired });
    }

    public string[] TakeAsked()
    {
        string[] asked = [.. Asked];
        Asked.Clear();
        return asked;
    }

    /// <summary>Lets time go on and fires what is due by then.</summary>
    public void PlayUntil(long ns, Strategy strategy)
    {
        while (NextTimerNs <= ns)
        {
            (int id, long due) = _timers.MinBy(t => t.Value);
            _timers.Remove(id);
            NowNs = Math.Max(NowNs, due);
            strategy.OnTimer(id);
        }

        NowNs = ns;
    }

    public BookView Book(int instrument) => new(_books[instrument]);

    public Quantity Position(int instrument) => new(_positions[instrument]);

    /// <summary>What other strategies hold of every instrument, in units.</summary>
    public long OthersHold { get; set; }

    public Quantity AccountPosition(int instrument) => new(_positions[instrument] + OthersHold);

    public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks) =>
        Asked.Add($"{instrument}: {Text(bids)} | {Text(asks)}");

    public Placement Place(in NewOrder order)
    {
        RiskRefusal refusal = Gate?.Invoke(order) ?? RiskRefusal.None;
        Asked.Add($"{NowNs} place {order.Instrument} {order.Side} {order.Type} {order.TimeInForce} {order.Quantity} at {order.Price}{(order.ReduceOnly ? " reduce-only" : "")}");
        if (refusal != RiskRefusal.None)
            return new Placement(default, refusal);
        var id = new OrderId(++_lastId);
        _live[id] = new OrderUpdate(id, order.Instrument, order.Side, order.Price, order.Quantity, OrderState.Placed);
        return new Placement(id, refusal);
    }

    public Placement Place(in NewOrder order, in PostOnlyPolicy policy) => throw new NotSupportedException();

    public Placement PlaceBracket(in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy = default) => throw new NotSupportedException();

    public bool TryBracket(OrderId entry, out BracketUpdate bracket) => throw new NotSupportedException();

    public bool CloseBracket(OrderId entry, OrderReason reason = default) => throw new NotSupportedException();

    public bool ReleaseBracket(OrderId entry) => throw new NotSupportedException();

    public Placement PlaceLegs(in NewOrder first, in NewOrder hedge, in LegTerms terms) => throw new NotSupportedException();

    public OrderReason Reason(string name) => new(OrderReason.FirstOwn);

    public Placement Amend(OrderId id, Price price, Quantity quantity)
    {
        RiskRefusal refusal = Gate?.Invoke(NewOrder.Limit(0, Side.None, price, quantity)) ?? RiskRefusal.None;
        Asked.Add($"{NowNs} amend {id} to {quantity} at {price}");
        return new Placement(id, refusal);
    }

    public bool Cancel(OrderId id)
    {
        Asked.Add($"{NowNs} cancel {id}");
        return !Ended.Contains(id.Number);
    }

    public void SetTimer(int id, long dueNs) => _timers[id] = Math.Max(dueNs, NowNs);

    public void Log(string text) => Logged.Add(text);

    public CandleView Candles(int instrument, long intervalNs, int history = 200) => throw new NotSupportedException();

    public ProfitAndLoss ProfitAndLoss(int instrument) => new(_averagePrices[instrument], 0, 0, 0);

    public Quantity Working(int instrument, Side side) =>
        new(_live.Values.Where(o => o.Instrument == instrument && o.Side == side).Sum(o => o.Remaining.Units));

    public bool TryOrder(OrderId id, out OrderUpdate order) => _live.TryGetValue(id, out order);

    public int CopyOrders(Span<OrderUpdate> orders) => throw new NotSupportedException();

    public void CancelTimer(int id) => throw new NotSupportedException();

    public void Emit(in Signal signal) => throw new NotSupportedException();

    public void Metric(string name, double value) => Metrics[name] = value;

    private static string Text(ReadOnlySpan<Quote> quotes)
    {
        var parts = new List<string>();
        foreach (Quote quote in quotes)
            parts.Add($"{quote.Quantity} at {quote.Price}");
        return string.Join(", ", parts);
    }
}
