using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A strategy in a thread of its own that doesn't follow: what it may still do, and what waits for it.</summary>
public sealed class OutpostLagTests
{
    private const long S = 1_000_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_decides_on_an_old_market_is_refused_but_for_cancels_until_it_has_caught_up(bool isFar)
    {
        using var strategy = new Late();
        using var desk = new OutpostDesk(strategy, isFar: isFar) { Release = strategy.Release };
        desk.Settle();
        OrderId standing = Assert.Single(desk.Sent).Id;
        desk.Report(ReportKind.Acknowledged, standing);
        desk.Settle();
        // Half a second is nothing yet.
        strategy.Wish = c => c.Place(Bid(90));
        desk.Depth(1, Side.Buy, 50, 1);
        strategy.AwaitHalt();
        desk.Depth(1, Side.Buy, 50, 2);
        desk.Skip(S / 2);
        Assert.InRange(desk.Flush(), S / 2, S);
        strategy.Release();
        desk.Settle();
        Assert.Equal((2, 0L), (desk.Sent.Count, desk.Feed.RefusedLate));
        // It decides on what it was told first, and has seen the rest by the time that anybody looks at what it asked for.
        strategy.Wish = c =>
        {
            c.Place(Bid(91));
            c.Amend(strategy.Standing, new Price(98), new Quantity(7));
        };
        desk.Depth(1, Side.Buy, 50, 3);
        strategy.AwaitHalt();
        desk.Depth(1, Side.Buy, 50, 4);
        desk.Skip(2 * S);
        Assert.InRange(desk.Flush(), 2 * S, 3 * S);
        strategy.Release();
        desk.Settle();
        Assert.Equal((2, 2L, 0L), (desk.Sent.Count, desk.Feed.RefusedLate, desk.Flush()));
        Assert.Contains("Rejected", strategy.Heard);
        strategy.Wish = c => c.Cancel(strategy.Standing);
        desk.Depth(1, Side.Buy, 50, 5);
        strategy.AwaitHalt();
        desk.Depth(1, Side.Buy, 50, 6);
        desk.Skip(2 * S);
        desk.Flush();
        strategy.Release();
        desk.Settle();
        Assert.Equal((IntentKind.Cancel, standing), (desk.Sent[^1].Kind, desk.Sent[^1].Id));
        // It is abreast again, and was all the while where nothing happened.
        desk.Skip(9 * S);
        Assert.Equal(0, desk.Flush());
        strategy.Wish = c => c.Place(Bid(92));
        desk.Depth(1, Side.Buy, 50, 7);
        strategy.AwaitHalt();
        desk.Skip(2 * S);
        strategy.Release();
        desk.Settle();
        Assert.Equal((IntentKind.Place, 92L, 2L), (desk.Sent[^1].Kind, desk.Sent[^1].Terms.Price.Units, desk.Feed.RefusedLate));
    }

    [Fact]
    public void What_only_reduces_passes_however_late_it_is()
    {
        using var strategy = new Late();
        using var desk = new OutpostDesk(strategy) { Release = strategy.Release };
        desk.Settle();
        OrderId standing = desk.Sent[0].Id;
        desk.Report(ReportKind.Acknowledged, standing);
        desk.Report(ReportKind.Fill, standing, quantity: 1, tradeId: 1);
        desk.Settle();
        strategy.Wish = c => c.Place(NewOrder.Limit(0, Side.Sell, new Price(101), new Quantity(1)) with { ReduceOnly = true });
        desk.Depth(1, Side.Buy, 50, 1);
        strategy.AwaitHalt();
        desk.Depth(1, Side.Buy, 50, 2);
        desk.Skip(2 * S);
        desk.Flush();
        strategy.Release();
        desk.Settle();
        Assert.Equal((IntentKind.Place, Side.Sell, 0L), (desk.Sent[^1].Kind, desk.Sent[^1].Terms.Side, desk.Feed.RefusedLate));
    }

    [Fact]
    public void What_waits_for_it_has_a_bound_beyond_which_it_is_over()
    {
        using var strategy = new Late { Wish = _ => { } };
        using var desk = new OutpostDesk(strategy) { Release = strategy.Release };
        desk.Settle();
        OrderId order = desk.Sent[0].Id;
        desk.Report(ReportKind.Acknowledged, order);
        desk.Settle();
        strategy.Wish = _ => { };
        desk.Depth(1, Side.Buy, 50, 1);
        strategy.AwaitHalt();
        for (int i = 0; i < OutpostFeed.Capacity + OutpostFeed.MostWaiting; i++)
            desk.Report(ReportKind.Fill, order, quantity: 1, tradeId: i + 1);
        Assert.Equal((OutpostFeed.MostWaiting, false), (desk.Feed.Backlog, desk.Feed.IsOverrun));
        for (int i = 0; i < 100; i++)
            desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, Quantity = new Quantity(1), Price = new Price(100), TradeId = 1_000_000 + i, LocalNs = desk.Next(), ExchangeNs = 50 });
        Assert.Equal((OutpostFeed.MostWaiting, true), (desk.Feed.Backlog, desk.Feed.IsOverrun));
    }

    [Fact]
    public void While_it_hasnt_heard_of_a_timer_that_is_due_it_isnt_told_again()
    {
        using var strategy = new Late();
        using var desk = new OutpostDesk(strategy) { Release = strategy.Release };
        desk.Settle();
        strategy.Wish = c => c.SetTimer(1, c.NowNs + 10);
        desk.Depth(1, Side.Buy, 50, 1);
        strategy.AwaitHalt();
        strategy.Release();
        desk.Settle();
        strategy.Wish = _ => { };
        desk.Depth(1, Side.Buy, 50, 2);
        strategy.AwaitHalt();
        long told = desk.Feed.Told;
        for (int i = 0; i < 100; i++)
        {
            desk.Skip(1_000);
            desk.Flush();
        }

        Assert.Equal(told + 1, desk.Feed.Told);
        strategy.Release();
        desk.Settle();
        Assert.Equal(1, strategy.Timers);
        desk.Skip(1_000);
        desk.Flush();
        Assert.Equal(told + 1, desk.Feed.Told);
    }

    private static NewOrder Bid(long price) => NewOrder.Limit(0, Side.Buy, new Price(price), new Quantity(1));

    // Halts in a callback of the second instrument's book until it is let go, and then does what it is to.
    private sealed class Late : Strategy, IDisposable
    {
        private readonly SemaphoreSlim _halted = new(0);
        private readonly SemaphoreSlim _released = new(0);
        private volatile Action<IStrategyContext>? _wish;

        public Action<IStrategyContext>? Wish
        {
            set => _wish = value;
        }

        public OrderId Standing { get; private set; }

        public List<string> Heard { get; } = [];

        public int Timers { get; private set; }

        public void AwaitHalt() => _halted.Wait();

        public void Release() => _released.Release();

        public void Dispose()
        {
            _halted.Dispose();
            _released.Dispose();
        }

        public override void OnStart() => Standing = Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(1_000_000))).Id;

        public override void OnBook(int instrument)
        {
            if (instrument != 1 || Interlocked.Exchange(ref _wish, null) is not { } wish)
                return;
            _halted.Release();
            _released.Wait();
            wish(Context);
        }

        public override void OnOrder(in OrderUpdate order) => Heard.Add(order.State.ToString());

        public override void OnTimer(int id) => Timers++;
    }
}
