using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Conformance.Tests;

public abstract partial class VenueConformance
{
    /// <summary>What happens to an order while nobody looks after it.</summary>
    internal enum Meanwhile
    {
        Nothing,
        PartFills,
        AllFills,
        VenueCancels,
    }

    public static IEnumerable<object[]> Left_behind =>
        from request in (OpenRequests[])[OpenRequests.None, OpenRequests.New, OpenRequests.Amend, OpenRequests.Cancel]
        from arrives in (bool[])[false, true]
        from meanwhile in Enum.GetValues<Meanwhile>()
        where request != OpenRequests.None || arrives
        select new object[] { request, arrives, meanwhile };

    [Theory]
    [MemberData(nameof(Left_behind))]
    internal void A_successor_finds_out_what_became_of_what_a_killed_session_left(OpenRequests request, bool arrives, Meanwhile meanwhile)
    {
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Buy);
        OrderId id = request == OpenRequests.New ? default : stage.Place(Side.Buy, price, 0.2m);
        stage.AwaitQuiet();
        if (!arrives)
            stage.Session.KillAfter(0);
        if (request == OpenRequests.New)
            id = stage.Place(Side.Buy, price, 0.2m);
        else if (request == OpenRequests.Amend)
            stage.Amend(id, price - Tick(stage), 0.3m);
        else if (request == OpenRequests.Cancel)
            stage.Cancel(id);
        if (arrives)
            stage.Await(() => HasArrived(stage, id, request, price), Second, "the request to arrive");
        if (!stage.Session.IsDead)
            stage.Session.Kill();
        int known = stage.ReportsOf(id).Count();
        Let(stage, id, meanwhile);

        stage.SucceedAndWait();
        Assert.DoesNotContain(stage.Engine.SnapshotOrders(), o => o.IsUnknown || o.InFlight != OrderInFlight.None);
        stage.Clock.Run(5 * Second);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
        bool isThere = request != OpenRequests.New || arrives;
        Assert.Equal(isThere, stage.Orders().Any(o => o.Number == id.Number));
        if (!isThere)
            Assert.Equal([(ReportKind.Rejected, true)], stage.ReportsOf(id).Skip(known).Select(r => (r.Kind, r.IsNotFound)));
    }

    [Fact]
    public void Orders_that_the_journal_lost_are_told_as_its_own_and_what_of_them_works_is_cancelled()
    {
        using VenueStage stage = Ready();
        OrderId works = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.2m), fills = stage.Place(Side.Buy, stage.Best(Side.Buy), 0.2m);
        stage.AwaitQuiet();
        stage.Session.Kill();
        Let(stage, fills, Meanwhile.AllFills);
        stage.Session.Forgets = o => o.IsLive;
        int notes = stage.Session.Notes.Count;
        stage.Succeed();
        stage.Await(() => stage.Orders().Single(o => o.Number == works.Number) is { IsLive: false }, 30 * Second, "the lost order to be cancelled");
        Assert.EndsWith($"-{works.Number}", Assert.Single(stage.Session.Lost.Distinct()), StringComparison.Ordinal);
        stage.Await(() => stage.Session.Reports.Exists(r => r.Kind == ReportKind.External), 30 * Second, "the lost order's fill");
        string[] said = [.. stage.Session.Notes.Skip(notes).Select(n => n.Text)];
        Assert.Contains(said, n => n.Contains($"-{fills.Number} traded; it is of this journal, which lost the order", StringComparison.Ordinal));
        Assert.DoesNotContain(said, n => n.Contains("another session's or made by hand", StringComparison.Ordinal));
    }

    // Requests by HTTP that were on their way when the process died arrive after it.
    [Fact]
    public void A_request_that_arrives_after_its_session_has_died_is_found()
    {
        using VenueStage stage = Ready();
        CutOrderLines(stage);
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        Assert.DoesNotContain(stage.Orders(), o => o.Number == id.Number);
        stage.Session.Kill();
        stage.Network.Refuses = null;
        stage.SucceedAndWait();
        Assert.Equal(OrderState.Placed, stage.Hand.Orders[id].State);
        Agreement.Check(stage);
        stage.Cancel(id);
        stage.AwaitQuiet();
        Assert.Equal(OrderState.Cancelled, stage.Hand.Orders[id].State);
        Agreement.Check(stage);
    }

    [Theory]
    [InlineData(59_000)]
    [InlineData(59_700)]
    [InlineData(59_900)]
    [InlineData(59_990)]
    [InlineData(60_010)]
    public void A_countdown_that_ends_in_the_middle_of_the_recovery_is_taken_in(long downMs)
    {
        using VenueStage stage = Ready();
        if (!stage.Session.Venue.Traits.HasCountdown)
            return;
        OrderId[] ids = [.. Enumerable.Range(0, 5).Select(_ => stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m))];
        stage.AwaitQuiet();
        stage.Session.Kill();
        stage.Clock.Run(downMs * Ms);
        stage.SucceedAndWait();
        stage.Clock.Run(90 * Second);
        Agreement.Check(stage);
        // All of them or none: told in time, the countdown begins anew and they stay.
        OrderState[] states = [.. ids.Select(id => stage.Hand.Orders[id].State).Distinct()];
        Assert.Single(states);
        Assert.Equal(downMs < 60_000 && states[0] == OrderState.Placed ? 5 : 0, stage.Engine.LiveOrders);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("deaf")]
    [InlineData("down")]
    public void Trades_by_hand_in_the_account_are_told_once_and_are_nobodys_where_they_close_nothing(string session)
    {
        using VenueStage stage = Ready();
        stage.Place(Side.Buy, stage.Far(Side.Sell), 0.5m);
        stage.AwaitQuiet();
        stage.Clock.Run(Second);
        if (session == "down")
            stage.Session.Kill();
        foreach (VirtualConnection line in session == "deaf" ? stage.Lines(VenueLine.Private).ToArray() : [])
            line.Drop(0, 0);
        stage.TradeByHand(stage.Symbols[0], Side.Sell, 0.2m);
        stage.TradeByHand(stage.Symbols[0], Side.Sell, 0.4m);
        stage.TradeByHand(stage.Symbols[0], Side.Buy, 0.05m);
        if (session == "down")
            stage.SucceedAndWait();
        stage.Await(() => stage.Engine.Ledger(0).Position.Units == -stage.QuantityOf(0.05m).Units, 60 * Second, "the trades by hand");
        stage.Await(() => stage.IsReady, 60 * Second, "the session to be ready");
        stage.Clock.Run(40 * Second);
        Agreement.Check(stage);
        Assert.Equal(-stage.QuantityOf(0.05m).Units, stage.Engine.Unassigned(0).Position.Units);
        Assert.Equal(stage.QuantityOf(0.5m).Units, stage.Hand.Fills.Where(f => f.IsExternal).Sum(f => f.Quantity.Units));
        Assert.True(stage.Engine.Strategies[0].Ledger(0).Position.IsZero);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Fact]
    public void More_fills_than_the_venue_lists_at_once_are_all_found()
    {
        const int Trades = 1_100;
        const decimal Small = 0.002m;
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Buy);
        OrderId id = stage.Place(Side.Buy, price, Trades * Small);
        stage.AwaitQuiet();
        stage.Session.Kill();
        while (stage.Orders().Single(o => o.Number == id.Number) is { Executed: 0 })
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, price, 10 * Small);
        for (int i = 0; i < Trades - 50; i++)
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, price, Small);
        for (int i = 0; i < 50; i++)
            stage.TradeByHand(stage.Symbols[0], i % 3 == 0 ? Side.Buy : Side.Sell, Small);
        Assert.True(stage.Fills().Count > 1_000 + 50, $"{stage.Fills().Count} fills are no second page");
        stage.SucceedAndWait(mostNs: 180 * Second);
        int told = stage.ReportsOf(id).Count(r => r.Kind == ReportKind.Fill), made = stage.Fills().Count(f => f.Number == id.Number);
        Assert.True(told == made && made > 1_000, $"{told} fills of the order were told, {made} were made");
        stage.Clock.Run(5 * Second);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    public static TheoryData<int> Bad_days => [.. Enumerable.Range(0, 24)];

    // One process after the other dies, the next in the middle of its recovery, on a network that hardly works.
    [Theory]
    [MemberData(nameof(Bad_days))]
    public void On_a_bad_network_and_after_several_deaths_session_and_exchange_agree(int number)
    {
        using VenueStage stage = Ready(new StageTerms { Seed = (ulong)number + 77, SendsAtOnce = number % 2 == 0, ClockAheadNs = (number % 5 - 2) * 400 * Ms });
        var random = new SeededRandom((ulong)number);
        for (int i = 0; i < 12; i++)
        {
            Side side = random.Chance(0.5) ? Side.Buy : Side.Sell;
            stage.Place(side, stage.Best(side) - side.Sign() * random.Below(3) * Tick(stage), 0.2m);
            stage.Clock.Run((long)(random.Exponential() * 20 * Ms));
        }

        stage.AwaitQuiet();
        stage.Network.Weather.RequestsLost = stage.Network.Weather.RepliesLost = 0.25;
        stage.Network.Weather.Slowness = 1 + random.Below(40);
        stage.Session.KillAfter(random.Below(6));
        foreach (OrderUpdate order in stage.Engine.SnapshotOrders())
            Change(stage, order, random);
        stage.Clock.Run((long)(random.Exponential() * 30 * Ms));
        for (int deaths = random.Below(3); deaths >= 0; deaths--)
        {
            if (!stage.Session.IsDead)
                stage.Session.Kill();
            decimal best = stage.Engine.Instruments[0].PriceUnit.ToDecimal(stage.MarketBook(stage.Symbols[0]).BestBid);
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, best - 2 * Tick(stage), 0.3m + Math.Round(Ahead(stage, Side.Buy, best) * (decimal)random.NextDouble(), 2));
            stage.TradeByHand(stage.Symbols[0], Side.Buy, 0.01m * (1 + random.Below(9)));
            stage.Clock.Run(random.Below(4_000) * Ms);
            stage.Succeed();
            stage.Clock.Run(random.Below(5_000) * Ms);
        }

        stage.Clock.Run(10 * Second);
        stage.Network.Weather.Clear();
        stage.Await(() => stage.IsReady, 60 * Second, "the successor to be ready");
        stage.AwaitQuiet();
        stage.Clock.Run(2 * Second);
        Agreement.Check(stage);
        Assert.Equal(0, stage.Engine.Anomalies.Illegal + stage.Engine.Anomalies.Stray + stage.Engine.Anomalies.Overfills);
    }

    private static bool HasArrived(VenueStage stage, OrderId id, OpenRequests request, decimal price)
    {
        StageOrder? order = stage.Orders().SingleOrDefault(o => o.Number == id.Number);
        return request switch
        {
            OpenRequests.Amend => order!.Price != price,
            OpenRequests.Cancel => !order!.IsLive,
            _ => order is not null,
        };
    }

    private static void Let(VenueStage stage, OrderId id, Meanwhile meanwhile)
    {
        StageOrder? order = stage.Orders().SingleOrDefault(o => o.Number == id.Number && o.IsLive);
        if (meanwhile == Meanwhile.AllFills && order is not null)
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, order.Price, Ahead(stage, Side.Buy, order.Price));
        while (meanwhile == Meanwhile.PartFills && order is { Executed: 0 })
        {
            stage.TradeByAnother(stage.Symbols[0], Side.Sell, order.Price, 0.1m);
            order = stage.Orders().Single(o => o.Number == id.Number);
        }

        stage.Clock.Run(meanwhile == Meanwhile.VenueCancels && stage.Session.Venue.Traits.HasCountdown ? 70 * Second : 10 * Ms);
        if (order is null)
            return;
        StageOrder now = stage.Orders().Single(o => o.Number == id.Number);
        Assert.Equal(meanwhile is Meanwhile.PartFills or Meanwhile.AllFills, now.Executed > 0);
        Assert.Equal(meanwhile is Meanwhile.PartFills or Meanwhile.Nothing || (meanwhile == Meanwhile.VenueCancels && !stage.Session.Venue.Traits.HasCountdown), now.IsLive);
    }

    private static void Change(VenueStage stage, OrderUpdate order, SeededRandom random)
    {
        if (stage.Session.IsDead || !stage.Hand.Context.TryOrder(order.Id, out _))
            return;
        switch (random.Below(4))
        {
            case 0:
                stage.Hand.Context.Cancel(order.Id);
                break;
            case 1:
                stage.Hand.Context.Amend(order.Id, order.Price, stage.QuantityOf(0.3m));
                break;
            case 2:
                stage.Hand.Context.Place(NewOrder.Limit(0, order.Side, order.Price, stage.QuantityOf(0.1m)));
                break;
        }

        stage.Session.Flush();
    }
}
