using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// What partial-fill promises, on made-up markets: no quantity that was traded or shown fills us twice, a level that crosses us gives no
/// more than it showed at first and rose by since, first come first filled, no order gets more than it asked for, nothing is heard of
/// an order after its end; whatever the queue model.
/// </summary>
public sealed class PartialFillPropertyTests
{
    private static readonly QueueModel[] Queues =
    [
        QueueModel.RiskAverse, QueueModel.Log, QueueModel.Log2, QueueModel.Power(QueueKind.Power, 3), QueueModel.Power(QueueKind.Power, 0.5),
        QueueModel.Power(QueueKind.Power2, 3), QueueModel.Power(QueueKind.Power3, 3), QueueModel.Power(QueueKind.Power3, 0.5),
    ];

    private readonly Approval _approval = new(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One));

    [Theory]
    [InlineData(11, 1, 0)]
    [InlineData(12, 1, 1)]
    public void Own_orders_get_what_the_market_offers_once_and_in_turn(int seed, int ownScale, long lotUnits)
    {
        (int makers, int takers, int shared, _) = Play(seed, markets: 2_000, ownScale, lotUnits);
        Assert.True(makers > 5_000 && takers > 4_000 && shared > 400, $"{makers} maker and {takers} taker fills, {shared} shared rows are too few to mean anything");
    }

    [Theory]
    [InlineData(13, 0)]
    [InlineData(14, 1)]
    public void However_large_own_orders_are_they_get_no_more_than_the_market_brings_to_them(int seed, long lotUnits)
    {
        (int makers, int takers, _, int toldAgain) = Play(seed, markets: 1_000, ownScale: 100, lotUnits);
        Assert.True(makers > 2_000 && takers > 2_000 && toldAgain > 500, $"{makers} maker and {takers} taker fills, {toldAgain} levels told again are too few to mean anything");
    }

    private (int Makers, int Takers, int Shared, int ToldAgain) Play(int seed, int markets, int ownScale, long lotUnits)
    {
        var random = new Random(seed);
        int makers = 0, takers = 0, shared = 0, toldAgain = 0;
        for (int i = 0; i < markets; i++)
        {
            RandomMarket market = RandomMarket.Next(random, random.Next(20, 100), ownScale, lotUnits, isCalm: i % 32 > 24);
            var venue = new SimulatedVenue(market.Instrument, 0, new FeeRates(0, 0), ExchangeModel.PartialFill, Queues[i % Queues.Length]);
            var watch = new LiquidityWatch(venue, market.Instrument.LotUnits);
            Play(market, watch);
            (makers, takers) = (makers + watch.MakerFills, takers + watch.TakerFills);
            (shared, toldAgain) = (shared + watch.SharedRows, toldAgain + watch.RowsToldAgain);
        }

        return (makers, takers, shared, toldAgain);
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
