using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>One order's life with its messages in every possible order, some twice: the books end the same.</summary>
public sealed class PermutationTests
{
    [Fact]
    public void Filled_in_parts_and_cancelled_ends_the_same_in_any_order_of_messages()
    {
        for (int seed = 1; seed <= 150; seed++)
            Play(seed, amends: false, fillsWhole: false);
    }

    [Fact]
    public void Amended_and_filled_ends_the_same_in_any_order_of_messages()
    {
        for (int seed = 1; seed <= 150; seed++)
            Play(seed, amends: true, fillsWhole: true);
    }

    [Fact]
    public void Amended_partly_filled_and_cancelled_ends_the_same_in_any_order_of_messages()
    {
        for (int seed = 1; seed <= 150; seed++)
            Play(seed, amends: true, fillsWhole: false);
    }

    // What the venue did is fixed; which of its messages comes when, twice or (on the stream) not at all, is drawn.
    private static void Play(int seed, bool amends, bool fillsWhole)
    {
        var random = new SeededRandom((ulong)seed);
        var scene = new Scene().Ready();
        string quantity = amends ? "0.014" : "0.010", filled = fillsWhole ? quantity : "0.007", price = amends ? "59998.0" : "59999.5";
        string end = fillsWhole ? "FILLED" : "CANCELED";
        string second = fillsWhole ? (amends ? "0.010" : "0.006") : "0.003";
        scene.OnCall("GET /fapi/v1/order", _ => Venue.Order(end, executed: filled, price: price, quantity: quantity, time: Venue.Time + 50));
        scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(11, "0.004")},{Venue.TradeRow(12, second)}]");
        OrderId id = scene.Place();
        long place = scene.LastRequest;
        var messages = new List<(bool IsStream, string Text)>
        {
            (false, Venue.Reply(place, Venue.Order("NEW"))),
            (true, Venue.Update("NEW", "NEW")),
            (true, Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 11, time: Venue.Time + 10)),
            (true, Venue.Update("TRADE", fillsWhole ? "FILLED" : "PARTIALLY_FILLED", last: second, filled: filled, trade: 12, price: price, quantity: quantity, time: Venue.Time + 40)),
        };
        if (amends)
        {
            scene.Amend(id, 59_998.0m, 0.014m);
            messages.Add((false, Venue.Reply(scene.LastRequest, Venue.Order("PARTIALLY_FILLED", executed: "0.004", price: price, quantity: quantity, time: Venue.Time + 20))));
            messages.Add((true, Venue.Update("AMENDMENT", "PARTIALLY_FILLED", filled: "0.004", price: price, quantity: quantity, time: Venue.Time + 20)));
        }

        if (!fillsWhole)
        {
            scene.Cancel(id);
            messages.Add((false, Venue.Reply(scene.LastRequest, Venue.Order("CANCELED", executed: filled, price: price, quantity: quantity, time: Venue.Time + 50))));
            messages.Add((true, Venue.Update("CANCELED", "CANCELED", filled: filled, price: price, quantity: quantity, time: Venue.Time + 50)));
        }

        for (int i = messages.Count; i > 0; i--)
        {
            if (random.Chance(0.3))
                messages.Add(messages[random.Below(messages.Count)]);
        }

        while (messages.Count > 0)
        {
            int at = random.Below(messages.Count);
            (bool isStream, string text) = messages[at];
            messages.RemoveAt(at);
            // Lost, or told while the stream was being connected again.
            if (isStream && (random.Chance(0.1) || !scene.HasPrivate))
                continue;
            if (isStream)
                scene.Private_(text);
            else if (scene.HasApi)
                scene.ApiReply(text);
            if (random.Chance(0.2))
                scene.Run(random.Below(400));
        }

        scene.Run(120_000);
        int expected = fillsWhole ? (amends ? 14 : 10) : 7;
        string told = $"seed {seed}: {scene.Kinds}";
        Assert.True(scene.Position == expected, told);
        Assert.True(scene.Engine.LiveOrders == 0, told);
        Assert.True(scene.Engine.Anomalies.Overfills == 0 && scene.Engine.Anomalies.DuplicateFills == 0 && scene.Engine.Anomalies.LateFills == 0, told);
        Assert.True(scene.Reports.Count(r => r.Kind == ReportKind.Acknowledged) == 1, told);
        Assert.True(scene.Reports.Count(r => r.Kind is ReportKind.Cancelled or ReportKind.Expired or ReportKind.Rejected) == (fillsWhole ? 0 : 1), told);
        Assert.True(scene.Requests("order.place").Count() == 1 && scene.CallsTo("POST /fapi/v1/order").Count == 0, told);
    }
}
