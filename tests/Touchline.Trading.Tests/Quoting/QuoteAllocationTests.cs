using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

public sealed class QuoteAllocationTests
{
    [Fact]
    public void Quoting_costs_no_allocation_once_it_runs()
    {
        var venue = new PromptVenue();
        Quote(venue, 1_000);
        (long bytes, long requests) = (GC.GetAllocatedBytesForCurrentThread(), venue.Requests);
        Quote(venue, 20_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB at most.
        Assert.InRange(bytes, 0, 8 * 1024);
        Assert.True(venue.Requests - requests > 100_000, $"{venue.Requests - requests} requests are too few to mean anything");
    }

    private static void Quote(PromptVenue venue, int wishes)
    {
        Span<Quote> bids = stackalloc Quote[5], asks = stackalloc Quote[5];
        for (int i = 0; i < wishes; i++)
        {
            long middle = 1_000 + i * 7 % 20;
            for (int level = 0; level < 5; level++)
            {
                bids[level] = new Quote(new Price(middle - 1 - level), new Quantity(10 + i % 3));
                asks[level] = new Quote(new Price(middle + 1 + level), new Quantity(10 + i % 2));
            }

            venue.Executor.Want(bids, i % 10 == 0 ? [] : asks);
            venue.Answer(i);
        }
    }

    /// <summary>Carries out every request, in the order in which they came, when it is told to.</summary>
    private sealed class PromptVenue : IOrderEntry
    {
        // By id, modulo the room that there is.
        private readonly OrderUpdate[] _orders = new OrderUpdate[4_096];
        private readonly OrderUpdate[] _told = new OrderUpdate[4_096];
        private readonly Quantity[] _filled = new Quantity[4_096];
        private int _lastId;
        private int _next;
        private int _count;

        public PromptVenue() => Executor = new QuoteExecutor(0, this);

        public QuoteExecutor Executor { get; }

        public long Requests { get; private set; }

        public Placement Place(in NewOrder order)
        {
            var id = new OrderId(++_lastId);
            _filled[At(id)] = default;
            Tell(new OrderUpdate(id, 0, order.Side, order.Price, order.Quantity, OrderState.Placed) { Quantity = order.Quantity });
            return new Placement(id, RiskRefusal.None);
        }

        public Placement Amend(OrderId id, Price price, Quantity quantity)
        {
            Tell(_orders[At(id)] with { Price = price, Remaining = quantity - _filled[At(id)], Quantity = quantity });
            return new Placement(id, RiskRefusal.None);
        }

        public bool Cancel(OrderId id)
        {
            Tell(_orders[At(id)] with { State = OrderState.Cancelled });
            return true;
        }

        public void Answer(int wish)
        {
            for (; _next < _count; _next++)
            {
                OrderUpdate told = _told[_next];
                Executor.OnOrder(told);
                if (told.State == OrderState.Placed && (wish + _next) % 3 == 0)
                    FillOne(told);
            }

            _next = _count = 0;
        }

        private void FillOne(in OrderUpdate order)
        {
            _filled[At(order.Id)] += new Quantity(1);
            OrderUpdate filled = order with { Remaining = order.Remaining - new Quantity(1), State = OrderState.PartiallyFilled };
            _orders[At(order.Id)] = filled;
            Executor.OnFill(new Fill(order.Id, 0, order.Side, order.Price, new Quantity(1), true, 0));
            Executor.OnOrder(filled);
        }

        private void Tell(in OrderUpdate update)
        {
            Requests++;
            _orders[At(update.Id)] = update;
            _told[_count++] = update;
        }

        private int At(OrderId id) => (int)(id.Number % _orders.Length);
    }
}
