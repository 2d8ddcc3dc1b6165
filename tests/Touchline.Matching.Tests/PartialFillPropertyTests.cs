using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// What partial-fill promises, on made-up markets: no quantity that was traded or shown fills us twice, first come first filled, no
/// order gets more than it asked for, nothing is heard of an order after its end.
/// </summary>
public sealed class PartialFillPropertyTests
{
    private readonly Approval _approval = new(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One));

    [Theory]
    [InlineData(11, 1, 0)]
    [InlineData(12, 1, 1)]
    public void Own_orders_get_what_the_market_offers_once_and_in_turn(int seed, int ownScale, long lotUnits)
    {
        (int makers, int takers, int shared) = Play(seed, markets: 2_000, ownScale, lotUnits);
        Assert.True(makers > 5_000 && takers > 4_000 && shared > 400, $"{makers} maker and {takers} taker fills, {shared} shared rows are too few to mean anything");
    }

    [Theory]
    [InlineData(13, 0)]
    [InlineData(14, 1)]
    public void However_large_own_orders_are_they_get_no_more_than_the_market_brings_to_them(int seed, long lotUnits)
    {
        (int makers, int takers, _) = Play(seed, markets: 1_000, ownScale: 100, lotUnits);
        Assert.True(makers > 2_000 && takers > 2_000, $"{makers} maker and {takers} taker fills are too few to mean anything");
    }

    private (int Makers, int Takers, int Shared) Play(int seed, int markets, int ownScale, long lotUnits)
    {
        var random = new Random(seed);
        int makers = 0, takers = 0, shared = 0;
        for (int i = 0; i < markets; i++)
        {
            RandomMarket market = RandomMarket.Next(random, random.Next(20, 100), ownScale, lotUnits);
            var venue = new SimulatedVenue(market.Instrument, 0, new FeeRates(0, 0), ExchangeModel.PartialFill);
            var watch = new LiquidityWatch(venue, market.Instrument.LotUnits);
            Play(market, watch);
            (makers, takers, shared) = (makers + watch.MakerFills, takers + watch.TakerFills, shared + watch.SharedRows);
        }

        return (makers, takers, shared);
    }

    private void Play(RandomMarket market, LiquidityWatch watch)
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
                    watch.Place(approved);
                    break;
                case StepKind.Cancel:
                    watch.Cancel(id);
                    break;
                case StepKind.Amend:
                    watch.Amend(id, step.Terms);
                    break;
            }
        }
    }
}
