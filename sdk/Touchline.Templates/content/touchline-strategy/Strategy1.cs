// Quotes on both sides of the mid, less on the side where it holds much.
public class STRATEGY_CLASS : Strategy
{
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1000, "quantity", "quantity of each quote");
    private readonly DecimalParameter _most = new("most", 0.01m, 0, 1000, "quantity", "largest position on either side");
    private readonly WholeParameter _away = new("away", 5, 0, 100_000, "ticks", "distance of each quote from the mid");
    private readonly DurationParameter _refresh = new("refresh", 1_000_000_000, 1_000_000, 3_600_000_000_000, "time between two looks at the market, unless the mid moves beyond a quote");

    // Of each instrument: when to look again, and the mid of the last look.
    private (long DueNs, double Mid)[] _looks = [];

    public override void OnStart() => _looks = new (long, double)[Context.Instruments.Count];

    public override void OnBook(int instrument)
    {
        Instrument traded = Context.Instruments[instrument];
        BookView book = Context.Book(instrument);
        if (!book.IsTwoSided || book.IsCrossed || book.IsStale)
        {
            Context.Quote(instrument, [], []);
            _looks[instrument] = default;
            return;
        }

        // Every change of a quote uses up some of the orders that the venue allows.
        double away = _away.Value * traded.TickUnits;
        if (Context.NowNs < _looks[instrument].DueNs && Math.Abs(book.Mid - _looks[instrument].Mid) <= away)
            return;
        _looks[instrument] = (Context.NowNs + _refresh.Ns, book.Mid);
        Quantity size = traded.WholeLots(_size.Value), most = traded.WholeLots(_most.Value), held = Context.Position(instrument);
        ReadOnlySpan<Quote> bids = held + size <= most ? [new Quote(traded.TickAtOrBelow(book.Mid - away), size)] : [];
        ReadOnlySpan<Quote> asks = held - size >= -most ? [new Quote(traded.TickAtOrAbove(book.Mid + away), size)] : [];
        Context.Quote(instrument, bids, asks);
    }

    // Every value is read where it is used, so that it may change while the strategy runs.
    public override void OnParametersChanged()
    {
    }
}
