using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>
/// A strategy's context with one instrument, tick 0.1 and lot 0.001, that writes down what the strategy asks for. The test moves book,
/// position and time.
/// </summary>
internal sealed class Desk : IStrategyContext
{
    private static readonly Instrument Traded =
        Instrument.Linear("test", "X", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    private readonly OrderBook _book = new();
    private readonly Dictionary<long, CandleSeries> _candles = [];
    private long _orders;

    public Desk(Strategy strategy) => strategy.Attach(this);

    public List<string> Asked { get; } = [];

    public long NowNs { get; set; }

    public Quantity Held { get; set; }

    /// <summary>Its orders that may still trade, as the test says.</summary>
    public Dictionary<OrderId, OrderUpdate> Live { get; } = [];

    public decimal Unrealised { get; set; }

    public SeededRandom Random { get; } = new(1);

    public IReadOnlyList<Instrument> Instruments { get; } = [Traded];

    public void SetTouch(long bid, long bidQuantity, long ask, long askQuantity) =>
        _book.ApplySnapshot([new BookLevel(new Price(bid), new Quantity(bidQuantity))], [new BookLevel(new Price(ask), new Quantity(askQuantity))]);

    public BookView Book(int instrument) => new(_book);

    public CandleView Candles(int instrument, long intervalNs, int history = 200) => new(Series(intervalNs, history));

    /// <summary>The candles that a strategy sees, for the test to fill.</summary>
    public CandleSeries Series(long intervalNs, int history = 200)
    {
        if (!_candles.TryGetValue(intervalNs, out CandleSeries? series))
            _candles[intervalNs] = series = new CandleSeries(intervalNs, 0, history);
        return series;
    }

    public Quantity Position(int instrument) => Held;

    public Quantity AccountPosition(int instrument) => Held;

    public ProfitAndLoss ProfitAndLoss(int instrument) => new(0, 0, Unrealised, 0);

    public Quantity Working(int instrument, Side side) => default;

    public bool TryOrder(OrderId id, out OrderUpdate order) => Live.TryGetValue(id, out order);

    public int CopyOrders(Span<OrderUpdate> orders) => 0;

    public Placement Place(in NewOrder order)
    {
        Asked.Add($"{order.Side} {order.Quantity} at {(order.Type == OrderType.Market ? "any price" : order.Price)} {order.TimeInForce}");
        return new Placement(new OrderId(++_orders), RiskRefusal.None);
    }

    public Placement Place(in NewOrder order, in PostOnlyPolicy policy) => Place(order);

    public Placement PlaceBracket(in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy = default) => Place(entry);

    public bool TryBracket(OrderId entry, out BracketUpdate bracket)
    {
        bracket = default;
        return false;
    }

    public bool CloseBracket(OrderId entry, OrderReason reason = default) => false;

    public bool ReleaseBracket(OrderId entry) => false;

    public Placement PlaceLegs(in NewOrder first, in NewOrder hedge, in LegTerms terms) => Place(first);

    public OrderReason Reason(string name) => new(OrderReason.FirstOwn);

    public Placement Amend(OrderId id, Price price, Quantity quantity)
    {
        Asked.Add($"amend {id} to {quantity} at {price}");
        return new Placement(id, RiskRefusal.None);
    }

    public bool Cancel(OrderId id)
    {
        Asked.Add($"cancel {id}");
        return true;
    }

    public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks) => Asked.Add($"quotes [{Text(bids)}] [{Text(asks)}]");

    public void SetTimer(int id, long dueNs) => Asked.Add($"timer {id} at {dueNs}");

    public void CancelTimer(int id) => Asked.Add($"no timer {id}");

    public void Emit(in Signal signal) => Asked.Add($"signal {signal.Side} {signal.Confidence}: {signal.Reason}");

    public void Log(string text) => Asked.Add(text);

    public void Metric(string name, double value) => Asked.Add($"{name}={value}");

    private static string Text(ReadOnlySpan<Quote> quotes) => string.Join(", ", quotes.ToArray().Select(q => $"{q.Quantity} at {q.Price}"));
}
