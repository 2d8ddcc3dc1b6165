using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Random wishes against a venue that is slow, trades, refuses and forgets to answer, watched by a naive twin.</summary>
public sealed class QuoteExecutorTwinTests
{
    [Fact]
    public void After_the_dust_settles_stands_what_was_wanted_less_what_filled_and_was_refused()
    {
        int settled = 0, messages = 0, fills = 0, refused = 0, stray = 0, amends = 0;
        for (int seed = 1; seed <= 200; seed++)
        {
            var market = new RandomQuoteMarket(seed);
            for (int wish = 0; wish < 40; wish++)
            {
                market.Play(market.Random.Next(60));
                market.Want();
                if (wish % 4 != 3)
                    continue;
                market.Settle();
                market.CheckSettled();
                settled++;
            }

            messages += market.Messages;
            fills += market.Fills;
            refused += market.Refusals;
            stray += market.StrayFills;
            amends += market.Amends;
        }

        Assert.True(
            settled == 2_000 && messages > 20_000 && fills > 5_000 && refused > 1_000 && stray > 300 && amends > 3_000,
            $"{messages} messages, {fills} fills, {stray} of them stray, {amends} amends and {refused} refusals are too few to mean anything");
    }

    [Fact]
    public void From_rest_each_quote_that_moves_costs_one_message()
    {
        var random = new Random(5);
        int messages = 0;
        var desk = new ManualDesk();
        for (int wish = 0; wish < 5_000; wish++)
        {
            (long Price, long Units)[] bids = [.. Enumerable.Range(90, 10).Where(_ => random.Next(2) == 0).Select(p => ((long)p, 3L))];
            long[] standing = [.. desk.Live.Values.Select(o => o.Price)], wanted = [.. bids.Select(b => b.Price)];
            desk.WantBids(bids);
            int sent = desk.Sent().Length;
            Assert.Equal(Math.Max(standing.Except(wanted).Count(), wanted.Except(standing).Count()), sent);
            messages += sent;
            foreach (DeskOrder order in desk.Live.Values.Where(o => o.InFlight != OrderInFlight.None).ToArray())
                Answer(desk, order);
            Assert.Empty(desk.Sent());
        }

        Assert.True(messages > 10_000);
    }

    private static void Answer(ManualDesk desk, DeskOrder order)
    {
        if (order.InFlight == OrderInFlight.New)
            desk.Acknowledge(order.Id.Number);
        else if (order.InFlight == OrderInFlight.Amend)
            desk.Amended(order.Id.Number);
        else
            desk.Cancelled(order.Id.Number);
    }
}
