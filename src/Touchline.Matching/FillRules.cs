using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The fill rules of an exchange model over a queue model.</summary>
internal static class FillRules
{
    public static IFillRules Of(
        ExchangeModel exchange, QueueModel queue, Instrument instrument, OrderBook book, SpentLevels spent, OwnOrders own, VenueReports reports)
    {
        return queue.Kind switch
        {
            QueueKind.RiskAverse => Over(new RiskAverseQueue(instrument.QuantityUnit)),
            QueueKind.Fifo => Over(default(FifoQueue)),
            _ => Over(new ProbabilityQueue(queue, instrument.QuantityUnit)),
        };

        IFillRules Over<TQueue>(TQueue place)
            where TQueue : struct, IQueue => exchange switch
            {
                ExchangeModel.NoPartialFill => Reference(place, isPartial: false),
                ExchangeModel.ReferencePartialFill => Reference(place, isPartial: true),
                ExchangeModel.PartialFill => new PartialFill<TQueue>(instrument, book, spent, own, reports, place),
                _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "no such exchange model"),
            };

        // Its takers take fractions of a lot too: what is shown, as it is.
        ReferenceFill<TQueue> Reference<TQueue>(TQueue place, bool isPartial)
            where TQueue : struct, IQueue => new(instrument, book, new LevelSweep(book, spent, 1), own, reports, place, isPartial);
    }
}
