using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>What holds of orders with terms and of the account's money, on thousands of made-up markets, against a plain account.</summary>
public sealed class AccountPropertyTests
{
    private readonly Approval _approval = new(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One));

    [Theory]
    [InlineData(1, ExchangeModel.PartialFill, 2_000)]
    [InlineData(2, ExchangeModel.NoPartialFill, 2_000)]
    [InlineData(3, ExchangeModel.ReferencePartialFill, 2_000)]
    public void Terms_and_money_hold_after_every_step_on_thousands_of_random_markets(int seed, ExchangeModel model, int markets)
    {
        var random = new Random(seed);
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < markets; i++)
        {
            (RandomMarket market, MarginTerms? margin) = AccountMarket.Next(random);
            var venue = new SimulatedVenue(market.Instrument, 0, new FeeRates(-0.0001m, 0.0003m), model, margin: margin);
            var watch = new AccountWatch(venue, market.Instrument, margin);
            try
            {
                Play(market, watch);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, market {i}, margin {margin}\n{e}\n{market}");
            }

            foreach ((string what, int count) in watch.Seen)
                seen[what] = seen.GetValueOrDefault(what) + count;
        }

        // The markets are worth something only if everything happens in them.
        foreach (string what in (string[])["Reduced", "Funding", "Liquidation", "Rejected", "Expired", "Amended", "AmendRejected", "StopMarket", "TakeProfit", "TrailingStop"])
            Assert.True(seen.GetValueOrDefault(what) > markets / 25, $"{what} came {seen.GetValueOrDefault(what)} times");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Terms_and_money_hold_after_every_step_on_fifteen_thousand_random_markets()
    {
        foreach ((int seed, ExchangeModel model) in ((int, ExchangeModel)[])[(1, ExchangeModel.PartialFill), (2, ExchangeModel.NoPartialFill), (3, ExchangeModel.ReferencePartialFill)])
            Terms_and_money_hold_after_every_step_on_thousands_of_random_markets(seed, model, 5_000);
    }

    private void Play(RandomMarket market, AccountWatch watch)
    {
        var ids = new List<OrderId>();
        foreach (Step step in market.Steps)
        {
            OrderId id = step.Order < ids.Count ? ids[step.Order] : new OrderId(long.MaxValue);
            switch (step.Kind)
            {
                case StepKind.Row:
                    watch.Row(step.Row);
                    break;
                case StepKind.Place:
                    ApprovedOrder approved = _approval.Of(step.Terms);
                    ids.Add(approved.Id);
                    watch.Place(approved, step.Row.ExchangeNs);
                    break;
                case StepKind.Cancel:
                    watch.Cancel(id, step.Row.ExchangeNs);
                    break;
                case StepKind.Amend:
                    watch.Amend(id, step.Terms, step.Row.ExchangeNs);
                    break;
            }
        }
    }
}
