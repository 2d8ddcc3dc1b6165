using Touchline.Core;
using Touchline.Exchanges.Binance;

namespace Touchline.Conformance.Tests;

/// <summary>A session dies and leaves conditional orders at Binance; the one that goes on from what was written down finds out what became of them.</summary>
public sealed class BinanceConditionalAdoptionTests
{
    private const long Second = VenueStage.Second;

    /// <summary>What happens to an order while nobody looks after it.</summary>
    internal enum Meanwhile
    {
        Nothing,
        SetOff,
        CancelledByHand,
        NothingToClose,
    }

    public static IEnumerable<object[]> Left_behind =>
        from request in (OpenRequests[])[OpenRequests.None, OpenRequests.New, OpenRequests.Cancel]
        from arrives in (bool[])[false, true]
        from meanwhile in Enum.GetValues<Meanwhile>()
        from keepsClientIds in (bool[])[false, true]
        where request != OpenRequests.None || arrives
        select new object[] { request, arrives, meanwhile, keepsClientIds };

    [Theory]
    [MemberData(nameof(Left_behind))]
    internal void A_successor_finds_out_what_became_of_it(OpenRequests request, bool arrives, Meanwhile meanwhile, bool keepsClientIds)
    {
        using var scene = new ConditionalScene(keepsClientIds);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId id = request == OpenRequests.New ? default : scene.Protect(trigger);
        stage.AwaitQuiet();
        if (!arrives)
            stage.Session.KillAfter(0);
        if (request == OpenRequests.New)
            id = scene.Protect(trigger);
        else if (request == OpenRequests.Cancel)
            stage.Cancel(id);
        if (arrives)
            stage.Await(() => scene.Account.Algos.Values.Any(a => a.IsLive == (request != OpenRequests.Cancel)), Second, "the request to arrive");
        if (!stage.Session.IsDead)
            stage.Session.Kill();
        Let(scene, meanwhile, id, trigger);

        stage.SucceedAndWait();
        bool isThere = request != OpenRequests.New || arrives;
        bool isCancelled = request == OpenRequests.Cancel && arrives;
        OrderState expected = !isThere ? OrderState.Rejected
            : isCancelled || meanwhile == Meanwhile.CancelledByHand ? OrderState.Cancelled
            : meanwhile == Meanwhile.SetOff ? OrderState.Filled
            : meanwhile == Meanwhile.NothingToClose ? stage.Hand.Orders[id].State // refused by its own terms: one way or the other
            : OrderState.Placed;
        Check(scene, id, expected, strangers: meanwhile == Meanwhile.NothingToClose);
        if (meanwhile == Meanwhile.NothingToClose && isThere && !isCancelled)
            Assert.True(expected is OrderState.Expired or OrderState.Rejected, stage.Story());
        stage.Clock.Run(60 * Second);
        Agreement.Check(stage);
    }

    // The fills that were told just before are in Binance's list, by an order's number that nobody wrote down.
    [Theory]
    [InlineData(false, "0.5")]
    [InlineData(true, "0.5")]
    [InlineData(false, "25")]
    [InlineData(true, "25")]
    public void Fills_that_were_told_before_the_death_are_not_told_again(bool keepsClientIds, string text)
    {
        decimal size = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        using var scene = new ConditionalScene(keepsClientIds, size: size);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger, size);
        stage.AwaitQuiet();
        scene.FallTo(trigger);
        stage.Await(() => stage.Hand.Orders[id].State == OrderState.Filled, 10 * Second, "the stop to fill");
        stage.Session.Kill();
        Assert.True(size == 0.5m || scene.FillsOf(id) > 8, $"{scene.FillsOf(id)} fills");
        stage.SucceedAndWait();
        scene.CheckWhole(id, OrderState.Filled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_waits_on_under_the_successor_and_is_set_off_then(bool keepsClientIds)
    {
        using var scene = new ConditionalScene(keepsClientIds);
        VenueStage stage = scene.Stage;
        OrderId id = scene.Protect(scene.Trigger);
        stage.AwaitQuiet();
        stage.Session.Kill();
        stage.Clock.Run(100 * Second);
        stage.SucceedAndWait();
        decimal trigger = scene.AlgoOf(id).Terms.TriggerPrice!.Value;
        scene.FallTo(trigger);
        scene.CheckWhole(id, OrderState.Filled);
        Assert.True(stage.Engine.Ledger(0).Position.IsZero);
    }

    [Fact]
    public void A_stranger_who_traded_meanwhile_is_told_apart()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId filled = scene.Protect(trigger, 0.2m), waits = scene.Protect(stage.Far(Side.Buy), 0.1m);
        stage.AwaitQuiet();
        stage.Session.Kill();
        stage.TradeByHand(scene.Symbol, Side.Sell, 0.03m);
        scene.FallTo(trigger);
        stage.TradeByHand(scene.Symbol, Side.Sell, 0.04m);
        stage.SucceedAndWait();
        Check(scene, filled, OrderState.Filled, strangers: true);
        Assert.Equal(OrderState.Placed, stage.Hand.Orders[waits].State);
        Assert.Equal(stage.QuantityOf(0.07m).Units, stage.Session.Reports.Where(r => r.Kind == ReportKind.External).Sum(r => r.Quantity.Units));
    }

    // What became of the request nobody knows; what is there then has a date, by somebody's hand.
    [Fact]
    public void One_that_the_venue_ends_expires()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        stage.Session.KillAfter(0);
        OrderId id = scene.Protect(scene.Trigger);
        PlaceByHand(scene, $"n1-{id.Number}");
        stage.SucceedAndWait();
        Check(scene, id, OrderState.Placed, strangers: false);
        stage.Clock.Run(800 * Second);
        Check(scene, id, OrderState.Expired, strangers: false);
        Assert.Equal("EXPIRED", scene.AlgoOf(id).Status);
    }

    [Fact]
    public void One_that_no_session_knows_is_cancelled_and_a_strangers_is_not()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        stage.Session.Kill();
        PlaceByHand(scene, "n1-99");
        PlaceByHand(scene, "web_7");
        stage.SucceedAndWait();
        stage.Clock.Run(2 * Second);
        Assert.Equal(["n1-99 CANCELED", "web_7 NEW"], scene.Account.Algos.Values.Select(a => $"{a.ClientAlgoId} {a.Status}"));
        Assert.Contains(stage.Session.Notes, n => n.Text.Contains("order web_7 ", StringComparison.Ordinal));
    }

    private static void PlaceByHand(ConditionalScene scene, string clientId)
    {
        BinanceTrading trading = scene.Stage.Trading;
        trading.Advance(scene.Stage.Clock.NowNs);
        (BinanceAlgoOrder? order, BinanceError? error) = trading.PlaceAlgo(scene.Account, new BinanceOrderTerms
        {
            Symbol = scene.Symbol,
            Side = Side.Sell,
            Type = "STOP_MARKET",
            Quantity = ConditionalScene.Size,
            TriggerPrice = scene.Trigger,
            ReduceOnly = true,
            ClientOrderId = clientId,
            TimeInForce = "GTD",
            GoodTillMs = scene.Stage.Clock.NowNs / VenueStage.Ms + 700_000,
        });
        Assert.True(order is not null, error?.Message);
    }

    private static void Let(ConditionalScene scene, Meanwhile meanwhile, OrderId id, decimal trigger)
    {
        scene.Stage.Trading.Advance(scene.Stage.Clock.NowNs);
        if (meanwhile == Meanwhile.CancelledByHand)
            scene.Stage.Trading.CancelAlgo(scene.Account, null, $"n1-{id.Number}");
        if (meanwhile == Meanwhile.NothingToClose)
            scene.Stage.TradeByHand(scene.Symbol, Side.Sell, ConditionalScene.Size);
        if (meanwhile is Meanwhile.SetOff or Meanwhile.NothingToClose)
            scene.FallTo(trigger);
        scene.Stage.Clock.Run(3 * Second);
    }

    private static void Check(ConditionalScene scene, OrderId id, OrderState state, bool strangers)
    {
        VenueStage stage = scene.Stage;
        if (!strangers)
        {
            scene.CheckWhole(id, state);
            return;
        }

        stage.AwaitQuiet();
        stage.Clock.Run(5 * Second);
        Agreement.Check(stage);
        Assert.Equal(state, stage.Hand.Orders[id].State);
        Assert.Equal(default, stage.Engine.Anomalies);
    }
}
