using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The matching engine against its plain twin over random orders; the seeds fixed.</summary>
public class MatchingEngineTwinTests
{
    private const int Steps = 20_000;
    private const int StepsPerFullCheck = 50;

    private readonly SortedDictionary<(Side, long), long> _told = [];

    [Theory]
    [InlineData(1, 1, 30, 6)]
    [InlineData(2, 10, 30, 6)]
    [InlineData(3, 1, 200, 2)]
    [InlineData(4, 3, 60, 40)]
    public void The_engine_agrees_with_its_twin(int seed, long lot, int orders, int prices)
    {
        var random = new Random(seed);
        var engine = new MatchingEngine(lot, 4);
        var twin = new PlainMatching(lot);
        var outcomes = new HashSet<SubmissionOutcome>();
        for (int i = 0; i < Steps; i++)
        {
            long id = random.Next(2 * orders), price = 1000 + random.Next(-prices, prices + 1);
            var tif = (TimeInForce)random.Next(1, 5);
            long quantity = random.Next(40) == 0 ? random.Next(-2, 3) : lot * random.Next(1, 9);
            switch (random.Next(10))
            {
                case < 5:
                    Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                    int owner = random.Next(4);
                    bool isMarket = random.Next(12) == 0;
                    Submission ours = engine.Submit(id, owner, side, new Price(price), new Quantity(quantity), tif, isMarket);
                    Assert.Equal(twin.Submit(id, owner, side, price, quantity, tif, isMarket), ours);
                    outcomes.Add(ours.Outcome);
                    break;
                case < 7:
                    if (random.Next(2) == 0 && twin.Find(id) is { } known)
                        price = known.Price;
                    Assert.Equal(twin.Amend(id, price, quantity, tif), engine.Amend(id, new Price(price), new Quantity(quantity), tif));
                    break;
                case 7:
                    Assert.Equal(twin.Reduce(id, quantity), engine.Reduce(id, new Quantity(quantity)));
                    break;
                default:
                    Assert.Equal(twin.Cancel(id), engine.Cancel(id));
                    break;
            }

            Check(engine, twin);
            if (i % StepsPerFullCheck == 0)
                CheckOrders(engine, twin);
        }

        Assert.Equal(4, outcomes.Count);
    }

    // Whoever follows the changes alone has the book.
    private void Check(MatchingEngine engine, PlainMatching twin)
    {
        Assert.Equal(twin.Executions, engine.Executions.ToArray());
        foreach (LevelChange change in engine.Changes)
        {
            Assert.NotEqual(change.Quantity.Units, _told.GetValueOrDefault((change.Side, change.Price.Units)));
            if (change.Quantity.IsZero)
                _told.Remove((change.Side, change.Price.Units));
            else
                _told[(change.Side, change.Price.Units)] = change.Quantity.Units;
        }

        twin.Executions.Clear();
        engine.ClearResults();
        Assert.Equal(0, engine.Executions.Length + engine.Changes.Length);
    }

    private void CheckOrders(MatchingEngine engine, PlainMatching twin)
    {
        Assert.Equal(twin.Levels(), _told);
        foreach (PlainMatching.PlainOrder order in twin.Resting)
        {
            Assert.True(engine.TryFind(order.Id, out RestingOrder found));
            Assert.Equal((order.Owner, order.Side, order.Price, order.Left), (found.Owner, found.Side, found.Price.Units, found.Quantity.Units));
        }

        Assert.Equal(twin.Resting.Count, engine.Orders.OrderCount);
        Assert.False(engine.Book.IsCrossed);
        Assert.Equal(0, engine.Orders.Anomalies.Total);
    }
}
