using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Bench;

/// <summary>The order-by-order book and the matching engine against plain collections. Both must come to the same before anything is timed.</summary>
internal static class OrderBenchmarks
{
    public static IReadOnlyList<BenchmarkEntry> All { get; } =
    [
        new("l3.message", "one add, cancel or execution near the touch of an order-by-order book, then the touch read", Book),
        new("matching.message", "one limit order or cancel through the matching engine, 1 in 8 orders crossing", Exchange),
    ];

    private static Benchmark Book()
    {
        OrderMessage[] flow = new OrderFlow().FromExchange;
        var ours = new OrderByOrderBook();
        var plain = new PlainOrders();
        return Checked(() => Play(ours, flow), () => Play(plain, flow), flow.Length);
    }

    private static Benchmark Exchange()
    {
        OrderMessage[] flow = new OrderFlow().ToExchange;
        var ours = new MatchingEngine();
        var plain = new PlainOrders();
        return Checked(() => Match(ours, flow), () => Match(plain, flow), flow.Length);
    }

    private static Benchmark Checked(Func<double> ours, Func<double> plain, int length)
    {
        (double our, double their) = (ours(), plain());
        if (our != their)
            throw new InvalidOperationException($"the plain orders came to {their} and ours to {our}: they don't do the same work");
        return new Benchmark(n => Repeat(n / length, ours), n => Repeat(n / length, plain), length);
    }

    private static double Repeat(int times, Func<double> play)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
            sum += play();
        return sum;
    }

    private static double Play(OrderByOrderBook book, OrderMessage[] flow)
    {
        long sum = 0;
        foreach (ref readonly OrderMessage m in flow.AsSpan())
        {
            switch (m.Kind)
            {
                case EventKind.OrderAdd:
                    book.Add(m.Id, m.Side, new Price(m.Price), new Quantity(m.Quantity));
                    break;
                case EventKind.OrderCancel:
                    book.Cancel(m.Id);
                    break;
                default:
                    book.Execute(m.Id, new Quantity(m.Quantity));
                    break;
            }

            Touch touch = book.Levels.Touch;
            sum += touch.BidQuantity.Units + touch.AskQuantity.Units;
        }

        return sum;
    }

    private static double Play(PlainOrders book, OrderMessage[] flow)
    {
        long sum = 0;
        foreach (ref readonly OrderMessage m in flow.AsSpan())
        {
            switch (m.Kind)
            {
                case EventKind.OrderAdd:
                    book.Add(m.Id, m.Side, m.Price, m.Quantity);
                    break;
                case EventKind.OrderCancel:
                    book.Cancel(m.Id);
                    break;
                default:
                    book.Execute(m.Id, m.Quantity);
                    break;
            }

            sum += book.Best(Side.Buy).Quantity + book.Best(Side.Sell).Quantity;
        }

        return sum;
    }

    private static double Match(MatchingEngine engine, OrderMessage[] flow)
    {
        long traded = 0;
        foreach (ref readonly OrderMessage m in flow.AsSpan())
        {
            if (m.Kind == EventKind.OrderAdd)
                engine.Submit(m.Id, 0, m.Side, new Price(m.Price), new Quantity(m.Quantity), TimeInForce.GoodTillCancel);
            else
                engine.Cancel(m.Id);
            foreach (ref readonly Execution e in engine.Executions)
                traded += e.Quantity.Units;
            engine.ClearResults();
        }

        return traded;
    }

    private static double Match(PlainOrders exchange, OrderMessage[] flow)
    {
        long before = exchange.Traded;
        foreach (ref readonly OrderMessage m in flow.AsSpan())
        {
            if (m.Kind == EventKind.OrderAdd)
                exchange.Submit(m.Id, m.Side, m.Price, m.Quantity);
            else
                exchange.Cancel(m.Id);
        }

        return exchange.Traded - before;
    }
}
