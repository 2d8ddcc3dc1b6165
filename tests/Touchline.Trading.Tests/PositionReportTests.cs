using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What a venue says of the position: funding and liquidations, shared by strategies to the last digit.</summary>
public sealed class PositionReportTests
{
    private readonly Holder[] _holders = [new(), new(), new()];
    private readonly Engine _engine;
    private long _trades;

    public PositionReportTests()
    {
        _engine = new Engine([Desk.Plain], [.. _holders.Select((h, i) => new StrategySetup($"s{i}", h))], new RiskLimits());
        _engine.Start(0);
    }

    private void Hold(params long[] positions)
    {
        foreach ((Holder holder, long position) in _holders.Zip(positions).Where(p => p.Second != 0))
        {
            Side side = position > 0 ? Side.Buy : Side.Sell;
            OrderId id = holder.Context.Place(NewOrder.Limit(0, side, new Price(100), new Quantity(Math.Abs(position)))).Id;
            _engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = id, Price = new Price(100), Quantity = new Quantity(Math.Abs(position)), TradeId = ++_trades });
            holder.Told.Clear();
        }
    }

    private void Funding(decimal paid, long at = 10) =>
        _engine.OnReport(new OrderReport { Kind = ReportKind.Funding, Fee = paid, ExchangeNs = at, Quantity = _engine.Ledger(0).Position });

    private void Liquidated(Side side, long quantity, decimal fee) => _engine.OnReport(new OrderReport
    {
        Kind = ReportKind.Liquidation,
        Side = side,
        Price = new Price(90),
        Quantity = new Quantity(quantity),
        Fee = fee,
        TradeId = ++_trades,
    });

    private void External(Side side, long quantity, decimal fee = 0, long trade = 0) => _engine.OnReport(new OrderReport
    {
        Kind = ReportKind.External,
        Side = side,
        Price = new Price(95),
        Quantity = new Quantity(quantity),
        Fee = fee,
        TradeId = trade != 0 ? trade : ++_trades,
    });

    private decimal[] Paid => [.. _engine.Strategies.Select(s => -s.Ledger(0).Funding)];

    private long[] Positions => [.. _engine.Strategies.Select(s => s.Ledger(0).Position.Units)];

    [Fact]
    public void Funding_is_shared_by_positions_and_the_other_side_receives()
    {
        Hold(8, -3, 1);
        Funding(6);
        Assert.Equal([8m, -3m, 1m], Paid);
        Assert.Equal(-6, _engine.Ledger(0).Funding);
        Assert.Equal(["funding -8 on 8"], _holders[0].Told);
        Assert.Equal(["funding 3 on -3"], _holders[1].Told);
        ProfitAndLoss money = _holders[0].Context.ProfitAndLoss(0);
        Assert.Equal((-8m, -8m), (money.Funding, money.Net - money.Realised - money.Unrealised));
    }

    [Fact]
    public void The_last_position_takes_what_rounding_leaves()
    {
        Hold(1, 1, 1);
        Funding(1);
        Assert.Equal([0.333333333333m, 0.333333333333m, 0.333333333334m], Paid);
    }

    [Fact]
    public void Funding_that_comes_twice_is_booked_once()
    {
        Hold(2, 0, 0);
        Funding(1);
        Funding(1);
        Assert.Equal((-1m, 1), (_engine.Ledger(0).Funding, _engine.Anomalies.Illegal));
        Funding(1, at: 11);
        Assert.Equal(-2, _engine.Ledger(0).Funding);
    }

    [Fact]
    public void A_liquidation_is_shared_by_the_positions_that_it_closes()
    {
        Hold(6, -3, 3);
        Liquidated(Side.Sell, 6, fee: 1);
        Assert.Equal([2, -3, 1], Positions);
        Assert.Equal([0.666666666667m, 0m, 0.333333333333m], _engine.Strategies.Select(s => s.Ledger(0).Fees));
        Assert.Equal((0, 1m), (_engine.Ledger(0).Position.Units, _engine.Ledger(0).Fees));
        Assert.Equal(["liquidation Sell 4 at 90 of none"], _holders[0].Told);
        Assert.Empty(_holders[1].Told);
        Assert.Equal(["liquidation Sell 2 at 90 of none"], _holders[2].Told);
    }

    [Fact]
    public void Lots_that_cannot_be_shared_go_to_the_first()
    {
        Hold(2, 2, 2);
        Liquidated(Side.Sell, 5, fee: 0);
        Assert.Equal([0, 0, 1], Positions);
        Hold(-4, 0, 1);
        Liquidated(Side.Buy, 2, fee: 0);
        Assert.Equal([-2, 0, 2], Positions);
    }

    [Fact]
    public void A_liquidation_that_comes_twice_is_booked_once()
    {
        Hold(6, 0, 0);
        Liquidated(Side.Sell, 2, fee: 0);
        _trades--;
        Liquidated(Side.Sell, 2, fee: 0);
        Assert.Equal((4, 1), (_engine.Ledger(0).Position.Units, _engine.Anomalies.DuplicateFills));
    }

    [Fact]
    public void A_trade_by_hand_closes_the_strategies_positions_and_what_is_beyond_is_nobodys()
    {
        Hold(6, -3, 2);
        External(Side.Sell, 10, fee: 1);
        Assert.Equal([0, -3, 0], Positions);
        Assert.Equal((-5, -2), (_engine.Ledger(0).Position.Units, _engine.Unassigned(0).Position.Units));
        Assert.Equal([0.6m, 0m, 0.2m], _engine.Strategies.Select(s => s.Ledger(0).Fees));
        Assert.Equal(0.2m, _engine.Unassigned(0).Fees);
        Assert.Equal(["external Sell 6 at 95 of none"], _holders[0].Told);
        Assert.Empty(_holders[1].Told);
        Assert.Equal(["external Sell 2 at 95 of none"], _holders[2].Told);
    }

    [Fact]
    public void What_was_opened_by_hand_is_closed_by_hand_before_any_strategys_position()
    {
        External(Side.Buy, 4);
        Hold(10, 0, 0);
        External(Side.Sell, 3);
        Assert.Equal((10, 1), (Positions[0], _engine.Unassigned(0).Position.Units));
        Assert.Empty(_holders[0].Told);
        External(Side.Sell, 3);
        Assert.Equal((8, 0), (Positions[0], _engine.Unassigned(0).Position.Units));
    }

    [Fact]
    public void Nobodys_position_has_its_share_of_funding_and_of_a_liquidation()
    {
        External(Side.Buy, 4);
        Hold(8, 0, 0);
        Funding(3);
        Assert.Equal((2m, -1m), (Paid[0], _engine.Unassigned(0).Funding));
        Liquidated(Side.Sell, 6, fee: 3);
        Assert.Equal((4, 2, 6), (Positions[0], _engine.Unassigned(0).Position.Units, _engine.Ledger(0).Position.Units));
        Assert.Equal(1, _engine.Unassigned(0).Fees);
    }

    [Fact]
    public void A_payment_without_a_position_here_is_nobodys()
    {
        Funding(3);
        Assert.Equal([0m, 0m, 0m], Paid);
        Assert.Equal((-3m, 1), (_engine.Unassigned(0).Funding, _engine.Anomalies.Illegal));
    }

    [Fact]
    public void A_trade_of_others_that_comes_twice_or_in_another_order_is_booked_once()
    {
        External(Side.Buy, 2, trade: 9);
        External(Side.Buy, 3, trade: 7);
        External(Side.Buy, 2, trade: 9);
        External(Side.Sell, 1, trade: 9); // both sides of it were in the account
        Assert.Equal((4, 1), (_engine.Unassigned(0).Position.Units, _engine.Anomalies.DuplicateFills));
    }

    // The account is what the venue must agree with: whatever is told, in whatever order, it is the sum of its parts.
    [Fact]
    public void The_account_is_the_sum_of_its_parts_after_any_reports()
    {
        long shared = 0, opened = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var test = new PositionReportTests();
            for (int step = 0; step < 60; step++)
            {
                test.Report(random, step);
                Ledger[] parts = [.. test._engine.Strategies.Select(s => s.Ledger(0)), test._engine.Unassigned(0)];
                Ledger account = test._engine.Ledger(0);
                Assert.Equal(account.Position.Units, parts.Sum(p => p.Position.Units));
                Assert.Equal(account.Balance, parts.Sum(p => p.Balance));
                Assert.Equal(account.Fees, parts.Sum(p => p.Fees));
                Assert.Equal(account.Funding, parts.Sum(p => p.Funding));
                Assert.Equal(account.Turnover, parts.Sum(p => p.Turnover));
            }

            shared += test._holders.Sum(h => h.Told.Count(t => !t.StartsWith("fill", StringComparison.Ordinal)));
            opened += test._engine.Unassigned(0).Position.IsZero ? 0 : 1;
        }

        Assert.True(shared > 500 && opened > 200, $"{shared} shares and {opened} positions of nobody are too few to mean anything");
    }

    private void Report(Random random, int step)
    {
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        decimal money = Math.Round((decimal)random.NextDouble() - 0.2m, 8);
        switch (random.Next(6))
        {
            case 0 or 1:
                Hold([.. _holders.Select(_ => (long)random.Next(-9, 10))]);
                break;
            case 2:
                Funding(money, at: step + 1);
                break;
            case 3:
                Liquidated(side, random.Next(1, 30), money);
                break;
            case 4:
                External(side, random.Next(1, 30), money);
                break;
            case 5 when _trades > 0:
                External(side, random.Next(1, 30), money, trade: random.NextInt64(1, _trades + 1));
                break;
        }
    }

    [Fact]
    public void An_order_whose_fate_cannot_be_found_out_is_counted_and_its_late_answer_still_settles_it()
    {
        OrderId id = _holders[0].Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(5))).Id;
        _engine.OnReport(new OrderReport { Kind = ReportKind.Unknown, Id = id });
        _engine.OnReport(new OrderReport { Kind = ReportKind.Unresolved, Id = id });
        Assert.Equal((1, 1, true), (_engine.Anomalies.Unresolved, _engine.LiveOrders, _engine.SnapshotOrders()[0].IsUnknown));
        _engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = id });
        Assert.Equal((0, 0), (_engine.LiveOrders, _engine.Anomalies.Illegal));
    }

    [Fact]
    public void A_callback_that_throws_stops_its_strategy_alone_and_the_books_stay_right()
    {
        Hold(1, 1, 0);
        _holders[0].Throws = true;
        Funding(2);
        Assert.Equal(nameof(Strategy.OnFundingPayment), _engine.Strategies[0].Failure!.Callback);
        Assert.Equal(["funding -1 on 1"], _holders[1].Told);
        Liquidated(Side.Sell, 2, fee: 0);
        Assert.Equal([0, 0, 0], Positions);
    }

    private sealed class Holder : Strategy
    {
        public new IStrategyContext Context => base.Context;

        public List<string> Told { get; } = [];

        public bool Throws { get; set; }

        public override void OnFundingPayment(in FundingPayment payment)
        {
            if (Throws)
                throw new InvalidOperationException("on purpose");
            Told.Add($"funding {payment.Amount:0.##} on {payment.Position}");
        }

        public override void OnFill(in Fill fill) =>
            Told.Add($"{(fill.IsLiquidation ? "liquidation" : fill.IsExternal ? "external" : "fill")} {fill.Side} {fill.Quantity} at {fill.Price} of {(fill.Id.IsNone ? "none" : fill.Id)}");
    }
}
