namespace Samples;

/// <summary>
/// Joins the best bid and the best ask of every instrument, and leaves a side while the position is full. It quotes nothing when the
/// spread is too narrow to live on.
/// </summary>
public sealed class TouchQuoter : Strategy
{
    private readonly DecimalParameter _size = new("size", 0.01m, 0.000001m, 1000, "quantity", "quantity of each quote");
    private readonly DecimalParameter _maxPosition = new("max_position", 0.02m, 0, 10_000, "quantity", "largest position on either side");
    private readonly WholeParameter _minSpread = new("min_spread", 2, 1, 10_000, "ticks", "narrowest spread it quotes in");

    public override void OnStart()
    {
        foreach (Instrument instrument in Context.Instruments)
        {
            if (instrument.WholeLots(_size.Value).IsZero)
                throw new BadInputException($"parameter size is {_size.Value}; right is at least {instrument}'s lot {instrument.Lot}");
        }
    }

    public override void OnBook(int instrument)
    {
        Instrument traded = Context.Instruments[instrument];
        BookView book = Context.Book(instrument);
        bool isQuotable = !book.IsStale && book.IsTwoSided && !book.IsCrossed
            && book.BestAsk - book.BestBid >= _minSpread.Value * traded.TickUnits;
        Quantity size = traded.WholeLots(_size.Value);
        Quantity most = traded.WholeLots(_maxPosition.Value);
        Quantity held = Context.Position(instrument);

        ReadOnlySpan<Quote> bids = isQuotable && held + size <= most ? [new Quote(book.BestBid, size)] : [];
        ReadOnlySpan<Quote> asks = isQuotable && held - size >= -most ? [new Quote(book.BestAsk, size)] : [];
        Context.Quote(instrument, bids, asks);
    }

    public override void OnFill(in Fill fill) =>
        Context.Metric("position", Context.Instruments[fill.Instrument].QuantityUnit.ToDouble(Context.Position(fill.Instrument)));
}
