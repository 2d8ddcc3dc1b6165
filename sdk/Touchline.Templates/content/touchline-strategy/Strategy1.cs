// Quotes on both sides of the mid, less on the side where it holds much.
public class STRATEGY_CLASS : Strategy
{
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1000, "quantity", "quantity of each quote");
    private readonly DecimalParameter _most = new("most", 0.01m, 0, 1000, "quantity", "largest position on either side");
    private readonly WholeParameter _away = new("away", 5, 0, 100_000, "ticks", "distance of each quote from the mid");

    public override void OnBook(int instrument)
    {
        Instrument traded = Context.Instruments[instrument];
        BookView book = Context.Book(instrument);
        if (!book.IsTwoSided || book.IsCrossed || book.IsStale)
        {
            Context.Quote(instrument, [], []);
            return;
        }

        Quantity size = traded.WholeLots(_size.Value), most = traded.WholeLots(_most.Value), held = Context.Position(instrument);
        double away = _away.Value * traded.TickUnits;
        ReadOnlySpan<Quote> bids = held + size <= most ? [new Quote(traded.TickAtOrBelow(book.Mid - away), size)] : [];
        ReadOnlySpan<Quote> asks = held - size >= -most ? [new Quote(traded.TickAtOrAbove(book.Mid + away), size)] : [];
        Context.Quote(instrument, bids, asks);
    }

    // Every value is read where it is used, so that it may change while the strategy runs.
    public override void OnParametersChanged()
    {
    }
}
