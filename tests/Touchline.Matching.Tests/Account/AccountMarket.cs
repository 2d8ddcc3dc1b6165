using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// Made-up markets as <see cref="RandomMarket"/> makes them, with orders of all types and terms, mark prices and funding rates among
/// the rows, and times far enough apart that dates and funding times come between them.
/// </summary>
internal static class AccountMarket
{
    private const long Notice = SimulatedVenue.LeastNoticeNs;

    public static (RandomMarket Market, MarginTerms? Margin) Next(Random random)
    {
        RandomMarket market = RandomMarket.Next(random, random.Next(30, 120), lotUnits: random.Next(2) == 0 ? 1 : 0);
        long now = Notice;
        bool hasMarks = random.Next(3) > 0, hasDates = random.Next(2) == 0;
        var steps = new List<Step>();
        foreach (Step step in market.Steps)
        {
            now += random.Next(4) == 0 ? 0 : random.NextInt64(1, Notice);
            if (hasMarks && random.Next(6) == 0)
                steps.Add(Row(EventKind.MarkPrice, now, random.NextInt64(40, 60) * 100_000_000 + random.Next(100)));
            if (random.Next(12) == 0)
                steps.Add(Row(EventKind.Funding, now, random.NextInt64(-2, 3) * 1_000_000_000, now + random.NextInt64(-Notice, 12 * Notice)));
            steps.Add(step.Kind switch
            {
                StepKind.Row => step with { Row = step.Row with { ExchangeNs = now, LocalNs = now } },
                StepKind.Place => step with { Row = new MarketEvent { ExchangeNs = now }, Terms = Terms(random, step.Terms, now, hasDates) },
                _ => step with { Row = new MarketEvent { ExchangeNs = now } },
            });
        }

        decimal value = 50 * 3 * market.Instrument.Lot * market.Instrument.Multiplier;
        MarginTerms? margin = random.Next(2) == 0 ? null : new MarginTerms
        {
            Deposit = value / random.Next(1, 8) * 2,
            Leverage = random.Next(1, 15),
            Maintenance = [new MarginBracket(0, 0.02m), new MarginBracket(value, 0.04m)],
            LiquidationFee = 0.01m * random.Next(2),
        };
        return (market with { Steps = steps }, margin);
    }

    private static NewOrder Terms(Random random, NewOrder order, long now, bool hasDates)
    {
        if (random.Next(3) == 0)
            order = order with { ReduceOnly = true };
        if (random.Next(4) == 0)
            order = Conditional(random, order);
        bool canHaveDate = order.Type.IsConditional() || (order.Type == OrderType.Limit && order.TimeInForce == TimeInForce.GoodTillCancel);
        return hasDates && canHaveDate && random.Next(2) == 0
            ? order with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = now + random.NextInt64(0, 12 * Notice) }
            : order;
    }

    private static NewOrder Conditional(Random random, NewOrder order)
    {
        TriggerSource by = random.Next(2) == 0 ? TriggerSource.LastTrade : TriggerSource.MarkPrice;
        NewOrder waiting = random.Next(3) switch
        {
            0 => NewOrder.StopMarket(0, order.Side, order.Price, order.Quantity, by),
            1 => NewOrder.TakeProfit(0, order.Side, order.Price, order.Quantity, by),
            _ => NewOrder.TrailingStop(0, order.Side, 0.01m * random.Next(1, 5), order.Quantity, random.Next(2) == 0 ? default : order.Price, by),
        };
        return waiting with { ReduceOnly = order.ReduceOnly };
    }

    private static Step Row(EventKind kind, long now, long price, long reference = 0) => new(
        StepKind.Row,
        new MarketEvent { Kind = kind, ExchangeNs = now, LocalNs = now, Price = new Price(price), Reference = reference, Flags = EventFlags.EndOfBatch }, 0, default);
}
