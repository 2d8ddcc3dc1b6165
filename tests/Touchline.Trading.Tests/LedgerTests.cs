using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>Average cost, by hand and against a plain twin.</summary>
public sealed class LedgerTests
{
    private static readonly Instrument Tenths = Desk.Plain with { Multiplier = 0.1m };

    private static void Apply(Ledger ledger, Side side, long price, long quantity, decimal fee = 0) =>
        ledger.Apply(side, new Quantity(quantity), Tenths.Value(new Price(price), new Quantity(quantity)), fee);

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
}
