using System.Numerics;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Orders of the largest quantities there are: what they could make of a position is reckoned beside in numbers without an end.</summary>
public sealed class LargeQuantityTests
{
    [Fact]
    public void What_could_be_is_counted_whatever_it_adds_up_to()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var holding = new Holding(Desk.Plain, RiskLimits.None);
            BigInteger buy = 0, sell = 0, position = 0;
            for (int step = 0; step < 50; step++)
            {
                long units = random.NextInt64(DecimalUnit.MaxCount) + 1, more = random.NextInt64(DecimalUnit.MaxCount);
                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                holding.AddWorking(side, units);
                (buy, sell) = side == Side.Buy ? (buy + units, sell) : (buy, sell + units);
                if (BigInteger.Abs(position + side.Sign() * units) <= DecimalUnit.MaxCount)
                {
                    holding.Ledger.Apply(side, new Quantity(units), 0, default);
                    position += side.Sign() * units;
                }

                BigInteger onBuy = position + buy + more, onSell = sell + more - position;
                Assert.Equal((onBuy, onSell), ((BigInteger)holding.WorstOn(Side.Buy, more), (BigInteger)holding.WorstOn(Side.Sell, more)));
                Assert.Equal(BigInteger.Max(0, BigInteger.Max(position + buy, sell - position)), (BigInteger)holding.Worst());
                Assert.Equal((decimal)BigInteger.Min(long.MaxValue, BigInteger.Max(0, onBuy)), holding.WorstQuantity(Side.Buy, more));
                Assert.Equal((decimal)BigInteger.Min(long.MaxValue, BigInteger.Max(0, onSell)), holding.WorstQuantity(Side.Sell, more));
                Assert.Equal((long)BigInteger.Min(long.MaxValue, sell), holding.Working(Side.Sell).Units);
                Assert.True(holding.IsOpen);
            }
        }
    }

    // Without a limit too, as what is counted is to stay countable: else enough orders would make a long position a short one.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_of_the_largest_orders_pass_no_gate_that_one_does_not(bool isLimited)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            long most = isLimited ? random.NextInt64(DecimalUnit.MaxCount) + 1 : DecimalUnit.MaxCount;
            var floor = new RiskFloor(isLimited ? RiskLimits.None with { MaxPosition = most } : RiskLimits.None);
            floor.Book(0, 99, 101);
            BigInteger working = 0, position = 0;
            for (int step = 0; step < 60; step++)
            {
                long units = random.NextInt64(DecimalUnit.MaxCount / (1 << random.Next(8))) + 1;
                Placement placed = floor.Limit(Side.Buy, 90, units);
                bool fits = position + working + units <= most;
                Assert.Equal(fits ? RiskRefusal.None : RiskRefusal.MaxPosition, placed.Refusal);
                Assert.Equal(fits, placed.IsPlaced);
                if (fits && random.Next(2) == 0)
                {
                    floor.Report(ReportKind.Fill, placed.Id, units, 90);
                    position += units;
                }
                else if (fits)
                    working += units;
                Assert.Equal((decimal)(position + working), floor.Engine.WorstPosition(0, Side.Buy));
            }
        }
    }
}
