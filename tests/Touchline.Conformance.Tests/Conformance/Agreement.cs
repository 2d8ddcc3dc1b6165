using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Conformance.Tests;

/// <summary>What a session and the exchange have to agree about when nothing is under way.</summary>
internal static class Agreement
{
    private const int TopLevels = 100;

    /// <summary>Null, or where the book that was told differs from the exchange's: its best levels, or a level that the exchange doesn't have so.</summary>
    public static string? BookDifference(IVenueSight stage, int instrument, BookLevel[] bids, BookLevel[] asks)
    {
        SessionBook told = stage.Session.Books[instrument];
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            BookLevel[] ours = told.Book.Snapshot(side), theirs = side == Side.Buy ? bids : asks;
            for (int i = 0; i < Math.Min(TopLevels, theirs.Length); i++)
            {
                if (i >= ours.Length || ours[i] != theirs[i])
                    return $"{stage.Symbols[instrument]} {side} level {i}: told {(i < ours.Length ? ours[i] : null)}, the exchange has {theirs[i]}";
            }

            // Levels beyond a snapshot's end aren't known before they change.
            Dictionary<Price, Quantity> has = theirs.ToDictionary(l => l.Price, l => l.Quantity);
            foreach (BookLevel level in ours)
            {
                if (has.GetValueOrDefault(level.Price) != level.Quantity)
                    return $"{stage.Symbols[instrument]} {side}: told {level}, the exchange has {has.GetValueOrDefault(level.Price)} there";
            }
        }

        return null;
    }

    /// <summary>The book told is the exchange's, at one and the same update id.</summary>
    public static void AwaitBook(VenueStage stage, int instrument = 0, long mostNs = 10 * VenueStage.Second)
    {
        SessionBook told = stage.Session.Books[instrument];
        stage.Await(
            () => told.IsInStep && told.UpdateId == stage.UpdateId(stage.Symbols[instrument]), mostNs,
            $"the book of {stage.Symbols[instrument]} in step, {told.IsInStep}: told {told.UpdateId}, the exchange has {stage.UpdateId(stage.Symbols[instrument])}");
        OrderBook market = stage.MarketBook(stage.Symbols[instrument]);
        Assert.Null(BookDifference(stage, instrument, market.Snapshot(Side.Buy), market.Snapshot(Side.Sell)));
    }

    /// <summary>Orders, positions, fills, fees and money; and no order was doubled.</summary>
    public static void Check(VenueStage stage)
    {
        Assert.Null(Difference(stage));
    }

    public static string? Difference(IVenueSight stage) =>
        OrderDifference(stage) ?? DoubledOrder(stage) ?? FillDifference(stage) ?? PositionDifference(stage) ?? MoneyDifference(stage) ?? SumDifference(stage);

    public static string? DoubledOrder(IVenueSight stage)
    {
        foreach (IGrouping<long, StageOrder> same in stage.Orders().Where(o => o.Number != 0).GroupBy(o => o.Number))
        {
            if (same.Count() > 1)
                return $"order {same.Key} is at the exchange {same.Count()} times";
        }

        return null;
    }

    public static string? OrderDifference(IVenueSight stage)
    {
        Dictionary<long, OrderUpdate> ours = stage.Engine.SnapshotOrders().ToDictionary(o => o.Id.Number);
        foreach (StageOrder order in stage.Orders().Where(o => o is { IsLive: true, Number: not 0 }))
        {
            if (!ours.Remove(order.Number, out OrderUpdate known))
                return $"the exchange has {order}, which the engine doesn't think live";
            Instrument traded = stage.Engine.Instruments[known.Instrument];
            (string, Side, decimal, decimal, decimal) expected = (
                traded.Symbol, known.Side, traded.PriceUnit.ToDecimal(known.Price), traded.QuantityUnit.ToDecimal(known.Quantity),
                traded.QuantityUnit.ToDecimal(known.Quantity - known.Remaining));
            if (expected != (order.Symbol, order.Side, order.Price, order.Quantity, order.Executed))
                return $"the exchange has {order}, the engine {known}";
        }

        return ours.Count == 0 ? null : $"the engine has {ours.First().Value}, which isn't live at the exchange: {stage.Orders().FirstOrDefault(o => o.Number == ours.First().Key)}";
    }

    public static string? FillDifference(IVenueSight stage)
    {
        OrderReport[] told = [.. stage.Session.Reports.Where(r => r.Kind is ReportKind.Fill or ReportKind.External or ReportKind.Liquidation)];
        StageFill[] made = [.. stage.Fills()];
        var left = new Dictionary<(long, long), OrderReport>();
        foreach (OrderReport fill in told)
        {
            if (!left.TryAdd((fill.Id.Number, fill.TradeId), fill))
                return $"fill {fill.TradeId} of order {fill.Id.Number} was told twice";
        }

        foreach (StageFill fill in made)
        {
            if (!left.Remove((fill.Number, fill.TradeId), out OrderReport report))
                return $"{fill} was never told";
            Instrument traded = stage.Engine.Instruments[report.Instrument];
            if ((traded.PriceUnit.ToDecimal(report.Price), traded.QuantityUnit.ToDecimal(report.Quantity), report.Fee) != (fill.Price, fill.Quantity, fill.Fee))
                return $"{fill} was told as {traded.PriceUnit.ToDecimal(report.Price)} × {traded.QuantityUnit.ToDecimal(report.Quantity)}, fee {report.Fee}";
        }

        return left.Count == 0 ? null : $"fill {left.First().Key} was told and never made";
    }

    /// <summary>The account is the sum of what strategies have and what is nobody's.</summary>
    public static string? SumDifference(IVenueSight stage)
    {
        for (int i = 0; i < stage.Symbols.Count; i++)
        {
            Trading.Ledger account = stage.Engine.Ledger(i);
            Trading.Ledger[] parts = [.. stage.Engine.Strategies.Select(s => s.Ledger(i)), stage.Engine.Unassigned(i)];
            if ((account.Position.Units, account.Balance, account.Fees, account.Funding)
                != (parts.Sum(p => p.Position.Units), parts.Sum(p => p.Balance), parts.Sum(p => p.Fees), parts.Sum(p => p.Funding)))
                return $"{stage.Symbols[i]}: the account isn't the sum of its parts";
        }

        return null;
    }

    public static string? PositionDifference(IVenueSight stage)
    {
        for (int i = 0; i < stage.Symbols.Count; i++)
        {
            decimal ours = stage.Engine.Instruments[i].QuantityUnit.ToDecimal(stage.Engine.Ledger(i).Position), theirs = stage.Position(stage.Symbols[i]);
            if (ours != theirs)
                return $"{stage.Symbols[i]}: the engine's position is {ours}, the account's {theirs}";
        }

        return null;
    }

    // What closed trades earned depends on the order in which they were told; the wallet and what the open position cost together don't.
    public static string? MoneyDifference(IVenueSight stage)
    {
        // The exchange rounds prices and what a fill realised.
        decimal tolerance = 1e-7m * (stage.Fills().Count + 1);
        decimal ours = stage.Money, theirs = stage.Wallet;
        for (int i = 0; i < stage.Symbols.Count; i++)
        {
            Trading.Ledger ledger = stage.Engine.Ledger(i);
            ours += ledger.Balance - ledger.Fees + ledger.Funding;
            theirs -= stage.PositionCost(stage.Symbols[i]);
        }

        return Math.Abs(ours - theirs) <= tolerance ? null : $"wallet less the open positions' cost: by the engine {ours}, at the exchange {theirs}";
    }
}
