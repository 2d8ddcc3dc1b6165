using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>Average cost, by hand and against a plain twin.</summary>
public sealed class LedgerTests
{
    private static readonly Instrument Tenths = Desk.Plain with { Multiplier = 0.1m };

    private static void Apply(Ledger ledger, Side side, long price, long quantity, decimal fee = 0) =>
        ledger.Apply(side, new Quantity(quantity), Tenths.Value(new Price(price), new Quantity(quantity)), new Fee(fee));

    [Fact]
    public void Closing_a_part_realises_the_difference_to_the_average_price()
    {
        var ledger = new Ledger();
        Apply(ledger, Side.Buy, 100, 2);
        Apply(ledger, Side.Buy, 110, 2);
        Assert.Equal(105, ledger.AveragePrice(Tenths));
        Apply(ledger, Side.Sell, 120, 1);
        Assert.Equal((1.5m, 105m), (ledger.Realised, ledger.AveragePrice(Tenths)));
        Assert.Equal(3 * 0.1m * (130 - 105), ledger.Unrealised(Tenths, 130));
    }

    [Fact]
    public void A_fill_through_zero_closes_the_position_and_opens_the_rest_at_its_price()
    {
        var ledger = new Ledger();
        Apply(ledger, Side.Buy, 100, 3);
        Apply(ledger, Side.Sell, 90, 5);
        Assert.Equal((-3m, -2, 90m), (ledger.Realised, ledger.Position.Units, ledger.AveragePrice(Tenths)));
        Apply(ledger, Side.Buy, 80, 2);
        Assert.Equal((-1m, 0, 0m), (ledger.Realised, ledger.Position.Units, ledger.AveragePrice(Tenths)));
    }

    [Fact]
    public void A_rebate_is_a_negative_fee_and_raises_equity()
    {
        var ledger = new Ledger();
        Apply(ledger, Side.Buy, 100, 1, fee: -0.25m);
        Assert.Equal((-0.25m, 0.25m), (ledger.Fees, ledger.Equity(Tenths, 100)));
    }

    [Fact]
    public void Realised_and_unrealised_equal_a_plain_account_and_add_up_to_the_last_digit()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            var ledger = new Ledger();
            decimal position = 0, average = 0, realised = 0, fees = 0;
            for (int i = 0; i < 200; i++)
            {
                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                long price = random.Next(1, 200_000), quantity = random.Next(1, 2_000);
                decimal fee = random.Next(-100, 100) / 1_000m;
                Apply(ledger, side, price, quantity, fee);
                fees += fee;
                decimal change = side.Sign() * quantity * 0.1m, after = position + change;
                if (position * change < 0)
                {
                    realised += Math.Min(Math.Abs(change), Math.Abs(position)) * Math.Sign(position) * (price - average);
                    if (after == 0 || Math.Sign(after) != Math.Sign(position))
                        average = price;
                }
                else
                {
                    average = (average * Math.Abs(position) + price * Math.Abs(change)) / Math.Abs(after);
                }

                position = after;
                decimal mid = random.Next(1, 200_000) / 2m;
                Assert.InRange(ledger.Realised - realised, -1e-7m, 1e-7m);
                Assert.InRange(ledger.Unrealised(Tenths, mid) - position * (mid - average), -1e-7m, 1e-7m);
                Assert.Equal(ledger.Equity(Tenths, mid) + fees, ledger.Realised + ledger.Unrealised(Tenths, mid));
                Assert.Equal(position, ledger.Position.Units * 0.1m);
            }
        }
    }

    [Fact]
    public void What_is_oldest_is_closed_first_and_the_other_way_of_counting_stays_as_it_is()
    {
        var ledger = new Ledger();
        Apply(ledger, Side.Buy, 100, 2);
        Apply(ledger, Side.Buy, 110, 2);
        Apply(ledger, Side.Sell, 120, 3);
        Assert.Equal((2 * 0.1m * 20 + 0.1m * 10, 3 * 0.1m * 15), (ledger.RealisedFifo, ledger.Realised));
        Assert.Equal(new PositionLot(1, 11, 11), ledger.Lot(0));
        Apply(ledger, Side.Sell, 130, 5);
        Assert.Equal((2 * 0.1m * 20 + 0.1m * 10 + 0.1m * 20, -4), (ledger.RealisedFifo, ledger.Position.Units));
        Assert.Equal((1, new PositionLot(4, -4 * 13, -13)), (ledger.Lots, ledger.Lot(0)));
        Apply(ledger, Side.Buy, 130, 4);
        Assert.Equal((ledger.Realised, 0m), (ledger.RealisedFifo, ledger.UnrealisedFifo(Tenths, 7)));
    }

    [Theory]
    [InlineData("1", "1", "1")]
    [InlineData("0.1", "0.001", "1")]
    [InlineData("0.00000001", "0.00000001", "0.1")]
    [InlineData("0.05", "3", "0.01")]
    public void First_in_first_out_equals_a_plain_list_of_lots_to_the_last_digit_and_both_ways_add_up_to_the_same(string tick, string lot, string multiplier)
    {
        Instrument traded = Instrument.Linear("test", "X", DecimalUnit.Parse(tick, "tick"), DecimalUnit.Parse(lot, "lot")) with { Multiplier = decimal.Parse(multiplier, System.Globalization.CultureInfo.InvariantCulture) };
        var random = new Random(12);
        for (int round = 0; round < 60; round++)
        {
            var ledger = new Ledger();
            var lots = new List<(long Units, long Price)>();
            decimal realised = 0;
            for (int i = 0; i < 300; i++)
            {
                int sign = random.Next(2) == 0 ? 1 : -1;
                long price = random.Next(1, random.Next(2) == 0 ? 4 : 10_000_000), units = random.Next(1, random.Next(2) == 0 ? 5 : 3_000_000);
                ledger.Apply(sign > 0 ? Side.Buy : Side.Sell, new Quantity(units), traded.Value(new Price(price), new Quantity(units)), new Fee(0));
                for (long left = units; left > 0;)
                {
                    if (lots.Count == 0 || Math.Sign(lots[0].Units) == sign)
                    {
                        lots.Add((sign * left, price));
                        break;
                    }

                    long closed = Math.Min(left, Math.Abs(lots[0].Units));
                    realised -= sign * (traded.Value(new Price(price), new Quantity(closed)) - traded.Value(new Price(lots[0].Price), new Quantity(closed)));
                    left -= closed;
                    lots[0] = (lots[0].Units + sign * closed, lots[0].Price);
                    if (lots[0].Units == 0)
                        lots.RemoveAt(0);
                }

                Assert.Equal(realised, ledger.RealisedFifo);
                decimal mid = random.Next(1, 200_000) / 2m;
                Assert.Equal(ledger.Realised + ledger.Unrealised(traded, mid), ledger.RealisedFifo + ledger.UnrealisedFifo(traded, mid));
                Assert.Equal(lots.Sum(l => l.Units), ledger.Position.Units);
                Assert.Equal(lots.Sum(l => l.Units), Enumerable.Range(0, ledger.Lots).Sum(a => ledger.Lot(a).Units) * Math.Sign(ledger.Position.Units));
            }
        }
    }

    [Fact]
    public void Beyond_the_bound_fills_join_the_newest_lot_and_the_total_stays_exact()
    {
        var random = new Random(13);
        var ledger = new Ledger();
        decimal balance = 0;
        for (int i = 0; i < 3 * LotQueue.Most; i++)
        {
            // Prices that never come twice in a row, so that none is one lot with the one before.
            long price = 1_000 + 2 * random.Next(1_000) + i % 2, quantity = random.Next(1, 7);
            Apply(ledger, Side.Buy, price, quantity);
            balance -= price * quantity * 0.1m;
        }

        Assert.Equal((LotQueue.Most, 2L * LotQueue.Most), (ledger.Lots, ledger.JoinedLots));
        while (!ledger.Position.IsZero)
        {
            long price = random.Next(1, 2_000), quantity = Math.Min(random.Next(1, 9), ledger.Position.Units);
            Apply(ledger, Side.Sell, price, quantity);
            balance += price * quantity * 0.1m;
            Assert.Equal(ledger.Realised + ledger.Unrealised(Tenths, 1_234), ledger.RealisedFifo + ledger.UnrealisedFifo(Tenths, 1_234));
        }

        Assert.Equal((balance, balance, 0), (ledger.RealisedFifo, ledger.Realised, ledger.Lots));
    }

    [Fact]
    public void Fills_at_one_price_in_a_row_are_one_lot()
    {
        var ledger = new Ledger();
        for (int i = 0; i < 5_000; i++)
            Apply(ledger, Side.Sell, 99, 3);
        Assert.Equal((1, 0L), (ledger.Lots, ledger.JoinedLots));
        Assert.Equal(new PositionLot(15_000, -15_000 * 9.9m, -9.9m), ledger.Lot(0));
    }

    [Fact]
    public void A_position_that_turns_over_costs_no_allocation()
    {
        var ledger = new Ledger();
        Play(20_000);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Play(100_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 8 * 1024);
        Assert.True(ledger.Fills == 120_000 && ledger.Turnover > 0);

        void Play(int fills)
        {
            for (int i = 0; i < fills; i++)
                Apply(ledger, i % 100 < 50 ? Side.Buy : Side.Sell, 1_000 + i % 37, 1 + i % 50 / 10, fee: 0.01m);
        }
    }

    [Fact]
    public void A_fee_in_another_asset_is_converted_at_the_price_known_at_the_fill_and_else_counted_as_unpriced()
    {
        var ledger = new Ledger();
        Fill(new Fee(0.002m, 2, 600));
        Fill(new Fee(0.003m, 2));
        Fill(new Fee(0.5m));
        Fill(new Fee(0, 1));
        Fill(new Fee(-0.001m, 2, 500));
        Assert.Equal((1.2m + 0.5m - 0.5m, 1L), (ledger.Fees, ledger.UnpricedFees));
        Assert.Equal(new AssetFees(0, 0.5m, 0.5m, 0, 0), ledger.FeesIn(0));
        Assert.Equal(new AssetFees(1, 0, 0, 0, 0), ledger.FeesIn(1));
        Assert.Equal(new AssetFees(2, 0.004m, 0.7m, 0.003m, 1), ledger.FeesIn(2));
        Assert.Equal(new AssetFees(9, 0, 0, 0, 0), ledger.FeesIn(9));
        Assert.Equal(3, ledger.FeeAssets);
        Assert.Equal(-1.2m, ledger.Equity(Tenths, 100));

        void Fill(Fee fee) => ledger.Apply(Side.Buy, new Quantity(1), 10, fee);
    }

    [Fact]
    public void A_ledger_made_again_from_its_state_goes_on_as_the_first()
    {
        var random = new Random(14);
        for (int round = 0; round < 50; round++)
        {
            var first = new Ledger();
            Play(first, new Random(round), random.Next(1, 2_500));
            var second = new Ledger();
            second.Restore(first.State);
            Play(first, new Random(-round), 200);
            Play(second, new Random(-round), 200);
            Assert.Equal(Describe(first), Describe(second));
        }

        static void Play(Ledger ledger, Random random, int fills)
        {
            for (int i = 0; i < fills; i++)
            {
                ledger.Apply(
                    random.Next(5) == 0 ? Side.Sell : Side.Buy, new Quantity(random.Next(1, 4)), random.Next(1, 99) * 0.3m,
                    new Fee(random.Next(-9, 9) * 0.1m, (byte)random.Next(3), random.Next(2) * 3));
                ledger.ApplyFunding(random.Next(-9, 9));
            }
        }

        static object Describe(Ledger l) => (
            string.Join(' ', Enumerable.Range(0, l.Lots).Select(l.Lot)), (l.Position, l.Balance, l.Realised, l.RealisedFifo, l.Turnover, l.Fills),
            (l.Fees, l.UnpricedFees, l.FeesIn(0), l.FeesIn(1), l.FeesIn(2), l.Funding, l.JoinedLots));
    }

    [Fact]
    public void A_state_in_finer_units_is_the_same_money()
    {
        var ledger = new Ledger();
        Apply(ledger, Side.Buy, 100, 2);
        Apply(ledger, Side.Buy, 110, 2);
        Instrument finer = Tenths with { QuantityUnit = new QuantityUnit(DecimalUnit.Parse("0.01", "lot")) };
        var other = new Ledger();
        other.Restore(ledger.State.InFinerUnits(100));
        Assert.Equal((400, 105m, 4 * 0.1m * 5), (other.Position.Units, other.AveragePrice(finer), other.Unrealised(finer, 110)));
        other.Apply(Side.Sell, new Quantity(300), finer.Value(new Price(120), new Quantity(300)), new Fee(0));
        Assert.Equal(2 * 0.1m * 20 + 0.1m * 10, other.RealisedFifo);
    }
}
